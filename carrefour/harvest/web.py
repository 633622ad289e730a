"""The web as connectors see it: one question, one answer, whatever stands behind."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

# The headers that connectors read: caches and recordings keep these.
KEPT_HEADERS = ("content-type", "link", "x-wp-totalpages")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave.

    ``path`` holds the body while the answer is open. ``url`` is where it was found after
    redirects. ``headers`` are in lower case. ``same`` says that the content is what it was at the
    last visit.
    """

    path: Path
    url: str
    headers: Mapping[str, str]
    same: bool = False

    @property
    def media_type(self) -> str:
        """The type that the server gives, without its parameters: ``text/html``."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Web(Protocol):
    """Answers questions: the network, or pages that were saved from it."""

    def get(
        self, url: str, headers: Mapping[str, str] | None = None
    ) -> AbstractContextManager[Answer]:
        """The answer of ``url``, gone when the block ends.

        ``headers`` go along with the question, to the host of ``url`` alone. Raises
        ``FetchError``.
        """
        ...

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the host of ``url`` names in its robots.txt."""
        ...
