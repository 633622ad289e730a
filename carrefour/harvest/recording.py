"""Answers saved in a folder, to try a source again and again without asking it."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from carrefour.harvest.fetch import FetchError, LimitReached
from carrefour.harvest.web import KEPT_HEADERS, Answer, Web

INDEX = "pages.jsonl"


class Recorder:
    """Passes questions on to ``web`` and saves each answer in ``folder``, failures too.

    What an earlier recording left there is dropped. Threads may share it.
    """

    def __init__(self, web: Web, folder: Path) -> None:
        self._web, self._folder = web, folder
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.body"):
            old.unlink()
        (folder / INDEX).write_text("", "utf-8")
        self._saved = 0
        self._writing = threading.Lock()

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Iterator[Answer]:
        """The answer of ``url``, saved on its way."""
        with ExitStack() as stack:
            try:
                answer = stack.enter_context(self._web.get(url, headers))
            except FetchError as error:
                failed = [error.url, error.reason, error.cure, error.status]
                limit = isinstance(error, LimitReached)
                self._note(url=url, failed=failed, alone=error.alone, limit=limit)
                raise
            self._keep(url, answer)
            yield answer

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the host of ``url`` names."""
        found = self._web.sitemaps(url)
        self._note(url=_robots(url), sitemaps=found)
        return found

    def _keep(self, url: str, answer: Answer) -> None:
        with self._writing:
            self._saved += 1
            name = f"{self._saved:05}.body"
        shutil.copyfile(answer.path, self._folder / name)
        kept = {n: answer.headers[n] for n in KEPT_HEADERS if n in answer.headers}
        self._note(url=url, file=name, found=answer.url, headers=kept)

    def _note(self, **about: Any) -> None:
        line = json.dumps(about, ensure_ascii=False)
        with self._writing, (self._folder / INDEX).open("a", encoding="utf-8") as index:
            index.write(f"{line}\n")


class Recorded:
    """Answers from a folder that a `Recorder` filled; see `carrefour.harvest.web.Web`.

    Of an address that was asked for twice, the later answer is given.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            with (folder / INDEX).open(encoding="utf-8") as lines:
                self._index = {about["url"]: about for about in map(json.loads, lines)}
        except (OSError, ValueError, KeyError, TypeError) as error:
            cure = "Make it with 'carrefour source record'."
            raise FetchError(str(folder), f"is no recording ({error})", cure) from error

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Iterator[Answer]:
        """The saved answer of ``url``, or the failure that it was."""
        saved = self._index.get(url, {})
        if "failed" in saved:
            if saved["limit"]:
                raise LimitReached(*saved["failed"])
            raise FetchError(*saved["failed"], alone=saved["alone"])
        if "file" not in saved:
            cure = "Record the source again."
            raise FetchError(url, "is not in the recording", cure, 404, alone=True)
        yield Answer(self._folder / saved["file"], saved["found"], saved["headers"])

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the host of ``url`` named when it was recorded."""
        return list(self._index.get(_robots(url), {}).get("sitemaps", []))


def _robots(url: str) -> str:
    return urljoin(url, "/robots.txt")
