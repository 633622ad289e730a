"""A handful of questions to the web, and no more."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from carrefour.harvest.fetch import FetchError
from carrefour.harvest.web import Answer, Web

MOST_JSON = 20_000_000  # bytes


class Asking:
    """Asks ``web`` at most ``most`` questions, within ``seconds``.

    What is asked beyond that, or fails, gives nothing: recognition goes by what it has.
    """

    def __init__(self, web: Web, most: int = 12, seconds: float = 30.0) -> None:
        self._web, self._left = web, most
        self._ends = time.monotonic() + seconds

    @contextmanager
    def must(self, url: str) -> Iterator[Answer]:
        """The answer of ``url``. Raises ``FetchError`` when there is none."""
        self._left -= 1
        with self._web.get(url) as answer:
            yield answer

    @contextmanager
    def may(self, url: str) -> Iterator[Answer | None]:
        """The answer of ``url``, or ``None``. Its body is a copy that is gone after the block."""
        if self._left <= 0 or time.monotonic() > self._ends:
            yield None
            return
        self._left -= 1
        with tempfile.TemporaryDirectory(prefix="carrefour-") as folder:
            copy = Path(folder) / "body"
            try:
                with self._web.get(url) as answer:
                    copy.write_bytes(answer.path.read_bytes())
            except FetchError:
                yield None
            else:
                yield Answer(copy, answer.url, answer.headers)

    def json(self, url: str) -> Any:
        """The JSON that ``url`` answers, or ``None``."""
        with self.may(url) as answer:
            if answer is None or answer.path.stat().st_size > MOST_JSON:
                return None
            try:
                return orjson.loads(answer.path.read_bytes())
            except orjson.JSONDecodeError:
                return None

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the host of ``url`` names."""
        try:
            return self._web.sitemaps(url)
        except FetchError:
            return []
