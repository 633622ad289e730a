"""Pages as they were at the last visit, so that a server need only say that nothing changed."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from carrefour.harvest.web import KEPT_HEADERS


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of an address from the last visit."""

    url: str
    etag: str
    last_modified: str
    digest: str
    final_url: str
    headers: dict[str, str]

    def conditions(self) -> dict[str, str]:
        """The headers that ask for the page only if it changed."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


class PageCache:
    """The pages of one source, in ``folder``. Threads may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._began = time.time()
        # What is written of a page and what is written about it go together.
        self._writing = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)

    def seen(self, url: str) -> Seen | None:
        """What the last visit to ``url`` left, if its page is still held."""
        about, body = self._paths(url)
        try:
            # A page that is being written anew counts as not seen.
            return Seen(**json.loads(about.read_text("utf-8"))) if body.exists() else None
        except (OSError, ValueError, TypeError):
            return None

    def restore(self, url: str, path: Path) -> None:
        """Write the page of ``url`` as it was to ``path``. Raises ``OSError`` if it is not held."""
        about, body = self._paths(url)
        with self._writing:
            with gzip.open(body) as packed, path.open("wb") as file:
                shutil.copyfileobj(packed, file)
            about.touch()

    def keep(self, url: str, final_url: str, headers: dict[str, str], path: Path) -> Seen:
        """Remember the page at ``path``; its description comes last, so none lacks its body."""
        about, body = self._paths(url)
        known: dict[str, str] = {name: headers[name] for name in KEPT_HEADERS if name in headers}
        seen = Seen(
            url=url,
            etag=headers.get("etag", ""),
            last_modified=headers.get("last-modified", ""),
            digest=digest(path),
            final_url=final_url,
            headers=known,
        )
        with self._writing:
            about.unlink(missing_ok=True)
            with path.open("rb") as file, gzip.open(body, "wb", compresslevel=1) as packed:
                shutil.copyfileobj(file, packed)
            unfinished = about.with_suffix(".new")
            unfinished.write_text(json.dumps(asdict(seen)), "utf-8")
            unfinished.replace(about)
        return seen

    def forget_the_rest(self) -> None:
        """Drop every page that this visit did not use."""
        for about in self._folder.glob("*.json"):
            if about.stat().st_mtime < self._began - 1:
                about.with_suffix(".gz").unlink(missing_ok=True)
                about.unlink(missing_ok=True)

    def _paths(self, url: str) -> tuple[Path, Path]:
        name = hashlib.sha256(url.encode()).hexdigest()[:32]
        return self._folder / f"{name}.json", self._folder / f"{name}.gz"


def digest(path: Path) -> str:
    """A hash of the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
