"""Dates, budgets, web addresses, coordinates: single values as sources write them."""

from __future__ import annotations

import re
from datetime import date, datetime
from math import isfinite
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

_MONTHS = {
    "janv": 1, "fevr": 2, "févr": 2, "mars": 3, "avri": 4, "mai": 5, "juin": 6, "juil": 7,
    "aout": 8, "août": 8, "sept": 9, "octo": 10, "nove": 11, "dece": 12, "déce": 12,
}  # fmt: skip
_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].*)?$")
_SLASHED = re.compile(r"^(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})\b")
_YEAR_FIRST = re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})\b")
_WORDED = re.compile(r"(?:(\d{1,2})(?:er)?\s+)?([a-zéûô]{3,})\.?\s+(\d{4})", re.I)
_NUMBER = re.compile(r"(\d[\d\s\u00a0\u202f.]*)(?:,(\d+))?\s*(k|m|million|mille)?", re.I)
_TRACKERS = re.compile(r"^(utm_\w+|fbclid|gclid|mc_[ce]id|xtor|at_\w+)$")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"|,;]+", re.I)
_BARE_HOST = re.compile(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/\S*)?$", re.I)
FIRST_YEAR, LAST_YEAR = 1800, 2100


class Odd(Exception):
    """A value that cannot be read; the message says which and why."""


def read_date(text: str, format_: str = "") -> str:
    """``text`` as ISO 8601 of the precision that it has; raises `Odd`.

    "mars 2021" gives ``2021-03``; "1er mai 2020" gives ``2020-05-01``.
    """
    text = text.strip()
    if format_:
        try:
            return datetime.strptime(text, format_).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError as error:
            raise Odd(f"date '{text[:40]}' does not fit '{format_}'") from error
    parts = _date_parts(text)
    if parts is None:
        raise Odd(f"date '{text[:40]}' cannot be read")
    year, month, day = parts
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Odd(f"date '{text[:40]}' lies outside {FIRST_YEAR} to {LAST_YEAR}")
    try:
        date(year, month or 1, day or 1)
    except ValueError as error:
        raise Odd(f"date '{text[:40]}' is no day of the calendar") from error
    return f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def _date_parts(text: str) -> tuple[int, int, int] | None:
    """(year, month, day) with 0 for what is not said."""
    if match := _ISO.match(text) or _YEAR_FIRST.match(text):
        year, month, day = match.groups()
        return int(year), int(month or 0), int(day or 0)
    if match := _SLASHED.match(text):
        day, month, year = match.groups()
        return int(year), int(month), int(day or 0)
    if match := _WORDED.search(text):
        month_number = _MONTHS.get(match.group(2)[:4].lower())
        if month_number:
            return int(match.group(3)), month_number, int(match.group(1) or 0)
    return None


def read_euros(text: str) -> int:
    """Whole euros in "1 500 000 €", "1,5 M€" or "12 k€"; raises `Odd`."""
    match = _NUMBER.search(text)
    if not match:
        raise Odd(f"budget '{text[:40]}' holds no number")
    whole = re.sub(r"\s", "", match.group(1)).rstrip(".")
    # A point parts thousands when three digits follow, else it is a decimal point.
    whole = re.sub(r"\.(?=\d{3}(?:\.|$))", "", whole)
    if whole.count(".") > 1:
        raise Odd(f"budget '{text[:40]}' cannot be read")
    number = float(f"{whole}.{match.group(2)}" if match.group(2) and "." not in whole else whole)
    unit = (match.group(3) or "").lower()
    factor = 1_000 if unit in ("k", "mille") else 1_000_000 if unit in ("m", "million") else 1
    euros = number * factor
    if not isfinite(euros) or euros > 10**13:
        raise Odd(f"budget '{text[:40]}' is absurd")
    return round(euros)


def web_address(text: str) -> str:
    """The first web address in ``text`` without trackers, or the empty text.

    A scheme is added to "www.…" and to a bare host; other schemes and credentials are refused.
    """
    found = _ADDRESS.search(text)
    address = found.group().rstrip(".)") if found else ""
    if not address and _BARE_HOST.match(text.strip()):
        address = text.strip()
    if not address:
        return ""
    if not address.lower().startswith(("http://", "https://")):
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return ""
    if not parts.hostname or "." not in parts.hostname or "@" in parts.netloc:
        if not (parts.hostname and parts.hostname.startswith(("127.", "localhost"))):
            return ""
    query = [
        (k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKERS.match(k)
    ]
    kept = (
        urlencode(query)
        if len(query) != len(parse_qsl(parts.query, keep_blank_values=True))
        else parts.query
    )
    address = urlunsplit((parts.scheme.lower(), parts.netloc, parts.path, kept, parts.fragment))
    return address if len(address) <= 1000 else ""


def read_number(text: str) -> float | None:
    """A coordinate, with a decimal point or comma, or ``None`` when there is no number."""
    try:
        number = float(text.strip().replace(",", ".").replace(" ", ""))
    except ValueError:
        return None
    return number if isfinite(number) else None


def postcode(text: str) -> str:
    """A postcode or INSEE code with the leading zero that a spreadsheet took: "4000" → "04000"."""
    text = text.strip().removesuffix(".0").replace(" ", "")
    return text.zfill(5) if text.isdigit() and len(text) == 4 else text
