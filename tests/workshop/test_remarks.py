"""What the engine says in English is told in French where pages show it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from carrefour import structure
from carrefour.catalogue import definition
from carrefour.catalogue.definition_file import DefinitionError, parse
from carrefour.desk.remarks import remark
from carrefour.harvest.fetch import FetchError
from carrefour.territory import model

from ..pipeline.test_reasons import ENGLISH, texts


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
        ("date 'l’an 2000' cannot be read", "date « l’an 2000 » : illisible"),
        (r"date '\1' cannot be read", r"date « \1 » : illisible"),
        ("something that nobody foresaw", "something that nobody foresaw"),
    ],
)
def test_known_sentences_are_french_and_others_stay(english: str, french: str) -> None:
    with override("fr"):
        assert remark(english).replace("\xa0", " ") == french
    with override("en"):
        assert remark(english) == english


def test_the_mistakes_of_a_definition_are_told_in_french() -> None:
    with pytest.raises(DefinitionError) as caught:
        parse("id: Ma Source\ntitle: x\nfetch: {kind: csv, urll: x}\nfields: {titel: x}\n")
    with override("fr"):
        told = [remark(m.reason).replace("\xa0", " ") for m in caught.value.mistakes]
    assert "fetch.urll: clé inconnue ; vouliez-vous dire « url » ?" in told
    assert "dites où se lit le titre" in told
    assert any("utilisez des minuscules" in reason for reason in told)


CATALOGUE = Path(definition.__file__).parent
STRUCTURE = Path(structure.__file__).parent
TERRITORY = Path(model.__file__).parent


def raised() -> Iterator[str]:
    """What the format says is wrong with a definition, with 42 for what is only known then."""
    for name in ("definition", "fetching", "schedule", "selector"):
        for node in ast.walk(ast.parse((CATALOGUE / f"{name}.py").read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="ValueError"), args=[one]):
                    yield from texts(one)


def warned() -> Iterator[str]:
    """What the structurer and the geocoder say of a record."""
    files = [*STRUCTURE.glob("*.py"), TERRITORY / "coordinates.py", TERRITORY / "geocoder.py"]
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Odd" | "Unusable" | "NotLocated"), args=[one]):
                    yield from texts(one)
                case ast.Call(func=ast.Attribute(attr="append"), args=[ast.JoinedStr() as one]):
                    yield from texts(one)


@pytest.mark.parametrize("text", sorted({*raised(), *warned()}))
def test_every_remark_has_its_french(text: str) -> None:
    with override("fr"):
        # The title is told after it, or nothing.
        told = remark(text.replace("title42", "title"))
    said = re.sub(r"\([^()]*\)|«[^»]*»|\w+_\w+|pages\.\w+|`[^`]*`", "", told)
    assert not ENGLISH.search(said), told


def test_the_remarks_of_the_code_are_found() -> None:
    assert len({*raised(), *warned()}) > 40
