"""What a person corrects holds over every harvest, and the sources' word is never lost."""

from __future__ import annotations

import pytest

from carrefour.catalogue.identity import sheet_id
from carrefour.catalogue.models import Correction, Provenance, Sheet, Source
from carrefour.pipeline.alone import alone
from carrefour.pipeline.corrections import (
    NotCorrectable,
    correct,
    correct_all,
    keep,
    take_back,
    typed,
)
from carrefour.pipeline.decisions import apply_what_waits
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.harvesting import rebuild
from carrefour.search.query import Query
from carrefour.structure.odd import Odd
from tests.conftest import DEFINITION, ROWS

GARDEN = sheet_id("essai", "1")


@pytest.fixture
def garden(harvest_rows) -> Sheet:
    harvest_rows()
    return Sheet.objects.get(pk=GARDEN)


def now(sheet: Sheet) -> Sheet:
    return Sheet.objects.get(pk=sheet.pk)


def test_a_correction_shows_at_once_and_is_found(garden: Sheet) -> None:
    correct(garden, "title", "Les Jardins de la Prairie", "ana@exemple.org")
    assert now(garden).title == "Les Jardins de la Prairie"
    assert [hit.id for hit in search_engine().search(Query(text="prairie")).hits] == [GARDEN]


def test_it_outlives_a_harvest_of_changed_records_and_a_rebuild(
    garden: Sheet, harvest_rows
) -> None:
    correct(garden, "title", "Les Jardins de la Prairie", "ana@exemple.org")
    changed = ROWS[0].replace("Le Jardin partagé", "Jardin partage !!").replace("cultive", "sème")
    harvest_rows([changed, *ROWS[1:]])
    assert now(garden).title == "Les Jardins de la Prairie"
    assert "sème" in now(garden).description
    rebuild(Source.objects.get(pk="essai"))
    assert now(garden).title == "Les Jardins de la Prairie"


def test_what_the_source_says_since_is_told_as_a_dispute(garden: Sheet, harvest_rows) -> None:
    made = correct(garden, "title", "Les Jardins de la Prairie", "ana@exemple.org")
    assert made.given == "Le Jardin partagé"
    harvest_rows([ROWS[0].replace("Le Jardin", "Le Grand Jardin"), *ROWS[1:]])
    made.refresh_from_db()
    assert made.told == "Le Grand Jardin partagé"
    assert made.disputed
    assert list(Correction.objects.disputed()) == [made]
    kept = keep(made, "ana@exemple.org")
    assert not kept.disputed
    assert now(garden).title == "Les Jardins de la Prairie"


def test_a_source_that_comes_round_to_what_the_person_said_disputes_nothing(
    garden: Sheet, harvest_rows
) -> None:
    made = correct(garden, "title", "Le Jardin de Nantes", "ana@exemple.org")
    harvest_rows([ROWS[0].replace("Le Jardin partagé", "Le Jardin de Nantes"), *ROWS[1:]])
    made.refresh_from_db()
    assert not made.disputed


def test_taken_back_it_lets_the_source_speak_again_and_stays_in_the_log(
    garden: Sheet, harvest_rows
) -> None:
    made = correct(garden, "title", "Les Jardins de la Prairie", "ana@exemple.org")
    harvest_rows([ROWS[0].replace("Le Jardin", "Le Grand Jardin"), *ROWS[1:]])
    made.refresh_from_db()
    take_back(made, "bo@exemple.org")
    assert now(garden).title == "Le Grand Jardin partagé"
    log = Correction.objects.filter(sheet=GARDEN, field="title")
    assert [(one.decided_by, one.current, one.taken_back) for one in log] == [
        ("bo@exemple.org", True, True),
        ("ana@exemple.org", False, False),
    ]


def test_a_place_is_moved_and_stays_where_the_person_put_it(garden: Sheet, harvest_rows) -> None:
    correct(garden, "places", "12 rue des Halles, 49000 Angers @ 47.4712, -0.5518", "ana")
    (place,) = now(garden).places.all()
    assert (place.lat, place.lon, place.commune) == (47.4712, -0.5518, "49007")
    assert (place.precision, place.method, place.score) == ("address", "person", 1.0)
    harvest_rows([ROWS[0].replace("cultive", "sème"), *ROWS[1:]])
    (place,) = now(garden).places.all()
    assert place.commune == "49007"
    assert Provenance.objects.get(sheet=GARDEN).fields.get("places") is None


def test_a_place_may_be_of_several_lines_and_of_none(garden: Sheet) -> None:
    correct(garden, "places", "Rezé (44)\nSaint-Herblain (44)", "ana")
    assert [p.label for p in now(garden).places.all()] == ["Rezé", "Saint-Herblain"]
    correct(garden, "places", "", "ana")
    assert not now(garden).places.exists()


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("places", "Villeneuve-de-Nulle-Part", "no territory is known"),
        ("places", "Nantes @ 48.85, 2.35", "does not lie in the place that is named"),
        ("places", "New York @ 40.7, -74.0", "outside France"),
        ("places", "Saint-Denis", "may be"),
        ("title", "", "a sheet needs one"),
        ("start_date", "le jour d’après", "cannot be read"),
        ("url", "javascript:alert(1)", "is no web address"),
        ("themes", "POULE", "is no code of the taxonomy"),
        ("publics", "AGR", "is not of publics"),
        ("status", "vivant", "is none of"),
        ("language", "français de France", "is no code of a language"),
        ("description", "a" * 50_001, "are more than"),
    ],
)
def test_what_cannot_be_read_is_refused_and_changes_nothing(
    garden: Sheet, field: str, text: str, told: str
) -> None:
    before = now(garden).fingerprint
    with pytest.raises(Odd, match=told):
        correct_all(garden, {"summary": "Bien.", field: text}, "ana")
    assert now(garden).fingerprint == before
    assert not Correction.objects.exists()


def test_what_is_the_sources_own_is_not_corrected(garden: Sheet) -> None:
    with pytest.raises(NotCorrectable, match="licence"):
        correct(garden, "licence", "CC0-1.0", "ana")


def test_hostile_markup_of_a_person_is_sanitised_too(garden: Sheet) -> None:
    correct(garden, "description", '<p onclick="x()">Bon</p><script>alert(1)</script>', "ana")
    assert now(garden).description == "<p>Bon</p>"


def test_a_theme_that_a_person_took_off_does_not_come_back(garden: Sheet, harvest_rows) -> None:
    assert garden.themes == ["AGR"]
    correct(garden, "themes", "CUL\nBIO", "ana")
    harvest_rows([ROWS[0].replace("cultive", "sème"), *ROWS[1:]])
    assert now(garden).themes == ["BIO", "CUL"]


def test_made_during_a_harvest_it_is_applied_after_it(garden: Sheet) -> None:
    with alone("essai"):
        waits = correct(garden, "title", "Les Jardins de la Prairie", "ana")
        assert waits.applied_at is None
        assert now(garden).title == "Le Jardin partagé"
    assert apply_what_waits() == 1
    assert now(garden).title == "Les Jardins de la Prairie"


def test_one_for_a_sheet_that_is_not_here_yet_waits_for_it(site, harvest_rows) -> None:
    Correction.objects.create(sheet=GARDEN, field="title", value="Chez nous", decided_by="ana")
    assert apply_what_waits() == 0
    harvest_rows()
    assert Sheet.objects.get(pk=GARDEN).title == "Chez nous"


def test_what_a_sheet_holds_can_be_typed_back_without_a_change(garden: Sheet) -> None:
    correct_all(garden, {"places": "5 rue Crébillon, 44000 Nantes @ 47.213, -1.560"}, "ana")
    texts = typed(now(garden))
    correct_all(now(garden), texts, "ana")
    after = now(garden)
    assert typed(after) == texts
    assert (after.title, after.description, after.themes) == (
        garden.title, garden.description, garden.themes,
    )  # fmt: skip
    assert [p.lat for p in after.places.all()] == [47.213]


def test_a_holder_that_a_person_names_is_not_tied_by_the_number_of_another(harvest_rows) -> None:
    definition = DEFINITION.replace("fields: {", "fields: {holder: texte, holder_id: debut, ")
    harvest_rows(["1;Le Jardin;Les Lilas;jardin;732829320;44000 Nantes"], definition=definition)
    garden = Sheet.objects.get(pk=GARDEN)
    assert garden.holder_number == "siren:732829320"
    correct(garden, "holder", "Les Autres Lilas", "ana")
    assert (now(garden).holder, now(garden).holder_number) == ("Les Autres Lilas", "")
