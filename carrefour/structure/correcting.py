"""What a person types into a field of a sheet, read as a source's own words are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import Any

from carrefour.catalogue.correcting import FIELDS, PLACES, as_kept
from carrefour.catalogue.draft import Status
from carrefour.catalogue.merging import FACETS
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.structure.budgets import read_euros
from carrefour.structure.dates import read_date
from carrefour.structure.links import web_address
from carrefour.structure.markup import rich
from carrefour.structure.odd import Odd, shown
from carrefour.structure.text import one_line, plain
from carrefour.territory.coordinates import in_france
from carrefour.territory.model import Geocoder, Location, PlaceHint, Precision

MOST_LINES = 100
LONGEST = {"title": 300, "summary": 2_000, "description": 50_000, "holder": 300, "url": 1_000}
# "Rue des Lilas, 44000 Nantes @ 47.21, -1.55"
_POINT = re.compile(r"\s*@\s*(-?\d{1,2}(?:[.,]\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*$")
# What plain text cannot say: a description without it is typed as text.
_MARKED_UP = re.compile(r"<(?!/?p>|br>)")
_LANGUAGE = re.compile(r"^[a-z]{2,3}$")


def read_correction(
    field: str, text: str, geocoder: Geocoder, shown: Iterable[dict[str, Any]] = ()
) -> Any:
    """What ``text`` says of ``field``, as a sheet holds it; an empty text says "nothing".

    Fields that hold several values have one on each line, codes of the taxonomy among them.
    A place may end in "@ lat, lon"; one of ``shown`` that nobody changed stays what it is, also
    where its words alone would not say as much. Raises `Odd`.
    """
    text = text.strip()
    if len(text) > (most := LONGEST.get(field, 5_000)):
        raise Odd(f"{field}: {len(text)} letters are more than {most}")
    if field == PLACES:
        known = {_typed_place(place): place for place in shown}
        return [known.get(line) or as_kept(_place(line, geocoder)) for line in _lines(text)]
    if field in FACETS:
        return _codes(field, _lines(text))
    if field in ("partners", "tags"):
        return [one_line(line)[:200] for line in _lines(text)]
    if field not in _READERS or field not in FIELDS:
        raise Odd(f"'{field}' is no field that can be corrected")
    if not text:
        if field == "title":
            raise Odd("title: a sheet needs one")
        return None if field == "budget" else "fr" if field == "language" else ""
    return _READERS[field](text)


def as_typed(field: str, value: Any) -> str:
    """``value`` of ``field`` as `read_correction` reads it."""
    if field == PLACES:
        return "\n".join(map(_typed_place, value or []))
    if isinstance(value, list):
        return "\n".join(map(str, value))
    if field == "description" and not _MARKED_UP.search(value or ""):
        return plain((value or "").replace("</p>", "</p>\n"))
    return "" if value is None else str(value)


def _lines(text: str) -> list[str]:
    lines = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
    if len(lines) > MOST_LINES:
        raise Odd(f"{len(lines)} lines are more than {MOST_LINES}")
    return lines


def _codes(facet: str, codes: list[str]) -> list[str]:
    for code in codes:
        if code not in taxonomy().codes:
            raise Odd(f"'{shown(code)}' is no code of the taxonomy")
        if code not in asdict(taxonomy().sort_codes([code]))[facet]:
            raise Odd(f"'{code}' is not of {facet}")
    return sorted(codes)


def _url(text: str) -> str:
    address = web_address(text)
    if not address:
        raise Odd(f"'{shown(text)}' is no web address")
    return address


def _status(text: str) -> str:
    if text not in list(Status):
        raise Odd(f"'{shown(text)}' is none of {', '.join(Status)}")
    return text


def _language(text: str) -> str:
    if not _LANGUAGE.match(text):
        raise Odd(f"'{shown(text)}' is no code of a language, such as fr")
    return text


def _place(line: str, geocoder: Geocoder) -> Location:
    """The place of ``line``; its point, when one is given, is taken at its word."""
    point = _POINT.search(line)
    words = line[: point.start()].strip() if point else line
    if point is None:
        found = geocoder.locate(PlaceHint(text=words))
        if not isinstance(found, Location):
            raise Odd(found.reason)
        return replace(found, method="person", score=1.0, warnings=())
    lat, lon = (float(part.replace(",", ".")) for part in point.groups())
    if not in_france(lat, lon):
        raise Odd(f"{lat}, {lon}: the point lies outside France")
    found = geocoder.locate(PlaceHint(text=words, lat=lat, lon=lon))
    if not isinstance(found, Location):
        raise Odd(found.reason)
    if (found.lat, found.lon) != (lat, lon):
        raise Odd(f"'{shown(line)}': the point does not lie in the place that is named")
    return replace(
        found, method="person", score=1.0, precision=Precision.ADDRESS,
        label=found.label or words, warnings=(),
    )  # fmt: skip


def _typed_place(kept: dict[str, Any]) -> str:
    """A line that gives the place of ``kept`` again."""
    exact = kept["precision"] in (Precision.ADDRESS, Precision.STREET)
    parts = [kept["address"], f"{kept['postcode']} {kept['label']}".strip()]
    address, town = parts[0].strip(" ,"), parts[1]
    words = address if town and town in address else ", ".join(filter(None, (address, town)))
    if exact and kept["lat"] is not None:
        return f"{words} @ {kept['lat']:.6f}, {kept['lon']:.6f}"
    return words


_READERS: dict[str, Callable[[str], Any]] = {
    "title": one_line,
    "summary": one_line,
    "description": rich,
    "url": _url,
    "holder": one_line,
    "start_date": read_date,
    "end_date": read_date,
    "status": _status,
    "budget": read_euros,
    "language": _language,
}
