"""Marked words."""

import pytest

from carrefour.search.analysis import stems
from carrefour.search.highlights import marked, passage


@pytest.mark.parametrize(
    ("query", "text", "shown"),
    [
        ("oeuvre", "Une Œuvre", "Une <mark>Œuvre</mark>"),
        ("épinay", "EPINAY, Épinay", "<mark>EPINAY</mark>, <mark>Épinay</mark>"),
        (
            "jardin",
            "d'un jardin, l’JARDINS",
            "d&#x27;un <mark>jardin</mark>, l’<mark>JARDINS</mark>",
        ),
        ("zéro", "pas de <b>", "pas de &lt;b&gt;"),
        ("жизнь", "Жизнь", "<mark>Жизнь</mark>"),
        ("lieu", "tiers-lieu_ouvert", "tiers-<mark>lieu</mark>_ouvert"),
        ("lieu", "milieu", "milieu"),
    ],
)
def test_words_are_marked_whatever_their_letters(query: str, text: str, shown: str) -> None:
    assert marked(text, set(stems(query))) == shown


def test_a_passage_holds_the_most_of_the_words() -> None:
    text = f"jardin {'mot ' * 200} un jardin partagé {'mot ' * 200}"
    found = passage(text, set(stems("jardins partagés")))
    assert "<mark>jardin</mark> <mark>partagé</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")
