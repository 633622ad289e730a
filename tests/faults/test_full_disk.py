"""A disk that is full is named, the site goes on, and all is made good once there is room again.

A small file system in memory is mounted, which takes root; elsewhere these tests are passed over.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import databases
from tests.faults.harvests import SECOND, SHOWN, Catalogue
from tests.faults.serving import serving
from tests.faults.test_killed_site import sound
from tests.faults.test_several_at_once import Gate, gate
from tests.installation import wait_for
from tests.pipeline.test_pictures import photo
from tests.pipeline.test_worker import ASK

__all__ = ["gate"]
pytestmark = pytest.mark.skipif(bool(databases.SERVER), reason="the file of SQLite")
SIZE = 64 << 20  # bytes


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[Path]:
    """``folder`` on a disk of its own, of so many bytes."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own."""
    with mounted(tmp_path / "small", SIZE) as folder:
        yield folder


@pytest.fixture
def one(small: Path, begin: Callable[[str], Catalogue], partner) -> Catalogue:
    """An installation on that disk; its source has changed since."""
    partner.answers["/data"] = SECOND
    one = begin("full")
    shutil.copytree(one.var, small / "var", symlinks=True)
    one.var = small / "var"
    one.env["CARREFOUR_VAR"] = str(one.var)
    one.on(databases.File(one.var))
    return one


@contextmanager
def full(folder: Path, room: int = 0) -> Iterator[None]:
    """Leave no room at all on the disk of ``folder``, or ``room`` bytes."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    file.write(b"\1" * size)
            except OSError:
                pass
        file.truncate(file.tell() - room)
    try:
        yield
    finally:
        filler.unlink()


def test_commands_name_the_disk_that_is_full_and_leave_all_as_it_was(
    one: Catalogue, small: Path
) -> None:
    before = one.told()
    with full(small):
        for command in (["harvest", "essai"], ["index"], ["dump"], ["backup", str(small / "kept")]):
            said = one.run(*command, ends=1)
            assert "Traceback" not in said, (command, said)
            assert "full" in said or "make room" in said.lower(), (command, said)
            assert str(small) in said.replace("\n", ""), (command, said)
    assert sound(one)
    assert one.told()["index"] == before["index"]
    one.run("harvest", "essai")
    told = one.told()
    assert len(told["index"][0]) == SHOWN
    assert (told["staged"], told["under way"], told["for the index"]) == ([], [], [])
    for command in (["index"], ["dump"], ["backup", str(small / "kept")]):
        one.run(*command)
    assert not [path.name for path in small.rglob("*") if "unfinished" in path.name]


def test_the_site_goes_on_and_a_worker_makes_good_what_it_could_not_write(
    one: Catalogue, small: Path
) -> None:
    with serving(one) as site:
        (path,) = one.rows("select '/fiches/' || slug || '-' || id || '/' from catalogue_sheet")[0]
        with full(small):
            for page in ("/", "/projets/?q=projet", path, "/organisations/", "/health/ready"):
                assert site.get(page).status_code == 200, page
        assert json.loads(site.get("/health/ready").text)["database"] == "answers"
    assert sound(one)


def test_a_worker_that_lives_through_a_full_disk_makes_all_good_by_itself(
    one: Catalogue, small: Path, gate: Gate, partner, tmp_path: Path
) -> None:
    partner.answers["/a.jpg"] = (200, {"Content-Type": "image/jpeg"}, photo())
    one.python(ASK)
    with (tmp_path / "log").open("wb") as log, one.running("worker", says=log) as worker:
        assert gate.asked.wait(60)
        wait_for((one.var / "opendata" / "latest").exists)
        with full(small):
            gate.opened.set()  # what the source answers cannot be kept
            wait_for(lambda: b"full" in (tmp_path / "log").read_bytes())
            one_more = (tmp_path / "log").stat().st_size
            wait_for(lambda: (tmp_path / "log").stat().st_size > one_more)
            assert worker.poll() is None
        # The run that failed or died is done by the next, once that is asked for or due.
        wait_for(lambda: "running" not in one.states())
        if one.states()[-1] not in ("waiting", "done"):
            one.python(ASK)
        wait_for(lambda: one.states()[-1] == "done")
        wait_for(lambda: one.told()["for the index"] == [])
        assert worker.poll() is None
        worker.terminate()
        assert worker.wait(60) == 0
    told = one.told()
    assert len(told["index"][0]) == SHOWN
    assert (told["staged"], told["under way"]) == ([], [])
    assert sound(one)


def test_images_that_a_full_disk_refused_are_fetched_once_there_is_room(
    one: Catalogue, small: Path, partner
) -> None:
    partner.answers["/a.jpg"] = (200, {"Content-Type": "image/jpeg"}, photo(1600, 1200))
    image = json.dumps([{"url": f"{partner.url}/a.jpg"}])
    one.rows("update catalogue_sheet set images = ? where id = (select min(id) from"
             " catalogue_sheet)", image)  # fmt: skip
    for room in (0, 16_384):
        with full(small, room):
            said = one.run("images", "fetch", ends=1)
            assert "full" in said, said
            assert "Traceback" not in said, said
        assert [path for path in (one.var / "images").rglob("*") if path.is_file()] == []
        assert one.rows("select * from catalogue_picture where digest <> ''") == []
    assert "1 images kept" in one.run("images", "fetch")
    (digest,) = one.rows("select digest from catalogue_picture")[0]
    with serving(one) as site:
        answer = site.get(f"/images/{digest}-480.webp")
        assert (answer.status_code, answer.content[:4]) == (200, b"RIFF")


def test_static_files_are_whole_or_not_there(
    one: Catalogue, small: Path, harvested: Catalogue
) -> None:
    def files() -> dict[str, bytes]:
        folder = one.var / "static"
        return {
            str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()
        }

    whole = files()
    # An update that is set up where there is no room leaves what is served as it was.
    for path in (one.var / "static").rglob("*"):
        os.utime(path, (0, 0))
    with full(small):
        assert "full" in one.run("setup", ends=1)
    assert files() == whole
    # Where nothing is there yet, what is there is whole.
    shutil.rmtree(one.var / "static")
    for room in (30_000, 300_000, 900_000):
        with full(small, room):
            assert "full" in one.run("setup", ends=1)
        found = files()
        assert {name: len(content) for name, content in found.items()} == {
            name: len(whole[name]) for name in found
        }
    one.run("setup")
    assert files() == whole
