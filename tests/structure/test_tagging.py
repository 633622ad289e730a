"""A source's tags to codes."""

from __future__ import annotations

from carrefour.structure.tagging import TagTable, clean_tag, folded


def test_spellings_meet_whatever_their_case_accents_and_marks() -> None:
    assert folded("Économie Sociale & Solidaire") == folded("economie sociale, solidaire")
    assert folded("Cœur") == "coeur"


def test_tags_lose_the_marks_around_them() -> None:
    assert clean_tag(' "#Culture", ') == "Culture"
    assert clean_tag("[Tiers-lieu]") == "Tiers-lieu"


def test_tags_mean_what_this_source_says() -> None:
    coded = TagTable({"Énergie": ["ENE"], "Divers": []}).codes(["energie", "divers", "inconnu"])
    assert coded.codes == {"ENE"}
    assert coded.unmapped == ["inconnu"]


def test_two_spellings_of_one_tag_join_their_codes() -> None:
    assert TagTable({"Énergie": ["ENE"], "energie": ["CLI"]}).codes(["ENERGIE"]).codes == {
        "ENE",
        "CLI",
    }
