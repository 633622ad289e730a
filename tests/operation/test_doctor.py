"""`carrefour doctor` names what was broken on purpose, and the cure."""

from __future__ import annotations

import json
import os
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from carrefour.operation.checks import files, records
from carrefour.operation.finding import State
from tests import databases
from tests.installation import Installation
from tests.operation import on_postgresql

of_sqlite = pytest.mark.skipif(bool(databases.SERVER), reason="the file of SQLite")
FINE = {"CARREFOUR_HOSTS": "carrefour.example.org"}
Seen = dict[str, tuple[str, str, str]]


def doctor(one: Installation, ends: int, **settings: str) -> Seen:
    """How each thing stands, what was told and the cure, by its name."""
    env, one.env = one.env, {**one.env, **FINE, **settings}
    try:
        told = json.loads(one.run("doctor", "--json", ends=ends))
    finally:
        one.env = env
    assert told["worst"] == ends
    return {f["name"]: (f["state"], f["told"], f["cure"]) for f in told["findings"]}


def broken(seen: Seen) -> set[str]:
    """The names of what is broken."""
    return {name for name, (state, _, _) in seen.items() if state == "broken"}


@pytest.fixture
def sound(installation: Installation) -> Installation:
    """An installation that is set up, indexed, and its own."""
    installation.var.chmod(0o750)
    installation.run("index")
    return installation


def test_a_new_installation_is_told_what_it_still_lacks(sound: Installation) -> None:
    seen = doctor(sound, 1)
    assert not broken(seen)
    assert seen["worker"][0] == seen["mail"][0] == "doubtful"
    assert "CARREFOUR_SMTP_URL" in seen["mail"][2]
    assert {seen[name][0] for name in ("database", "integrity", "migrations", "index")} == {"fine"}
    assert "-> start carrefour worker" in sound.run("doctor", ends=1)


def test_bad_settings_are_told(sound: Installation) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        seen = doctor(
            sound,
            2,
            CARREFOUR_SECRET_KEY="carrefour",
            CARREFOUR_HOSTS="*",
            CARREFOUR_DEBUG="1",
            CARREFOUR_INSECURE_COOKIES="1",
            CARREFOUR_ALLOW_PRIVATE="127.0.0.1:80",
            CARREFOUR_SMTP_URL=f"smtp://127.0.0.1:{port}",
        )
    assert broken(seen) == {"secret key", "hosts", "debug", "mail"}
    assert seen["https"][0] == seen["private addresses"][0] == "doubtful"
    assert "does not take us" in seen["mail"][1]


def test_links_that_lead_elsewhere_are_told(sound: Installation) -> None:
    seen = doctor(sound, 2, CARREFOUR_SITE_URL="https://autre.example.org")
    assert broken(seen) == {"hosts"}


def test_files_that_others_can_read_or_that_are_missing_are_told(sound: Installation) -> None:
    (sound.var / "secret-key").chmod(0o644)
    if databases.SERVER:  # nothing of people is in the folder
        sound.var.chmod(0o757)
    else:
        sound.var.chmod(0o755)
        (sound.var / "carrefour.sqlite3").chmod(0o644)
    (sound.var / "gazetteer.json.gz").unlink()
    (sound.var / "static" / "staticfiles.json").unlink()
    (sound.var / "index" / "current").unlink()
    seen = doctor(sound, 2)
    missing = {"gazetteer", "static files", "index", "sheets in the index"}
    assert broken(seen) == {"secret key", "rights", *missing}
    assert seen["index"][2] == "carrefour index"


def test_an_index_of_another_schema_is_told(sound: Installation) -> None:
    pointer = sound.var / "index" / "current"
    pointer.write_text("1-v0")
    assert "index" in broken(doctor(sound, 2))


def test_static_files_older_than_the_code_are_told(sound: Installation) -> None:
    os.utime(sound.var / "static" / "staticfiles.json", (1, 1))
    assert doctor(sound, 1)["static files"][0] == "doubtful"


@of_sqlite
def test_a_database_that_is_not_there_is_told_once_and_not_made(sound: Installation) -> None:
    database = sound.var / "carrefour.sqlite3"
    database.unlink()
    seen = doctor(sound, 2)
    assert broken(seen) == {"database"}
    assert "migrations" not in seen
    assert not database.exists()


@of_sqlite
def test_a_damaged_database_is_told(sound: Installation) -> None:
    sound.rows("pragma wal_checkpoint(truncate)")
    query = "select rootpage from sqlite_master where name = 'catalogue_link'"
    ((page,),) = sound.rows(query)
    with (sound.var / "carrefour.sqlite3").open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xff" * 4096)
    seen = doctor(sound, 2)
    assert broken(seen) == {"integrity"}
    assert "restore" in seen["integrity"][2]


def test_a_database_of_another_version_is_told(sound: Installation) -> None:
    ((last,),) = sound.rows("select max(id) from django_migrations where app = 'usage'")
    sound.rows("update django_migrations set name = '9999_later' where id = ?", last)
    assert "are not applied" in doctor(sound, 2)["migrations"][1]
    sound.rows("delete from django_migrations where id = ?", last)
    sound.python("from django.core.management import call_command as c\nc('migrate', fake=True)")
    values = "('usage', '9999_x', '2030-01-01')"
    sound.rows(f"insert into django_migrations (app, name, applied) values {values}")  # noqa: S608
    assert "a newer Carrefour" in doctor(sound, 2)["migrations"][1]


def test_sheets_that_the_index_lacks_runs_mail_and_definitions_are_told(
    sound: Installation, tmp_path: Path
) -> None:
    copy = tmp_path / "projets.json"
    copy.write_text('[{"id": 1, "nom": "Jardin", "texte": "On y cultive."}]', "utf-8")
    sound.declare("essai", {"url": "http://127.0.0.1:9/projets.json"})
    sound.run("harvest", "essai", "--from", str(copy))
    assert doctor(sound, 1)["sheets in the index"][0] == "fine"
    long_ago = str(timezone.now() - timedelta(days=1))
    sound.rows("update catalogue_sheet set needs_indexing = true")
    sound.rows("update harvest_run set state = 'running', heartbeat = ?", long_ago)
    sound.python(
        "from carrefour.community.models import Mail\n"
        "Mail.objects.create(to='a@example.org', subject='s', text='t', html='h', tries=3)"
    )
    (sound.sources / "fausse.yml").write_text("id: [", "utf-8")
    seen = doctor(sound, 1)
    doubted = ("sheets in the index", "runs", "waiting mail", "sources")
    assert {seen[name][0] for name in doubted} == {"doubtful"}
    assert "essai" in seen["runs"][1]
    sound.rows("update catalogue_sheet set needs_indexing = false")
    sound.rows("update catalogue_sheet set withdrawn_at = ?", long_ago)
    assert "it holds 1, and 0 are shown" in doctor(sound, 1)["sheets in the index"][1]


def test_a_clock_that_was_set_back_is_told(sound: Installation) -> None:
    sound.rows(
        "insert into harvest_worker (name, started_at, beat_at) values ('a:1', ?, ?)",
        *[str(timezone.now() + timedelta(days=2))] * 2,
    )
    assert broken(doctor(sound, 2)) == {"clock"}


def test_a_full_disk_is_told(site: Path) -> None:
    assert records.room(least=0).state is State.FINE
    assert records.room(least=10**16).state is State.BROKEN


@of_sqlite
def test_a_journal_that_stops_readers_is_told(db) -> None:
    # The database of the tests lies in memory, where there is no write-ahead log.
    assert records.journal().state is State.DOUBTFUL


def test_translations_that_are_not_compiled_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "web" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text("")
    assert files.translations(tmp_path).state is State.DOUBTFUL
    (folder / "django.mo").write_text("")
    assert files.translations(tmp_path).state is State.FINE
    os.utime(folder / "django.mo", (1, 1))
    assert files.translations(tmp_path).state is State.DOUBTFUL


def test_libraries_that_are_missing_or_old_are_told() -> None:
    seen = files.versions(["django>=99", "no-such-library>=1", "pyyaml>=1"])
    assert seen.state is State.BROKEN
    assert "django>=99" in seen.told
    assert "no-such-library>=1 (not installed)" in seen.told
    assert "pyyaml" not in seen.told


@on_postgresql.only
def test_a_server_that_takes_its_disk_for_one_that_turns_is_told(sound: Installation) -> None:
    state, told, cure = doctor(sound, 1)["planner"]
    assert (state, told.endswith("(random_page_cost is 4)")) == ("doubtful", True)
    sound.rows(cure.partition(": ")[2])
    assert doctor(sound, 1)["planner"][0] == "fine"
