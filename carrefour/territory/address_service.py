"""The addresses of France from a service: the Base Adresse Nationale, or an Addok of one's own.

Both speak the same language: GeoCodeJSON for one question, a CSV that comes back with more columns
for many.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

import orjson

from carrefour.territory.answers import Answers
from carrefour.territory.asking import Ask, Question, Reply, Unanswered

BAN = "https://data.geopf.fr/geocodage"
# The published limit is 50 a second for one address.
BAN_PER_SECOND = 40.0
MOST_ROWS = 1000  # of one file
_FILTERS = ("citycode", "postcode")


@dataclass(frozen=True, slots=True)
class Sought:
    """An address as it is asked for; ``citycode`` is INSEE's and narrows, as ``postcode`` does."""

    text: str
    citycode: str = ""
    postcode: str = ""

    @property
    def key(self) -> str:
        """What the answer is kept under."""
        return "\t".join((self.text, self.citycode, self.postcode))


@dataclass(frozen=True, slots=True)
class Found:
    """The best answer of the service; ``kind`` is housenumber, street, locality or municipality.

    ``score`` is the service's own, from 0 to 1: how like the address found is to the one sought.
    """

    label: str
    name: str
    kind: str
    citycode: str
    postcode: str
    lat: float
    lon: float
    score: float


class AddressService:
    """Asks the service at ``base``, and keeps what it answers."""

    def __init__(self, base: str, ask: Ask, answers: Answers, *, slash: bool) -> None:
        self._search = f"{base.rstrip('/')}/search{'/' if slash else ''}"
        self._many = f"{base.rstrip('/')}/search/csv{'/' if slash else ''}"
        self._ask = ask
        self._answers = answers
        self._takes_many = True

    def find(self, sought: Sought) -> Found | None:
        """The address that the service holds most like ``sought``. Raises `Unanswered`."""
        kept = self._answers.get([sought.key])
        if sought.key not in kept:
            kept = {sought.key: self._one(sought)}
            self._answers.keep(kept)
        return _found(kept[sought.key])

    def prepare(self, many: Iterable[Sought]) -> None:
        """Ask for ``many`` in as few questions as possible, so that `find` need not.

        Raises `Unanswered`. A service that takes no files (an Addok without its CSV plugin) is
        asked one by one by `find`.
        """
        wanted = {sought.key: sought for sought in many}
        for key in self._answers.get(wanted):
            del wanted[key]
        waiting = list(wanted.values())
        for start in range(0, len(waiting), MOST_ROWS):
            if self._takes_many and len(waiting) > 1:
                self._file(waiting[start : start + MOST_ROWS])

    def _one(self, sought: Sought) -> dict[str, object]:
        parameters = {"q": sought.text, "limit": "1", "autocomplete": "0"}
        for name in _FILTERS:
            if value := getattr(sought, name):
                parameters[name] = value
        reply = self._ask(Question.get(self._search, parameters))
        if reply.status == 400:
            return {}  # a text that the service calls too short or too odd
        _accept(reply, self._search)
        try:
            features = orjson.loads(reply.body)["features"]
            return _plain_feature(features[0]) if features else {}
        except (ValueError, TypeError, KeyError, IndexError) as error:
            raise Unanswered(
                f"{self._search}: no GeoJSON of addresses ({error!r}). Check the address."
            ) from error

    def _file(self, many: list[Sought]) -> None:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(("number", "q", *_FILTERS))
        for number, sought in enumerate(many):
            writer.writerow((number, sought.text, sought.citycode, sought.postcode))
        form = [("columns", "q"), *((name, name) for name in _FILTERS)]
        reply = self._ask(Question(self._many, form, text.getvalue().encode("utf-8")))
        if reply.status in (404, 405):
            self._takes_many = False
            return
        _accept(reply, self._many)
        try:
            rows = list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig"))))
            answers = {many[int(row["number"])].key: _plain_row(row) for row in rows}
        except (ValueError, TypeError, KeyError, IndexError, csv.Error) as error:
            raise Unanswered(
                f"{self._many}: no CSV of addresses ({error!r}). Check the address."
            ) from error
        # A row that was skipped is asked for alone; one in error is not kept.
        self._answers.keep({key: answer for key, answer in answers.items() if answer is not None})


def _accept(reply: Reply, address: str) -> None:
    if reply.status != 200:
        raise Unanswered(f"{address}: the server answered {reply.status}. Check the address.")


def _plain_feature(feature: Mapping[str, object]) -> dict[str, object]:
    """One feature of GeoCodeJSON as it is kept."""
    told, point = feature["properties"], feature["geometry"]
    if not isinstance(told, dict) or not isinstance(point, dict):
        raise ValueError("a feature without properties or geometry")
    lon, lat = point["coordinates"][:2]
    return {
        "label": str(told.get("label", "")),
        "name": str(told.get("name", "")),
        "kind": str(told.get("type", "")),
        "citycode": str(told.get("citycode", "")),
        "postcode": str(told.get("postcode", "")),
        "lat": float(lat),
        "lon": float(lon),
        "score": float(told.get("score", 0)),
    }


def _plain_row(row: Mapping[str, str]) -> dict[str, object] | None:
    """One row of the CSV as it is kept: empty when nothing was found, ``None`` in error."""
    status = row.get("result_status", "ok" if row.get("latitude") else "not-found")
    if status in ("error", "skipped"):
        return None
    if status != "ok" or not row["latitude"]:
        return {}
    return {
        "label": row.get("result_label", ""),
        "name": row.get("result_name", ""),
        "kind": row.get("result_type", ""),
        "citycode": row.get("result_citycode", ""),
        "postcode": row.get("result_postcode", ""),
        "lat": float(row["latitude"]),
        "lon": float(row["longitude"]),
        "score": float(row["result_score"] or 0),
    }


def _found(kept: Mapping[str, object]) -> Found | None:
    if not kept:
        return None
    found = Found(**kept)  # type: ignore[arg-type]
    return found if isfinite(found.lat) and isfinite(found.lon) else None
