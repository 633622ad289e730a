"""The client: one method for each address of the API."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import quote

import httpx

from carrefour_client.problem import Problem
from carrefour_client.shapes import Change, Neighbour, Project

Value = str | int | float | Sequence[str]
TIMEOUT = 30.0  # seconds
TRIES, LONGEST_WAIT = 3, 90.0  # of a call that is to be made later; seconds
_LATER = (429, 503)


class Carrefour:
    """The Carrefour at ``url``; ``key`` is one made in an account there. Close it after use.

    Filters are those of the site: ``q``, ``theme``, ``territory``, ``near``, ``since``… A list is
    any of its values. ``fields`` names the fields wanted. Every method raises `Problem`, and
    ``httpx.HTTPError`` when the server cannot be reached.
    """

    def __init__(self, url: str, key: str = "", *, timeout: float = TIMEOUT) -> None:
        headers = {"User-Agent": "carrefour-client/0.1"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._client = httpx.Client(
            base_url=f"{url.rstrip('/')}/api/v1/",
            headers=headers,
            timeout=timeout,
            follow_redirects=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def search(self, *, per_page: int = 100, **filters: Value) -> Iterator[Project]:
        """All projects that the filters find, page after page."""
        params = {"per_page": per_page, **filters}
        while True:
            page = self._json("projects", params)
            yield from cast("list[Project]", page["results"])
            if not page["cursor"]:
                return
            params["cursor"] = page["cursor"]

    def count(self, **filters: Value) -> int:
        """How many projects the filters find."""
        page = self._json("projects", {**filters, "per_page": 1, "fields": "id"})
        return int(page["total"])

    def table(self, **filters: Value) -> str:
        """The first thousand projects that the filters find, as CSV."""
        return self._get("projects", {"per_page": 1000, **filters, "format": "csv"}).text

    def features(self, **filters: Value) -> dict[str, Any]:
        """The first thousand projects that the filters find, as GeoJSON."""
        params = {"per_page": 1000, **filters, "format": "geojson"}
        return cast("dict[str, Any]", self._json("projects", params))

    def project(self, id_: str, **options: Value) -> Project:
        """One project whole; one that was merged is told by the one that tells it now."""
        return cast("Project", self._json(f"projects/{quote(id_, safe='')}", options))

    def neighbours(self, id_: str, limit: int = 6) -> list[Neighbour]:
        """The projects most like one, with the reason."""
        path = f"projects/{quote(id_, safe='')}/neighbours"
        return cast("list[Neighbour]", self._json(path, {"limit": limit}))

    def changes(self, since: str = "", cursor: str = "", **options: Value) -> Changes:
        """What changed since a date or the ``cursor`` of the last time; all without either."""
        return Changes(self, {"since": since, "cursor": cursor, **options})

    def facets(self, **filters: Value) -> dict[str, list[dict[str, Any]]]:
        """How many projects each value of each facet would give."""
        return cast("dict[str, list[dict[str, Any]]]", self._json("facets", filters))

    def suggestions(self, q: str) -> list[dict[str, Any]]:
        """What typed letters may mean."""
        return self._list("suggestions", {"q": q})

    def sources(self) -> list[dict[str, Any]]:
        """Sources and their licences."""
        return self._list("sources")

    def organisations(self, **filters: Value) -> list[dict[str, Any]]:
        """The organisations of the collective."""
        return self._list("organisations", filters)

    def territories(self, q: str, limit: int = 10) -> list[dict[str, Any]]:
        """Territories whose name, postcode or number begins as ``q``."""
        return self._list("territories", {"q": q, "limit": limit})

    def taxonomy(self) -> dict[str, Any]:
        """Themes, publics and methods."""
        return cast("dict[str, Any]", self._json("taxonomy", {}))

    def collections(self, page: int = 1) -> list[dict[str, Any]]:
        """Published collections, the latest first."""
        return self._list("collections", {"page": page})

    def collection(self, id_: str) -> dict[str, Any]:
        """A published collection with its projects."""
        return cast("dict[str, Any]", self._json(f"collections/{quote(id_, safe='')}", {}))

    def _list(self, path: str, params: Mapping[str, Value] | None = None) -> list[dict[str, Any]]:
        return cast("list[dict[str, Any]]", self._json(path, params or {}))

    def _json(self, path: str, params: Mapping[str, Value]) -> Any:
        return self._get(path, params).json()

    def _get(self, path: str, params: Mapping[str, Value]) -> httpx.Response:
        """The answer of ``path``; a call that is to be made later is."""
        told = {
            name: value if isinstance(value, str | int | float) else list(value)
            for name, value in params.items()
            if value != ""
        }
        for tries in range(1, TRIES + 1):
            response = self._client.get(path, params=told)
            if response.is_success:
                return response
            wait = response.headers.get("Retry-After", "")
            later = response.status_code in _LATER and wait.isdecimal()
            if not later or tries == TRIES or float(wait) > LONGEST_WAIT:
                break
            time.sleep(float(wait))
        raise Problem.of(response)


class Changes:
    """Changes in their order; ``cursor`` is where the next walk begins."""

    def __init__(self, carrefour: Carrefour, params: dict[str, Value]) -> None:
        self._carrefour, self._params = carrefour, params
        self.cursor = str(params["cursor"])

    def __iter__(self) -> Iterator[Change]:
        """Every change up to now. ``cursor`` moves on when a page was told whole."""
        while True:
            page = self._carrefour._json("changes", {**self._params, "cursor": self.cursor})
            yield from cast("list[Change]", page["changes"])
            self.cursor = page["cursor"]
            if not page["more"]:
                return
