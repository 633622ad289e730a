"""Merging: from the drafts of one project's records to the values of its sheet.

A pure function: the database is not touched here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson

from carrefour.catalogue.draft import Draft, Suggestion
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.territory.model import Location, Precision

SINGLE = (
    "title",
    "summary",
    "description",
    "url",
    "source_url",
    "holder",
    "holder_number",
    "start_date",
    "end_date",
    "status",
    "budget",
    "language",
    "licence",
    "contact",
)
FACETS = ("themes", "publics", "methods")
SEVERAL = ("images", "partners", "themes", "publics", "methods", "tags")


@dataclass(frozen=True, slots=True)
class Told:
    """A draft, the record that tells it and when the source was seen to say so."""

    record_id: int
    draft: Draft
    collected_at: datetime


@dataclass(frozen=True, slots=True)
class Merged:
    """The values of a sheet, its places, and for each record the fields that come from it."""

    values: dict[str, Any]
    places: list[Location]
    given: dict[int, dict[str, list[Any] | None]]

    def fingerprint(self) -> str:
        """A hash of all that is shown, with its origins: equal when nothing need be written."""
        shown = [self.values, [asdict(p) for p in self.places], sorted(self.given.items())]
        text = orjson.dumps(shown, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
        return hashlib.sha256(text).hexdigest()


def merge(told: Sequence[Told]) -> Merged:
    """The sheet that ``told`` makes, in order of trust: the first record leads.

    A field that holds one value takes it from the first record that gives it; a field that holds
    several gathers them all, each once. Raises ``ValueError`` when ``told`` is empty.
    """
    if not told:
        raise ValueError("a sheet needs at least one record")
    values: dict[str, Any] = {}
    given: dict[int, dict[str, list[Any] | None]] = {t.record_id: {} for t in told}
    for name in SINGLE:
        for t in told:
            value = _plain(getattr(t.draft, name))
            if value not in ("", None):
                values[name] = value
                given[t.record_id][name] = None
                break
    for name in SEVERAL:
        seen: list[Any] = []
        for t in told:
            fresh = [v for v in map(_plain, getattr(t.draft, name)) if v not in seen]
            if fresh:
                seen.extend(fresh)
                given[t.record_id][name] = fresh
        values[name] = seen
    _suggest(told, values, given)
    return Merged(values=values, places=_places(told, given), given=given)


def _suggest(
    told: Sequence[Told], values: dict[str, Any], given: dict[int, dict[str, list[Any] | None]]
) -> None:
    """Add the codes that are suggested: of tags, and of texts where nothing else says anything.

    What a record suggests is kept under ``suggested``, with its scores and the words it is from.
    """
    for by_tag in (True, False):
        open_facets = [name for name in FACETS if by_tag or not values[name]]
        for t in told:
            mine = {one.code: one for one in t.draft.suggested if bool(one.tag) == by_tag}
            if not mine:
                continue
            by_facet = asdict(taxonomy().sort_codes(mine))
            fresh = {name: by_facet[name] for name in open_facets if by_facet[name]}
            used: list[Suggestion] = []
            for name, codes in fresh.items():
                added = [code for code in codes if code not in values[name]]
                values[name] = [*values[name], *added]
                used += [mine[code] for code in added if mine[code] not in used]
            if used:
                before = given[t.record_id].get("suggested") or []
                given[t.record_id]["suggested"] = [*before, *map(asdict, used)]
            if not by_tag:
                open_facets = [name for name in open_facets if name not in fresh]


def _plain(value: Any) -> Any:
    """``value`` as JSON holds it."""
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def _places(told: Sequence[Told], given: dict[int, dict[str, list[Any] | None]]) -> list[Location]:
    """Every place told, once; a coarse place that holds a finer one already told is left out."""
    places: list[Location] = []
    for t in told:
        names = []
        for place in t.draft.places:
            if any(_same_point(place, kept) or _coarser(place, kept) for kept in places):
                continue
            places.append(place)
            names.append(place.label)
        if names:
            given[t.record_id]["places"] = names
    return places


def _same_point(one: Location, other: Location) -> bool:
    if one.lat is None:
        return one.precision is other.precision and one.refs() == other.refs()
    return (one.lat, one.lon) == (other.lat, other.lon)


_ORDER = list(Precision)


def _coarser(place: Location, kept: Location) -> bool:
    """Whether ``place`` says less than ``kept`` does: it is coarser and holds it."""
    if _ORDER.index(place.precision) <= _ORDER.index(kept.precision):
        return False
    return place.refs()[0] in kept.refs() if place.refs() else False
