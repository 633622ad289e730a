"""A harvest from its start to its report."""

import pytest

from carrefour.catalogue.models import Record, Sheet, Source
from carrefour.harvest.models import Run
from carrefour.pipeline import structuring
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.harvesting import NotHeld, accept, rebuild, refuse
from carrefour.search.query import Query
from tests.conftest import DEFINITION, ROWS


def found(text: str) -> list[str]:
    hits = search_engine().search(Query(text=text)).hits
    return [Sheet.objects.get(pk=hit.id).title for hit in hits]


def test_a_first_harvest_makes_sheets_that_search_finds(harvest_rows) -> None:
    report = harvest_rows()
    assert (report.new, report.changed, report.unchanged, report.gone) == (3, 0, 0, 0)
    assert found("jardins partagés") == ["Le Jardin partagé"]


def test_a_second_harvest_of_an_unchanged_source_writes_nothing(harvest_rows) -> None:
    harvest_rows()
    before = list(Sheet.objects.order_by("pk").values())
    report = harvest_rows()
    assert (report.unchanged, report.indexed) == (3, 0)
    assert list(Sheet.objects.order_by("pk").values()) == before


def test_a_changed_record_keeps_its_sheet_and_its_address(harvest_rows) -> None:
    harvest_rows()
    before = {s.pk: s.slug for s in Sheet.objects.all()}
    report = harvest_rows([ROWS[0].replace("Le Jardin partagé", "Le Verger commun"), *ROWS[1:]])
    assert report.changed == 1
    assert {s.pk: s.slug for s in Sheet.objects.all()} == before
    assert found("verger") == ["Le Verger commun"]
    assert found("jardin") != ["Le Jardin partagé"]


def test_what_the_source_no_longer_gives_is_withdrawn_but_its_record_is_kept(harvest_rows) -> None:
    harvest_rows()
    report = harvest_rows(ROWS[:2])
    assert report.gone == 1
    assert found("soleil") == []
    assert Record.objects.filter(gone_at=None).count() == 2
    assert Record.objects.count() == 3


def test_what_comes_back_is_shown_again_at_its_old_address(harvest_rows) -> None:
    harvest_rows()
    address = Sheet.objects.get(title="Soleil citoyen").pk
    harvest_rows(ROWS[:2])
    harvest_rows()
    assert Sheet.objects.get(pk=address).withdrawn_at is None
    assert found("soleil") == ["Soleil citoyen"]


def test_a_source_that_shrinks_by_more_than_half_is_held_and_changes_nothing(harvest_rows) -> None:
    harvest_rows()
    before = list(Sheet.objects.order_by("pk").values())
    report = harvest_rows([ROWS[0].replace("Jardin", "Verger")])
    assert "2 of the 3 records" in report.held
    assert list(Sheet.objects.order_by("pk").values()) == before
    assert Run.objects.first().state == Run.State.HELD


def test_a_run_that_is_held_can_be_accepted(harvest_rows) -> None:
    harvest_rows()
    held = Run.objects.get(pk=harvest_rows([ROWS[0].replace("Jardin", "Verger")]).run)
    report = accept(held, "camille")
    assert report.gone == 2
    assert list(Sheet.objects.filter(withdrawn_at=None).values_list("title", flat=True)) == [
        "Le Verger partagé"
    ]
    held.refresh_from_db()
    assert (held.state, held.decided_by, held.gone) == (Run.State.DONE, "camille", 2)
    with pytest.raises(NotHeld):
        accept(held, "dominique")


def test_a_run_that_is_held_can_be_refused(harvest_rows) -> None:
    harvest_rows()
    held = Run.objects.get(pk=harvest_rows(ROWS[:1]).run)
    refuse(held, "camille")
    held.refresh_from_db()
    assert (held.state, held.staged.count()) == (Run.State.REFUSED, 0)
    assert Sheet.objects.filter(withdrawn_at=None).count() == 3


def test_a_later_harvest_takes_the_place_of_one_that_is_held(harvest_rows) -> None:
    harvest_rows()
    held = Run.objects.get(pk=harvest_rows(ROWS[:1]).run)
    assert harvest_rows().unchanged == 3
    held.refresh_from_db()
    assert held.state == Run.State.REFUSED


def test_an_operator_may_say_beforehand_that_a_loss_is_right(harvest_rows) -> None:
    harvest_rows()
    assert harvest_rows(ROWS[:1], accept_loss=True).gone == 2


def test_a_key_that_is_emptied_in_most_records_holds_the_run(harvest_rows) -> None:
    rows = [f"{n};Projet {n};Un texte.;jardin;2020;44000 Nantes" for n in range(12)]
    harvest_rows(rows)
    report = harvest_rows([row.replace("Un texte.", "") for row in rows])
    assert "'texte' was filled in 100% of the records and is in 0%" in report.held


def test_fewer_records_than_the_source_ever_gives_hold_the_run(harvest_rows) -> None:
    patient = DEFINITION.replace("{gone_after: 1}", "{least_records: 4}")
    assert "fewer than 4" in harvest_rows(definition=patient).held
    assert Sheet.objects.count() == 0


def test_what_vanished_is_missing_first_and_gone_after_the_set_number_of_harvests(
    harvest_rows,
) -> None:
    patient = DEFINITION.replace("gone_after: 1", "gone_after: 2")
    harvest_rows(definition=patient)
    report = harvest_rows(ROWS[:2], definition=patient)
    assert (report.missing, report.gone) == (1, 0)
    assert found("soleil") == ["Soleil citoyen"]
    assert Record.objects.get(external_id="3").missing_since is not None
    assert harvest_rows(ROWS[:2], definition=patient).gone == 1
    assert found("soleil") == []


def test_what_was_missing_and_comes_back_is_missing_no_more(harvest_rows) -> None:
    patient = DEFINITION.replace("gone_after: 1", "gone_after: 2")
    harvest_rows(definition=patient)
    harvest_rows(ROWS[:2], definition=patient)
    assert harvest_rows(definition=patient).unchanged == 3
    record = Record.objects.get(external_id="3")
    assert (record.missed, record.missing_since) == (0, None)


def test_a_source_that_gives_nothing_at_all_is_told(harvest_rows) -> None:
    assert "gave no record at all" in harvest_rows([]).error


def test_a_broken_record_is_told_and_the_rest_goes_on(harvest_rows) -> None:
    report = harvest_rows([*ROWS, "4;;sans titre;;;", "5;a;b;c;d;e;de trop"])
    assert Sheet.objects.count() == 3
    reasons = dict(report.rejected)
    assert "title" in reasons["4"]
    assert "cells" in reasons["row 5"]


def test_a_broken_source_leaves_what_was_there(harvest_rows, site) -> None:
    harvest_rows()
    report = harvest_rows(definition=DEFINITION.replace('";"}', '";", encoding: no-such}'))
    assert "encoding" in report.error
    assert Run.objects.first().state == Run.State.FAILED
    assert Sheet.objects.filter(withdrawn_at=None).count() == 3


def test_a_run_killed_before_structuring_is_completed_by_the_next(
    harvest_rows, monkeypatch
) -> None:
    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(structuring.Structuring, "_batch", killed)
        with pytest.raises(KeyboardInterrupt):
            harvest_rows()
    assert Record.objects.count() == 3
    assert Sheet.objects.count() == 0
    report = harvest_rows()
    assert (report.unchanged, report.sheets.new) == (3, 3)
    assert Run.objects.filter(state=Run.State.INTERRUPTED).count() == 1
    assert found("garage") == ["Garage solidaire"]


def test_a_run_killed_before_indexing_is_completed_by_the_next(harvest_rows) -> None:
    harvest_rows()
    Sheet.objects.update(needs_indexing=True)
    assert harvest_rows().indexed == 3
    assert not Sheet.objects.filter(needs_indexing=True).exists()


def test_a_changed_definition_structures_the_kept_records_again(harvest_rows) -> None:
    harvest_rows()
    report = harvest_rows(definition=DEFINITION.replace("jardin: AGR", "jardin: BIO"))
    assert report.unchanged == 3
    assert report.sheets.changed == 1
    assert Sheet.objects.get(title="Le Jardin partagé").themes == ["BIO"]


def test_rebuild_needs_no_source(harvest_rows) -> None:
    harvest_rows()
    source = Sheet.objects.first().source
    report = rebuild(source)
    assert report.sheets.unchanged == 3


def test_each_value_knows_the_record_it_came_from(harvest_rows) -> None:
    harvest_rows()
    sheet = Sheet.objects.get(title="Le Jardin partagé")
    provenance = sheet.provenances.get()
    assert provenance.record.external_id == "1"
    assert provenance.fields["title"] is None
    assert provenance.fields["themes"] == ["AGR"]


def test_a_place_holds_its_territories(harvest_rows) -> None:
    harvest_rows()
    place = Sheet.objects.get(title="Soleil citoyen").places.get()
    assert (place.commune, place.departement, place.region) == ("97411", "974", "04")
    assert place.precision == "commune"


def test_an_unchanged_source_is_not_measured_again_the_same_day(harvest_rows) -> None:
    harvest_rows()
    first = Source.objects.get().quality["at"]
    harvest_rows()
    assert Source.objects.get().quality["at"] == first
    harvest_rows([ROWS[0].replace("cultive", "sème"), *ROWS[1:]])
    assert Source.objects.get().quality["at"] > first
