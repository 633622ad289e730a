"""However the search index is broken, sheets are read, search says that it rests, and is mended."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from carrefour.catalogue.models import Sheet
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.indexing import bring_up_to_date, index_due, index_pending, waiting
from carrefour.search.engine import SearchResting
from carrefour.search.query import Query
from tests.conftest import ROWS
from tests.faults.damage import DAMAGES, changed, cut

POTAGER = "4;Le Jardin potager;On y cultive.;jardin;2020;44000 Nantes"
PAGES = ("/", "/organisations/", "/organisations/essai-org/", "/sources/essai/", "/donnees/")


@pytest.fixture
def index(harvest_rows: Callable[[], object], site: Path) -> Path:
    """The folder of a sound index, which this process has not opened yet."""
    harvest_rows()
    search_engine.cache_clear()
    return site / "index"


def found() -> list[str]:
    return sorted(search_engine().ids(Query(), 100))


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=list(DAMAGES))
def test_a_broken_index_rests_and_is_built_anew(client, index: Path, damage) -> None:
    damage(index)
    resting = client.get("/projets/?q=jardin")
    assert resting.status_code == 503
    assert resting["Retry-After"] == "60"
    assert "no-store" in resting["Cache-Control"]
    assert "La recherche se repose" in resting.content.decode()
    assert not search_engine().ready()
    assert index_due(None)
    assert bring_up_to_date(search_engine()) == 3
    assert client.get("/projets/?q=jardin").status_code == 200
    assert found() == sorted(Sheet.objects.values_list("pk", flat=True))
    assert not index_due(None)


def test_while_search_rests_everything_else_is_served(client, index: Path) -> None:
    shutil.rmtree(index)
    sheet = Sheet.objects.get(title="Garage solidaire")
    for path in (*PAGES, f"/fiches/{sheet.slug}-{sheet.pk}/", f"/api/v1/projects/{sheet.pk}"):
        assert client.get(path).status_code == 200, path
    assert client.get("/health/ready").json() == {"database": "answers", "search": "rests"}
    problem = client.get("/api/v1/projects?q=jardin")
    assert (problem.status_code, problem["Content-Type"]) == (503, "application/problem+json")
    assert problem["Retry-After"] == "60"
    for path in ("/suggestions.json?q=ja", "/projets/carte.json?view=-5,41,10,51&zoom=5"):
        told = client.get(path)
        assert (told.status_code, told["Retry-After"]) == (503, "60"), path
        assert "no-store" in told["Cache-Control"], path
        assert told.json()["resting"]


def test_one_whose_files_change_under_it_rests_from_the_first_search_that_stumbles(
    client, index: Path
) -> None:
    assert client.get("/projets/?q=jardin").status_code == 200  # it is open now
    for kind in ("store", "idx"):
        changed(kind)(index)
    search_engine.cache_clear()
    assert client.get("/projets/?q=jardin").status_code == 503
    # Every process knows it now, without stumbling itself.
    assert not (index / "current").exists()


def test_a_harvest_finds_and_mends_a_broken_index(index: Path, harvest_rows) -> None:
    cut("term")(index)
    report = harvest_rows([*ROWS, POTAGER])
    assert (report.error, report.held) == ("", "")
    assert found() == sorted(Sheet.objects.values_list("pk", flat=True))
    assert len(found()) == 4


def test_where_no_index_can_be_written_a_harvest_is_done_and_its_sheets_wait(
    index: Path, harvest_rows
) -> None:
    shutil.rmtree(index)
    index.write_text("a file where the folder should be")
    report = harvest_rows([*ROWS, POTAGER])
    assert (report.error, report.held) == ("", "")
    assert waiting().exists()
    assert index_due(None)
    index.unlink()
    bring_up_to_date(search_engine())
    assert found() == sorted(Sheet.objects.values_list("pk", flat=True))
    assert len(found()) == 4
    assert not waiting().exists()


def test_a_lock_that_a_dead_writer_left_keeps_nobody_from_writing(index: Path) -> None:
    for path in (index / "writer.lock", *index.glob("*/.tantivy-writer.lock")):
        path.write_text("")
    Sheet.objects.update(needs_indexing=True)
    assert index_pending(search_engine()) == 3


def test_an_index_of_other_sheets_than_are_shown_is_built_anew(index: Path) -> None:
    older = Sheet.objects.first()
    assert older is not None
    search_engine().write([], [older.pk])  # as one that was copied back
    assert index_due(None)
    assert bring_up_to_date(search_engine()) == 3
    assert older.pk in found()


def test_a_sound_index_over_which_nobody_stumbles_is_left_alone(index: Path) -> None:
    assert not index_due(None)
    assert bring_up_to_date(search_engine()) == 0


def test_what_changes_while_it_is_being_indexed_waits_again(index: Path, monkeypatch) -> None:
    engine = search_engine()
    one = Sheet.objects.get(title="Garage solidaire")
    Sheet.objects.filter(pk=one.pk).update(needs_indexing=True)
    write = engine.write

    def another_process_changes_it(documents, removed=()) -> int:
        done = write(documents, removed)
        Sheet.objects.filter(pk=one.pk).update(title="Atelier vélo", needs_indexing=True)
        return done

    with monkeypatch.context() as within:
        within.setattr(engine, "write", another_process_changes_it)
        assert index_pending(engine) == 1
    assert index_due(None)
    assert index_pending(engine) == 1
    assert engine.search(Query(text="vélo")).total == 1
    assert not waiting().exists()


def test_indexing_ends_though_another_process_begins_with_the_same_sheets(
    index: Path, monkeypatch
) -> None:
    engine, written = search_engine(), []
    Sheet.objects.update(needs_indexing=True, title="Atelier vélo")

    def another_process_begins_with_them(documents, removed=()) -> int:
        written.extend(document.id for document in documents)
        assert len(written) < 100, "it never ends"
        Sheet.objects.update(indexing=len(written))
        return len(written)

    with monkeypatch.context() as within:
        within.setattr(engine, "write", another_process_begins_with_them)
        assert index_pending(engine) == 3
    assert sorted(written) == sorted(Sheet.objects.values_list("pk", flat=True))
    assert waiting().count() == 3  # until the other says that it has put them in
    assert index_pending(engine) == 3
    assert not waiting().exists()


def test_what_a_killed_process_was_indexing_is_taken_up_by_the_next(
    index: Path, monkeypatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(_documents, _removed=()) -> int:
        raise Killed

    engine = search_engine()
    Sheet.objects.update(needs_indexing=True, title="Atelier vélo")
    with monkeypatch.context() as within:
        within.setattr(engine, "write", killed)
        with pytest.raises(Killed):
            index_pending(engine)
    assert index_due(None)
    assert index_pending(engine) == 3
    assert engine.search(Query(text="vélo")).total == 3


def test_a_fault_in_a_query_is_not_taken_for_one_of_the_index(index: Path) -> None:
    engine = search_engine()
    with pytest.raises(Exception) as raised:  # noqa: PT011 - whatever it is, it is told
        engine.search(Query(), offset=-1)
    assert not isinstance(raised.value, SearchResting)
    assert engine.ready()
