"""Merging: from the drafts of one project's records to the values of its sheet.

A pure function: the database is not touched here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import orjson

from carrefour.catalogue.draft import Draft, Suggestion
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.territory.distance import kilometres
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

    A field that holds one value takes it from the first record that gives it, the description from
    the one that tells most; a field that holds several gathers them all, each once. Raises
    ``ValueError`` when ``told`` is empty.
    """
    if not told:
        raise ValueError("a sheet needs at least one record")
    values: dict[str, Any] = {}
    given: dict[int, dict[str, list[Any] | None]] = {t.record_id: {} for t in told}
    for name in SINGLE:
        for t in _longest_first(told) if name == "description" else told:
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


def _longest_first(told: Sequence[Told]) -> list[Told]:
    return sorted(told, key=lambda t: -len(t.draft.description))


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
    """Every place told, once, those of the record that places most finely first.

    A coarse place that holds a finer one is left out, and so is the pin that another record puts
    beside one that is kept.
    """
    finest_first = sorted(told, key=_finest)
    every = [(t.record_id, place) for t in finest_first for place in t.draft.places]
    places: list[tuple[int, Location]] = []
    names: dict[int, list[str]] = {}
    for record, place in every:
        if any(
            _same_point(place, kept)
            or _coarser(place, kept)
            or (record != of and _beside(place, kept))
            for of, kept in places
        ):
            continue
        places.append((record, place))
        names.setdefault(record, []).append(place.label)
    for record, labels in names.items():
        given[record]["places"] = list(labels)
    return [place for _, place in places]


def _same_point(one: Location, other: Location) -> bool:
    if one.lat is None:
        return one.precision is other.precision and one.refs() == other.refs()
    return (one.lat, one.lon) == (other.lat, other.lon)


_ORDER = list(Precision)
_FINE = (Precision.ADDRESS, Precision.STREET)
_POSTCODE = re.compile(r"\b\d{5}\b")
BESIDE = 0.5  # km between two pins that sources put for one place


def _finest(told: Told) -> int:
    """How fine the finest place of a record is; 0 is the finest."""
    return min((_ORDER.index(p.precision) for p in told.draft.places), default=len(_ORDER))


def _beside(place: Location, kept: Location) -> bool:
    """Whether two points that stand for addresses are those of one place."""
    if place.precision not in _FINE or kept.precision not in _FINE:
        return False
    if place.commune == kept.commune and _street(place) == _street(kept) != "":
        return True
    if place.lat is None or place.lon is None or kept.lat is None or kept.lon is None:
        return False
    return kilometres((place.lat, place.lon), (kept.lat, kept.lon)) <= BESIDE


def _street(place: Location) -> str:
    """The letters and digits of an address before its postcode."""
    street = _POSTCODE.split(place.address, maxsplit=1)[0] or place.address
    return "".join(filter(str.isalnum, street.casefold()))


def _coarser(place: Location, kept: Location) -> bool:
    """Whether ``place`` says less than ``kept`` does: it is coarser and holds it."""
    if _ORDER.index(place.precision) <= _ORDER.index(kept.precision):
        return False
    return place.refs()[0] in kept.refs() if place.refs() else False
