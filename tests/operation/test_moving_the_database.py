"""From SQLite to PostgreSQL by one command: everything, or nothing, and never by accident."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.operation.moving.rows import Tally, read
from tests.databases import File, Served
from tests.installation import Installation, wait_for
from tests.operation import on_postgresql

Shown = tuple[str, list[tuple[object, ...]]]
FILL = """
from datetime import date
from django.utils import timezone
from carrefour.catalogue.models import Record, Sheet
from carrefour.community.models import User
from carrefour.contribution.models import Proposal
from carrefour.desk.models import Summary
Record.objects.filter(external_id="1").update(raw={
    "z": 1e-5, "a": [1.5, 12345678901234567890, None, True],
    "é": "l’été \\U0001f33b\\n\\t\\\\ \\"",
})
Sheet.objects.filter(title="Jardin 2").update(withdrawn_at=timezone.now())
camille = User.objects.create(email="camille@exemple.fr", seen_on=date(2026, 2, 28))
Proposal.objects.create(by=camille)
Summary.objects.create(day=date(2026, 3, 1))
User.objects.create(email="partie@exemple.fr").delete()
"""


@pytest.fixture(scope="module")
def origin(tmp_path_factory, empty_database: Installation) -> Installation:
    """An installation on SQLite, with sheets, people and what they made."""
    one = Installation(tmp_path_factory.mktemp("origin"))
    one.on(File(one.var))
    shutil.copytree(empty_database.var, one.var)  # its files, for the database is elsewhere
    one.run("setup")
    rows = [
        {"id": n, "nom": f"Jardin {n}", "texte": "On y cultive.", "lieu": "44000 Nantes"}
        for n in range(1, 400)
    ]
    copy = one.sources / "projets.json"
    copy.write_text(json.dumps(rows), "utf-8")
    one.declare("essai", {"url": "http://127.0.0.1:9/projets.json"}, places=[{"text": "lieu"}])
    one.run("harvest", "essai", "--from", str(copy))
    one.python(FILL)
    return one


@pytest.fixture
def empty(origin: Installation) -> Iterator[Served]:
    """An empty database of PostgreSQL."""
    yield Served()
    origin.on(File(origin.var))


@pytest.fixture
def begun(origin: Installation, empty_database: Installation) -> Iterator[Served]:
    """One that has its tables already, as a move that was killed leaves it."""
    assert isinstance(empty_database.database, Served)
    yield Served(like=empty_database.database)
    origin.on(File(origin.var))


def whole(one: Installation) -> str:
    """Everything that the file of SQLite holds, as SQL."""
    with closing(sqlite3.connect(one.var / "carrefour.sqlite3")) as file:
        return "\n".join(file.iterdump())


SHOWN = """
import json
from django.apps import apps
from django.core import serializers
for model in apps.get_models(include_auto_created=True):
    told = serializers.serialize("python", model._base_manager.order_by("pk"))
    print(model._meta.label, json.dumps(told, default=repr, sort_keys=True))
"""


def shown(one: Installation) -> str:
    """Every object, as Django reads it."""
    return one.python(SHOWN)


@on_postgresql.only
def test_everything_is_there_and_the_file_is_as_it_was(origin: Installation, empty: Served) -> None:
    before, objects = whole(origin), shown(origin)
    told = origin.run("move", "database", "--to", empty.url)
    assert "counted and hashed on both sides" in told
    assert whole(origin) == before
    last = origin.rows("select max(seq) from sqlite_sequence where name = 'community_user'")
    moved = origin.on(empty)
    assert shown(moved) == objects
    # What comes next gets numbers that nothing ever had.
    moved.python("from carrefour.community.models import User\nUser.objects.create(email='a@b.fr')")
    assert moved.rows("select max(id) from community_user") == [(last[0][0] + 1,)]
    moved.rows("delete from community_user where email = 'a@b.fr'")
    assert "database: postgresql answers" in moved.run("doctor", ends=2)


@on_postgresql.only
def test_one_that_is_killed_leaves_nothing_and_is_begun_again(
    origin: Installation, begun: Served
) -> None:
    before = whole(origin)
    command = ("move", "database", "--to", begun.url)
    killed = 0
    for after in (0.0, 0.05, 0.3):
        with origin.running(*command) as process:
            wait_for(lambda process=process: _fills(begun) or process.poll() is not None)
            time.sleep(after)
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
        wait_for(lambda: not _others(begun))
        if begun.rows("select 1 from catalogue_sheet limit 1"):
            break  # it was quicker than we
    assert killed
    assert whole(origin) == before
    if not begun.rows("select 1 from catalogue_sheet limit 1"):
        origin.run(*command)
    count = origin.rows("select count(*) from catalogue_record")
    assert begun.rows("select count(*) from catalogue_record") == count


def _others(database: Served) -> list[tuple[object, ...]]:
    return database.rows(
        "select query from pg_stat_activity where datname = ? and pid <> pg_backend_pid()",
        database.name,
    )


def _fills(database: Served) -> bool:
    return any(str(query).startswith("COPY") for (query,) in _others(database))


@on_postgresql.only
def test_what_holds_anything_is_not_written_over(origin: Installation, begun: Served) -> None:
    command = ("move", "database", "--to", begun.url)
    begun.rows("create table other (id int)")
    assert "holds other tables (other)" in origin.run(*command, ends=1)
    begun.rows("drop table other")
    origin.run(*command)
    assert "is not empty (" in origin.run(*command, ends=1)


@on_postgresql.only
def test_a_database_of_another_version_is_refused(origin: Installation, empty: Served) -> None:
    command = ("move", "database", "--to", empty.url)
    empty.rows("create table django_migrations (app text, name text)")
    empty.rows("insert into django_migrations values ('catalogue', '9999_later')")
    assert "of another Carrefour (catalogue.9999_later)" in origin.run(*command, ends=1)
    assert empty.rows("select count(*) from pg_tables where schemaname = 'public'") == [(1,)]
    last = "(select max(id) from django_migrations where app = 'usage')"
    origin.rows(f"update django_migrations set name = name || '_not' where id = {last}")  # noqa: S608
    try:
        assert "carrefour setup" in origin.run(*command, ends=1)
    finally:
        origin.rows(
            f"update django_migrations set name = replace(name, '_not', '') where id = {last}"  # noqa: S608
        )


@on_postgresql.only
def test_nothing_is_moved_while_something_runs(origin: Installation, empty: Served) -> None:
    command = ("move", "database", "--to", empty.url)
    site = (
        "import time, django\ndjango.setup()\nfrom carrefour.catalogue.models import Sheet\n"
        "Sheet.objects.count()\nprint('ready', flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", site], env=origin.env, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        process.stdout.readline()
        assert "stop the site" in origin.run(*command, ends=1)
        process.kill()
    origin.python(
        "from django.utils import timezone\nfrom carrefour.harvest.models import Worker\n"
        "Worker.objects.create(name='a:1', started_at=timezone.now(), beat_at=timezone.now())"
    )
    try:
        assert "is at work: stop it" in origin.run(*command, ends=1)
    finally:
        origin.rows("delete from harvest_worker")
    assert empty.rows("select count(*) from pg_tables where schemaname = 'public'") == [(0,)]


@on_postgresql.only
def test_what_postgresql_cannot_hold_is_named_and_nothing_is_moved(
    origin: Installation, begun: Served
) -> None:
    sheet = "(select id from catalogue_sheet where title = 'Jardin 3')"
    origin.rows(f"update catalogue_sheet set language = 'bien trop long' where id = {sheet}")  # noqa: S608
    try:
        told = origin.run("move", "database", "--to", begun.url, ends=1)
    finally:
        origin.rows("update catalogue_sheet set language = 'fr' where language like 'bien%'")
    assert "nothing was moved" in told
    assert "column language" in told
    assert begun.rows("select count(*) from catalogue_sheet") == [(0,)]


@on_postgresql.only
def test_an_address_that_leads_nowhere_is_told(origin: Installation, empty: Served) -> None:
    nowhere = empty.url.rpartition("/")[0] + "/no-such-database"
    assert "does not answer" in origin.run("move", "database", "--to", nowhere, ends=1)
    assert "write postgresql://" in origin.run("move", "database", "--to", "mysql://x/y", ends=1)
    moved = origin.on(empty)
    moved.run("setup")
    assert "has PostgreSQL already" in moved.run("move", "database", "--to", empty.url, ends=1)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def asked(empty_database: Installation) -> Iterator[Callable[[str], str]]:
    """How PostgreSQL spells a JSON text."""
    if not isinstance(empty_database.database, Served):
        pytest.skip("PostgreSQL's own: make test-postgresql")
    with psycopg.connect(empty_database.database.url) as connection:
        yield lambda text: connection.execute("select %s::jsonb::text", [text]).fetchone()[0]


@given(value=JSON)
def test_json_means_the_same_however_postgresql_spells_it(asked, value: object) -> None:
    text = json.dumps(value)
    told = [Tally(["jsonb"]), Tally(["jsonb"])]
    told[0].add(read([text], ["jsonb"]))
    told[1].add([asked(text)])
    assert told[0].told == told[1].told


@pytest.mark.parametrize(
    ("one", "other"),
    [("[1]", '["1"]'), ("[1]", "[10]"), ("{}", "[]"), ("[0.1]", "[0.10000000000000001]"),
     ("[null]", '["null"]'), ('{"a": 1}', '{"a": 2}')],
)  # fmt: skip
def test_what_differs_is_seen(one: str, other: str) -> None:
    told = [Tally(["jsonb"]), Tally(["jsonb"])]
    told[0].add([one])
    told[1].add([other])
    assert told[0].told != told[1].told


def test_rows_are_told_alike_in_any_order_and_by_how_often_they_are_there() -> None:
    rows = [(1, "a", None), (2, None, "b"), (2, None, "b")]
    tallies = [Tally(["int8", "text", "text"]) for _ in range(3)]
    for row in rows:
        tallies[0].add(row)
    for row in reversed(rows):
        tallies[1].add(row)
    for row in (rows[0], rows[0], rows[1]):
        tallies[2].add(row)
    assert tallies[0].told == tallies[1].told != tallies[2].told
