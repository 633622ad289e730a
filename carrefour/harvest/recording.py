"""Answers saved in a folder, to try a source again and again without asking it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from carrefour.harvest.fetch import FetchError
from carrefour.harvest.web import KEPT_HEADERS, Answer, Web

INDEX = "pages.json"


class Recorder:
    """Passes questions on to ``web`` and saves each answer in ``folder``."""

    def __init__(self, web: Web, folder: Path) -> None:
        self._web, self._folder = web, folder
        folder.mkdir(parents=True, exist_ok=True)
        self._index: dict[str, dict[str, object]] = {}

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Iterator[Answer]:
        """The answer of ``url``, saved on its way."""
        with self._web.get(url, headers) as answer:
            name = f"{len(self._index) + 1:04}.body"
            shutil.copyfile(answer.path, self._folder / name)
            kept = {n: answer.headers[n] for n in KEPT_HEADERS if n in answer.headers}
            self._index[url] = {"file": name, "url": answer.url, "headers": kept}
            index = json.dumps(self._index, ensure_ascii=False, indent=1)
            (self._folder / INDEX).write_text(index, "utf-8")
            yield answer

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the host of ``url`` names."""
        return self._web.sitemaps(url)


class Recorded:
    """Answers from a folder that a `Recorder` filled; see `carrefour.harvest.web.Web`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            self._index = json.loads((folder / INDEX).read_text("utf-8"))
        except (OSError, ValueError) as error:
            cure = "Make it with 'carrefour source record'."
            raise FetchError(str(folder), f"is no recording ({error})", cure) from error

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Iterator[Answer]:
        """The saved answer of ``url``."""
        saved = self._index.get(url)
        if saved is None:
            raise FetchError(url, "is not in the recording", "Record the source again.", 404)
        yield Answer(self._folder / saved["file"], saved["url"], saved["headers"])

    def sitemaps(self, url: str) -> list[str]:
        """None: a recording starts from the sitemap that its definition names."""
        return []
