"""Coordinates and official codes as sources write them."""

from __future__ import annotations

import re
from math import isfinite

_NUMBER = re.compile(r"^[+-]?\d{1,9}(?:[.]\d{0,20})?(?:e[+-]?\d{1,2})?$", re.I)
_WKT = re.compile(r"^\s*(?:SRID=\d+;)?\s*POINT\s*Z?\s*\(([^)]*)\)\s*$", re.I)
_CODE = re.compile(r"^(?:\d{5}|2[AB]\d{3})$")
_FRANCE = frozenset({"", "fr", "fra", "france", "re", "gp", "mq", "gf", "yt", "nc", "pf"})

Point = tuple[float | None, float | None]
NOWHERE: Point = (None, None)


def read_number(text: str) -> float | None:
    """A number with a decimal point or comma, or ``None`` when there is none."""
    text = re.sub(r"[\s\u00a0\u202f°]", "", text).replace("−", "-").replace(",", ".")
    if not _NUMBER.match(text):
        return None
    number = float(text)
    return number if isfinite(number) else None


def read_point(parts: list[str], order: str) -> Point:
    """(lat, lon) of a point in one value: "47.76,7.32", "47,76;7,32", "[7.32, 47.76]".

    ``order`` is ``latlon`` or ``lonlat``; ``POINT(7.32 47.76)`` has an order of its own.
    """
    if len(parts) == 1:
        if match := _WKT.match(parts[0]):
            parts, order = match.group(1).split()[:2], "lonlat"
        else:
            parts = _parted(parts[0].strip("[]() "))
    if len(parts) not in (2, 3):  # a third is the altitude
        return NOWHERE
    first, second = read_number(parts[0]), read_number(parts[1])
    if first is None or second is None:
        return NOWHERE
    return (second, first) if order == "lonlat" else (first, second)


def _parted(text: str) -> list[str]:
    """The two halves of a point; a comma parts them unless it is decimal ("47,76;7,32")."""
    if ";" in text:
        return text.split(";")
    if text.count(",") == 1:
        return text.split(",")
    if text.count(",") == 3 and ", " in text:
        return text.split(", ")
    return text.split()


def read_code(text: str, country: str = "") -> str:
    """A postcode or INSEE code with the leading zero that a spreadsheet took: "4000" → "04000".

    What is no French code gives the empty text, except for a place abroad.
    """
    text = re.sub(r"[\s\u00a0]", "", text).upper().removesuffix(".0").removeprefix("F-")
    if country.strip().lower() not in _FRANCE:
        return text[:12]
    if len(text) == 4 and text.isascii() and text.isdigit():
        text = f"0{text}"
    return text if text.isascii() and _CODE.match(text) else ""
