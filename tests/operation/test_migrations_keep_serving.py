"""Migrations from now on let the release before go on: docs/contributing.md, "Migrations".

What is asked of each is read from its operations. A migration that takes something away says since
which release no code uses it: ``unused_since = "0.2.0"`` in its module, an earlier one than this.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from packaging.version import Version

from carrefour import __version__
from carrefour.catalogue.migrating import AddIndexWhileServing

# The last of each room that stopped the site when it was applied; a new room is asked for all.
BASELINE = {
    "api": "0002_hooks",
    "catalogue": "0015_indexing",
    "collection": "0001_collections",
    "community": "0010_collective",
    "contribution": "0001_proposals",
    "desk": "0004_summary",
    "editorial": "0001_initial",
    "exchange": "0001_meet",
    "harvest": "0003_worker",
    "usage": "0001_tallies",
    "workshop": "0001_drafts",
}
TAKES_AWAY = (
    migrations.RemoveField, migrations.DeleteModel, migrations.RenameField,
    migrations.RenameModel, migrations.AlterModelTable, migrations.AlterUniqueTogether,
    migrations.AlterIndexTogether, migrations.AddConstraint,
)  # fmt: skip
# What leaves the tables as they are, or adds what nobody must know of.
HARMLESS = (
    migrations.CreateModel, migrations.AlterModelOptions, migrations.AlterModelManagers,
    migrations.RemoveConstraint, migrations.RemoveIndex, migrations.RenameIndex,
    migrations.AlterModelTableComment, AddIndexWhileServing,
)  # fmt: skip
MOVES_ROWS = (migrations.RunPython, migrations.RunSQL)


def faults(migration: migrations.Migration, before: ProjectState) -> Iterator[str]:
    """What would keep the release before from going on, or make everyone wait."""
    new = {
        one.name_lower for one in migration.operations if isinstance(one, migrations.CreateModel)
    }
    state = before.clone()
    done = list(_in_database(migration.operations))
    for one in done:
        table = getattr(one, "model_name_lower", "")
        if table not in new and (fault := _fault(one, migration, state)):
            yield f"{migration.app_label}.{migration.name}: {one.describe()}: {fault}"
        if not isinstance(one, MOVES_ROWS):
            one.state_forwards(migration.app_label, state)
    if any(isinstance(one, MOVES_ROWS) for one in done) and len(done) > 1:
        yield f"{migration.name} changes tables and rows: the tables stay locked; make it two"
    if any(isinstance(one, AddIndexWhileServing) for one in done) and (
        migration.atomic or len(done) > 1
    ):
        yield f"{migration.name} adds an index: say atomic = False, and do nothing else in it"


def _in_database(operations: list[Operation]) -> Iterator[Operation]:
    for one in operations:
        if isinstance(one, migrations.SeparateDatabaseAndState):
            yield from _in_database(one.database_operations)
        else:
            yield one


def _fault(one: Operation, migration: migrations.Migration, state: ProjectState) -> str:
    if isinstance(one, TAKES_AWAY):
        since = getattr(sys.modules.get(type(migration).__module__), "unused_since", "")
        if since and Version(since) < Version(__version__):
            return ""
        return "the release before still uses it; take it away one release later (unused_since)"
    if isinstance(one, migrations.AddField):
        field = one.field
        if not (field.null or field.has_db_default() or field.many_to_many):
            return "the release before writes rows without it: give it null=True or a db_default"
        return ""
    if isinstance(one, migrations.AlterField):
        old = state.models[migration.app_label, one.model_name_lower].fields[one.name_lower]
        return (
            "" if _widens(old, one.field) else "it rewrites the table, or refuses what was allowed"
        )
    if isinstance(one, migrations.AddIndex) and not isinstance(one, AddIndexWhileServing):
        return "writers wait for it: use AddIndexWhileServing"
    if isinstance(one, HARMLESS + MOVES_ROWS):
        return ""
    return "nobody has thought about this kind of operation: do, and say so here"


def _widens(old: models.Field, new: models.Field) -> bool:
    """Whether whatever the column held and took it still does, without being rewritten."""
    if type(old) is not type(new) or old.unique != new.unique or old.db_index != new.db_index:
        return False
    if (old.null and not new.null) or old.db_column != new.db_column:
        return False
    if old.has_db_default() and not new.has_db_default():
        return False
    least, most = getattr(old, "max_length", None), getattr(new, "max_length", None)
    return most is None or (least is not None and most >= least)


def test_every_migration_since_the_baseline_lets_the_release_before_go_on() -> None:
    loader = MigrationLoader(None)
    seen = []
    for (room, name), migration in sorted(loader.disk_migrations.items()):
        ours = type(migration).__module__.startswith("carrefour.")
        if ours and name > BASELINE.get(room, ""):
            seen += faults(migration, loader.project_state((room, name), at_end=False))
    assert seen == []


def test_the_baseline_names_migrations_that_are_there() -> None:
    for room, name in BASELINE.items():
        assert importlib.import_module(f"carrefour.{room}.migrations.{name}")


SHEET = migrations.CreateModel(
    "Sheet",
    [("id", models.BigAutoField(primary_key=True)), ("title", models.CharField(max_length=20))],
)


def told(*operations: Operation, **more: object) -> list[str]:
    """What is said of a migration of those operations, on a table of sheets."""
    before = ProjectState()
    SHEET.state_forwards("catalogue", before)
    one = type("Migration", (migrations.Migration,), {"operations": list(operations), **more})
    return list(faults(one("0099_x", "catalogue"), before))


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddField("sheet", "mood", models.CharField(max_length=9, db_default="")),
        migrations.AddField("sheet", "seen", models.DateField(null=True)),
        migrations.AlterField("sheet", "title", models.CharField(max_length=40)),
        migrations.AlterField("sheet", "title", models.CharField("titre", max_length=20)),
        migrations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("sheet", "title")]
        ),
        migrations.RunPython(migrations.RunPython.noop),
    ],
    ids=lambda operation: operation.__class__.__name__,
)
def test_what_adds_is_taken(operation: Operation) -> None:
    assert told(operation) == []


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (migrations.RemoveField("sheet", "title"), "one release later"),
        (migrations.RenameField("sheet", "title", "name"), "one release later"),
        (migrations.DeleteModel("Sheet"), "one release later"),
        (migrations.RenameModel("Sheet", "Fiche"), "one release later"),
        (
            migrations.AddConstraint(
                "sheet", models.UniqueConstraint(fields=["title"], name="once")
            ),
            "one release later",
        ),
        (migrations.AddField("sheet", "n", models.IntegerField(default=0)), "db_default"),
        (migrations.AlterField("sheet", "title", models.CharField(max_length=10)), "rewrites"),
        (migrations.AlterField("sheet", "title", models.IntegerField()), "rewrites"),
        (
            migrations.AddIndex("sheet", models.Index(fields=["title"], name="by_title")),
            "AddIndexWhileServing",
        ),
        (
            AddIndexWhileServing("sheet", models.Index(fields=["title"], name="by_title")),
            "atomic = False",
        ),
    ],
    ids=str,
)
def test_what_would_stop_the_release_before_is_told(operation: Operation, words: str) -> None:
    (fault, *_) = told(operation)
    assert words in fault


def test_a_change_of_tables_and_one_of_rows_are_two_migrations() -> None:
    added = migrations.AddField("sheet", "seen", models.DateField(null=True))
    assert "make it two" in told(added, migrations.RunPython(migrations.RunPython.noop))[0]


def test_what_no_code_uses_since_an_earlier_release_may_go(monkeypatch) -> None:
    removed = migrations.RemoveField("sheet", "title")
    monkeypatch.setattr(sys.modules[__name__], "unused_since", __version__, raising=False)
    assert told(removed, __module__=__name__)
    monkeypatch.setattr(sys.modules[__name__], "unused_since", "0.0.1")
    assert told(removed, __module__=__name__) == []
