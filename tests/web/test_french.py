"""What the engine says in English is told in French where pages show it."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from carrefour.catalogue.definition_file import DefinitionError, parse
from carrefour.harvest.fetch import FetchError
from carrefour.web.french import in_words


@pytest.mark.parametrize(
    ("english", "french"),
    [
        (
            str(FetchError("https://x.fr/", "the server answered 404", "Correct the address.")),
            "https://x.fr/: le serveur a répondu 404. Corrigez l’adresse.",
        ),
        (
            "place: coordinates lie 312 km from Nantes, which is named: refused",
            "lieu : coordonnées à 312 km de Nantes, qui est nommé : refusées",
        ),
        (
            "has no id: record_id '{x}' gives nothing",
            "n’a pas d’identifiant : « {x} » ne donne rien",
        ),
        ("date 'l’an 2000' cannot be read", "date « l’an 2000 » : illisible"),
        (r"date '\1' cannot be read", r"date « \1 » : illisible"),
        ("something that nobody foresaw", "something that nobody foresaw"),
    ],
)
def test_known_sentences_are_french_and_others_stay(english: str, french: str) -> None:
    with override("fr"):
        assert in_words(english).replace("\xa0", " ") == french
    with override("en"):
        assert in_words(english) == english


def test_the_mistakes_of_a_definition_are_told_in_french() -> None:
    with pytest.raises(DefinitionError) as caught:
        parse("id: Ma Source\ntitle: x\nfetch: {kind: csv, urll: x}\nfields: {titel: x}\n")
    with override("fr"):
        told = [in_words(m.reason).replace("\xa0", " ") for m in caught.value.mistakes]
    assert "fetch.urll: clé inconnue ; vouliez-vous dire « url » ?" in told
    assert "dites où se lit le titre" in told
    assert any("utilisez des minuscules" in reason for reason in told)
