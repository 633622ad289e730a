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

pytestmark = pytest.mark.skipif(bool(databases.SERVER), reason="the file of SQLite")
SIZE = 64 << 20  # bytes


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of its own."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607


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
def full(folder: Path) -> Iterator[None]:
    """Leave no room at all on the disk of ``folder``."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    file.write(b"\1" * size)
            except OSError:
                pass
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
