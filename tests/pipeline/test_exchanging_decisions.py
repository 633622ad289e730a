"""What people decided is one file: read here again it changes nothing, elsewhere it holds."""

from __future__ import annotations

import json

import pytest

from carrefour.catalogue.identity import sheet_id
from carrefour.catalogue.models import Correction, Sheet, TagDecision
from carrefour.pipeline.corrections import correct, take_back
from carrefour.pipeline.decisions import bring, exported
from carrefour.pipeline.lines import LineError
from carrefour.pipeline.tags import decide

GARDEN = sheet_id("essai", "1")
AT = "2026-11-24T12:00:00+01:00"


@pytest.fixture
def decided(harvest_rows) -> list[bytes]:
    """Decisions of every kind on a catalogue, as the lines of a file."""
    harvest_rows()
    garden = Sheet.objects.get(pk=GARDEN)
    decide("compost", ["DEC"], "ana")
    correct(garden, "places", "5 rue Crébillon, 44000 Nantes @ 47.213, -1.56", "ana")
    correct(garden, "title", "Les Jardins de la Prairie", "ana", "appelé")
    take_back(correct(garden, "summary", "Un.", "bo"), "bo")
    return list(exported())


def forget() -> None:
    """What another installation knows of decisions: nothing."""
    Correction.objects.all().delete()
    TagDecision.objects.all().delete()


def test_a_file_read_where_it_was_written_changes_nothing(decided: list[bytes]) -> None:
    brought = bring(decided)
    assert (brought.taken, brought.known) == (0, len(decided))
    assert len(decided) == 4


def test_elsewhere_it_makes_the_same_sheets_and_gives_the_same_file(
    decided: list[bytes], harvest_rows
) -> None:
    forget()
    before = Sheet.objects.get(pk=GARDEN)
    shown = (before.title, [(p.lat, p.commune) for p in before.places.all()])
    from carrefour.pipeline.harvesting import rebuild

    rebuild(before.source)
    assert Sheet.objects.get(pk=GARDEN).title == "Le Jardin partagé"
    assert bring(decided).taken == 4
    after = Sheet.objects.get(pk=GARDEN)
    assert (after.title, [(p.lat, p.commune) for p in after.places.all()]) == shown
    assert list(exported()) == decided


def test_the_newer_of_two_decisions_stands(decided: list[bytes]) -> None:
    title = next(json.loads(line) for line in decided if b'"title"' in line)
    old = {**title, "value": "Avant", "at": "2001-01-01T00:00:00Z"}
    new = {**title, "value": "Après", "at": "2100-01-01T00:00:00Z"}
    lines = [json.dumps(one).encode() for one in (old, new)]
    assert (bring(lines[:1]).taken, bring(lines[1:]).taken) == (0, 1)
    assert Sheet.objects.get(pk=GARDEN).title == "Après"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 1: is not JSON"),
        ("[]", "line 1: is no decision"),
        ({"kind": "poem"}, "its 'kind' must be one of tag, correction"),
        ({"kind": "tag", "tag": "a", "codes": ["AGR"], "at": "hier"}, "'hier' is no time"),
        ({"kind": "tag", "tag": "a", "codes": "AGR", "at": AT}, "codes must be a list"),
        ({"kind": "tag", "tag": "#", "codes": ["AGR"], "at": AT}, "is no tag"),
        ({"kind": "tag", "tag": 3, "at": AT}, "tag must be a text"),
        ({"kind": "correction", "sheet": "../..", "field": "title", "at": AT}, "is no id"),
        ({"kind": "correction", "sheet": "a", "field": "id", "at": AT}, "is none of"),
        (
            {"kind": "correction", "sheet": "a", "field": "title", "value": "", "at": AT},
            "needs one",
        ),
        (
            {"kind": "correction", "sheet": "a", "field": "url", "value": "javascript:1", "at": AT},
            "is no web address",
        ),
        (
            {"kind": "correction", "sheet": "a", "field": "places", "value": [{}], "at": AT},
            "one of them cannot be read",
        ),
        ({"kind": "correction", "sheet": "a", "field": "places", "value": 1, "at": AT}, "a list"),
    ],
)
def test_a_line_that_cannot_be_used_is_named_and_nothing_is_taken_over(
    site, line: object, told: str
) -> None:
    good = {"kind": "tag", "source": "", "tag": "b", "codes": ["AGR"], "by": "ana", "at": AT}
    bad = line if isinstance(line, str) else json.dumps(line)
    with pytest.raises(LineError, match=told):
        bring([bad.encode(), json.dumps(good).encode()])
    assert not TagDecision.objects.exists()
    assert not Correction.objects.exists()


def test_hostile_markup_in_a_file_is_taken_out(site) -> None:
    line = {
        "kind": "correction", "sheet": GARDEN, "field": "description", "at": AT,
        "value": "<p>Bon</p><script>alert(1)</script>",
    }  # fmt: skip
    bring([json.dumps(line).encode()])
    assert Correction.objects.get().value == "<p>Bon</p>"
