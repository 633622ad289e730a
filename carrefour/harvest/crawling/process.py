"""The process of a crawl, as the harvest that asked for it sees it."""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import carrefour
from carrefour.catalogue.fetching import HtmlFetch, SitemapFetch
from carrefour.harvest.connectors.origin import Recording, Remote
from carrefour.harvest.connectors.raw import Item, Rejected, Unreadable
from carrefour.harvest.crawling.job import Job
from carrefour.harvest.crawling.messages import Alive, Broken, End, Message, read

LONGEST_SILENCE = 60.0  # seconds; a crawl shows signs of life far more often
_GRACE = 5.0  # seconds that a process has to end when it is asked to
_CHUNK = 1 << 16
_STOPPED = "Try again; if it stops again, report this."


def crawl(fetch: HtmlFetch | SitemapFetch, origin: Remote | Recording) -> Iterator[Item | Rejected]:
    """What a crawl finds, while it runs; it is stopped when this is closed.

    Raises `Unreadable` when the source breaks, or the crawl itself.
    """
    with _folder() as folder:
        job = Job(fetch=fetch, origin=origin, folder=folder)
        deadline = time.monotonic() + fetch.limits.minutes * 60 + LONGEST_SILENCE
        with _running(job) as (child, output):
            for message in _messages(output, deadline):
                match message:
                    case Item() | Rejected():
                        yield message
                    case Broken():
                        raise Unreadable(message.where, message.reason, message.cure)
                    case End():
                        return
                    case Alive():
                        continue
            raise _died(child, job.folder)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for a crawl, removed when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="carrefour-crawl-"))
    try:
        yield folder
    finally:
        # A browser that is about to end may still write there.
        deadline = time.monotonic() + _GRACE
        while folder.exists() and time.monotonic() < deadline:
            shutil.rmtree(folder, ignore_errors=True)
            time.sleep(0.05)


@contextmanager
def _running(job: Job) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The process of ``job`` and what it tells; gone, with all it started, when the block ends."""
    code = str(Path(carrefour.__file__).parents[1])
    environment = {
        # The keys of sources, but none of the installation's own secrets.
        **{name: value for name, value in os.environ.items() if _is_for_crawls(name)},
        # The same code as here, and nothing left behind outside its folder.
        "PYTHONPATH": os.pathsep.join(filter(None, [code, os.environ.get("PYTHONPATH", "")])),
        "TMPDIR": str(job.folder),
    }
    told = job.folder / "job.json"
    told.write_text(job.model_dump_json(), "utf-8")
    output, its_output = os.pipe()
    try:
        with told.open("rb") as stdin, (job.folder / "stderr").open("wb") as stderr:
            child = subprocess.Popen(
                [sys.executable, "-m", "carrefour.harvest.crawling"],
                stdin=stdin,
                stdout=its_output,
                stderr=stderr,
                env=environment,
                start_new_session=True,
            )
        os.close(its_output)
        try:
            yield child, output
        finally:
            _end(child)
    finally:
        os.close(output)


def _is_for_crawls(name: str) -> bool:
    ours = name.startswith("CARREFOUR_")
    return not ours or name.startswith(("CARREFOUR_KEY_", "CARREFOUR_CHROMIUM"))


def _messages(output: int, deadline: float) -> Iterator[Message]:
    """What a crawl tells, until it ends."""
    pending = b""
    while True:
        ready, _, _ = select.select([output], [], [], LONGEST_SILENCE)
        if not ready:
            reason = f"it got stuck: no sign of life for {LONGEST_SILENCE:g} s"
            cure = "Look for a regular expression or selector that takes too long."
            raise Unreadable("the crawl", reason, cure)
        if time.monotonic() > deadline:
            cure = "Raise fetch.limits.minutes, or harvest less."
            raise Unreadable("the crawl", "goes on after its limit of minutes", cure)
        chunk = os.read(output, _CHUNK)
        if not chunk:
            return
        *lines, pending = (pending + chunk).split(b"\n")
        yield from map(read, lines)


def _died(child: subprocess.Popen[bytes], folder: Path) -> Unreadable:
    """Why the crawl ended before its end, as far as it told."""
    with (folder / "stderr").open("rb") as stderr:
        stderr.seek(0, os.SEEK_END)
        stderr.seek(max(0, stderr.tell() - 4000))
        lines = stderr.read().decode("utf-8", "replace").strip().splitlines()
    try:
        code = child.wait(_GRACE)
    except subprocess.TimeoutExpired:
        code = 0
    last = lines[-1] if lines else f"signal {-code}" if code < 0 else f"exit status {code}"
    return Unreadable("the crawl", f"stopped before its end ({last})", _STOPPED)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the process and those that it started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(child.pid, number)
            child.wait(_GRACE)
        except ProcessLookupError:
            child.wait()
            return
        except subprocess.TimeoutExpired:
            continue
