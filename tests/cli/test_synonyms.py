"""`carrefour synonyms`, as an operator uses it."""

from tests.installation import Installation


def test_an_operator_sees_what_stands_for_a_word_and_what_is_wrong(
    installation: Installation,
) -> None:
    assert "velo: " not in installation.run("synonyms")
    assert "bicyclet" in installation.run("synonyms", "vélo")
    own = installation.var / "synonyms.txt"
    own.write_text("cargo => vélo\nseul\n", "utf-8")
    told = installation.run("synonyms", "cargo", ends=1)
    assert "cargo: velo" in told
