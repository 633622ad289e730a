"""A backup is made while the site is written to, survives kills, and comes back whole."""

from __future__ import annotations

import gzip
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import databases
from tests.installation import Installation

ROWS = [f'{{"id": {n}, "nom": "Jardin {n}", "texte": "On y cultive."}}' for n in range(1, 41)]


@pytest.fixture
def filled(installation: Installation, tmp_path: Path) -> Installation:
    """An installation with forty sheets, an image and synonyms of its own."""
    copy = tmp_path / "projets.json"
    copy.write_text(f"[{','.join(ROWS)}]", "utf-8")
    installation.declare("essai", {"url": "http://127.0.0.1:9/projets.json"})
    installation.run("harvest", "essai", "--from", str(copy))
    image = installation.var / "images" / "ab" / f"{'ab' * 20}-480.webp"
    image.parent.mkdir(parents=True)
    image.write_bytes(random.Random(1).randbytes(3_000_000))  # noqa: S311 - bytes of a picture
    (installation.var / "synonyms.txt").write_text("tiers-lieu, coworking\n", "utf-8")
    return installation


@pytest.fixture
def empty(tmp_path: Path, filled: Installation) -> Installation:
    """A folder in which nothing is yet but static files, which take seconds to compress."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    one = Installation(folder)
    shutil.copytree(filled.var / "static", one.var / "static")
    return one


def backed_up(one: Installation, to: Path, *options: str) -> Path:
    """The file of a new backup."""
    before = set(to.glob("*.tar.gz"))
    one.run("backup", str(to), *options)
    (made,) = set(to.glob("*.tar.gz")) - before
    return made


def held(one: Installation) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables that a restore does not touch."""
    tables = ("catalogue_sheet", "catalogue_record", "catalogue_source", "harvest_run")
    return {table: one.rows(f"select * from {table} order by 1") for table in tables}  # noqa: S608


def test_what_is_backed_up_comes_back_into_an_empty_installation(
    filled: Installation, empty: Installation, tmp_path: Path
) -> None:
    made = backed_up(filled, tmp_path / "backups")
    assert made.stat().st_mode & 0o077 == 0
    assert "is whole" in empty.run("restore", str(made), "--check")
    told = empty.run("restore", str(made))
    assert "40 sheets indexed" in told
    assert "secret key is not the one" in told
    assert held(empty) == held(filled)
    for name in ("synonyms.txt", "gazetteer.json.gz", f"images/ab/{'ab' * 20}-480.webp"):
        assert (empty.var / name).read_bytes() == (filled.var / name).read_bytes()
    assert not list(empty.var.glob(".restoring-*"))


def test_the_secret_key_goes_along_only_when_asked(
    filled: Installation, empty: Installation, tmp_path: Path
) -> None:
    key = (filled.var / "secret-key").read_text()
    without = backed_up(filled, tmp_path / "without")
    assert key.encode() not in gzip.decompress(without.read_bytes())
    told = empty.run("restore", str(backed_up(filled, tmp_path / "with", "--with-secrets")))
    assert "secret key" not in told
    assert (empty.var / "secret-key").read_text() == key
    assert (empty.var / "secret-key").stat().st_mode & 0o077 == 0


def test_a_filled_installation_is_left_alone_unless_one_says_over(
    filled: Installation, tmp_path: Path
) -> None:
    made, before = backed_up(filled, tmp_path / "backups"), held(filled)
    filled.rows("update catalogue_sheet set title = 'Changé'")
    assert "nothing was touched" in filled.run("restore", str(made), ends=1)
    assert filled.rows("select distinct title from catalogue_sheet") == [("Changé",)]
    filled.run("restore", str(made), "--over")
    assert held(filled) == before


def test_a_backup_that_was_damaged_or_cut_short_is_refused(
    filled: Installation, empty: Installation, tmp_path: Path
) -> None:
    made = backed_up(filled, tmp_path / "backups")
    whole = made.read_bytes()
    made.write_bytes(whole[: len(whole) // 2])
    assert "Take another" in empty.run("restore", str(made), ends=1)
    unpacked = bytearray(gzip.decompress(whole))
    unpacked[unpacked.index(b"On y cultive")] ^= 1
    made.write_bytes(gzip.compress(bytes(unpacked), 1))
    assert "is damaged: database." in empty.run("restore", str(made), ends=1)
    assert not (empty.var / "carrefour.sqlite3").exists()
    assert not (empty.var / "images").exists()


def test_a_backup_is_one_state_while_others_write(
    filled: Installation, empty: Installation, tmp_path: Path
) -> None:
    # Two tables change in one transaction, over and over: a copy must never hold one change alone.
    write = """
import itertools
from django.db import transaction
from carrefour.catalogue.models import Sheet, Source
for n in itertools.count():
    with transaction.atomic():
        Sheet.objects.update(title=str(n))
        Source.objects.update(title=str(n))
"""
    start = f"import django\ndjango.setup()\n{write}"
    writer = subprocess.Popen([sys.executable, "-c", start], env=filled.env)
    try:
        time.sleep(2)
        made = backed_up(filled, tmp_path / "backups")
    finally:
        writer.kill()
        writer.wait()
    empty.run("restore", str(made))
    (title,) = empty.rows("select distinct title from catalogue_sheet")
    assert empty.rows("select title from catalogue_source") == [title]
    assert int(title[0]) > 0


def test_a_killed_backup_leaves_the_earlier_ones_and_no_half_one(
    filled: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    first = backed_up(filled, folder)
    for _ in range(3):
        with filled.running("backup", str(folder)) as process:
            while not list(folder.glob(".carrefour-unfinished-*/whole")) and process.poll() is None:
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            process.wait()
    filled.run("restore", str(first), "--check")
    time.sleep(1)  # backups are named by the second
    filled.run("backup", str(folder), "--keep", "1")
    (last,) = folder.glob("*.tar.gz")
    assert last.name >= first.name
    filled.run("restore", str(last), "--check")
    assert not list(folder.glob(".carrefour-unfinished-*"))


@pytest.mark.parametrize("after", [0.9, 1.3, 1.7])
def test_a_killed_restore_leaves_the_old_state_or_the_new_and_is_done_again(
    filled: Installation, tmp_path: Path, after: float
) -> None:
    made, new = backed_up(filled, tmp_path / "backups"), held(filled)
    filled.rows("update catalogue_sheet set title = 'Changé'")
    old = held(filled)
    with filled.running("restore", str(made), "--over") as process:
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        process.wait()
    if not databases.SERVER:
        assert filled.rows("pragma integrity_check") == [("ok",)]
    assert held(filled) in (old, new)
    filled.run("restore", str(made), "--over")
    assert held(filled) == new
    assert not list(filled.var.glob(".restoring-*"))


@pytest.mark.skipif(bool(databases.SERVER), reason="the file of SQLite")
def test_a_damaged_database_does_not_push_good_backups_out(
    filled: Installation, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    first = backed_up(filled, folder)
    connection = sqlite3.connect(filled.var / "carrefour.sqlite3")
    connection.execute("pragma journal_mode=delete")
    (root,) = connection.execute(
        "select rootpage from sqlite_master where name = 'catalogue_record'"
    ).fetchone()
    connection.close()
    with (filled.var / "carrefour.sqlite3").open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    time.sleep(1)
    assert "is damaged" in filled.run("backup", str(folder), "--keep", "1", ends=1)
    assert list(folder.glob("*.tar.gz")) == [first]


def test_a_backup_of_a_newer_carrefour_is_refused(
    filled: Installation, empty: Installation, tmp_path: Path
) -> None:
    filled.rows(
        "insert into django_migrations (app, name, applied) "
        "values ('catalogue', '9999_x', '2030-01-01')"
    )
    made = backed_up(filled, tmp_path / "backups")
    assert "a newer Carrefour" in empty.run("restore", str(made), ends=1)
    shutil.rmtree(empty.var)
