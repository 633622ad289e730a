"""Dates as sources write them, to ISO 8601 of the precision that they have."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from carrefour.structure.odd import Odd, shown
from carrefour.structure.tagging import folded

FIRST_YEAR, LAST_YEAR = 1800, 2100  # the oldest charities, and plans that nobody dates further
_MONTHS = {
    "janv": 1, "fevr": 2, "mars": 3, "avri": 4, "mai": 5, "juin": 6, "juil": 7, "aout": 8,
    "sept": 9, "octo": 10, "nove": 11, "dece": 12, "jan": 1, "fev": 2, "avr": 4, "jui": 6,
    "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_ISO = re.compile(r"^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ]\d{1,2}[:h].*)?$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_SLASHED = re.compile(r"^(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})\b")
_ONE_DAY = re.compile(r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$")
_WORDED = re.compile(r"\b(?:(\d{1,2})(?:er)? )?([a-z]{3,}) (\d{4})\b")
_YEARS = re.compile(
    r"^(?:de |entre |du )?((?:19|20)\d\d) ?(?:-|–|/|a|et|au|jusqu'en) ?((?:19|20)\d\d)$"
)
_ACCENTS = re.compile("[\u0300-\u036f]+")
_LONGEST = 200  # characters of a period
_OPEN = re.compile(
    r"^(?:de |du |depuis )?(.+?) (?:a|au|jusqu'a|to|-) "
    r"(?:aujourd'hui|ce jour|present|maintenant|now)$"
)
_DAYS = re.compile(r"^(\d{1,2}) ?[-–/] ?(\d{1,2}) ([a-z]+ \d{4})$")
_UNTIL = re.compile(r"^jusqu(?:'en|'au|'a|e) (.+)$")
_FROM_TO = re.compile(
    r"^(?:du|de|d'|depuis|entre|from)? ?(.+?) (?:au|a|et|jusqu'au|jusqu'en|to|-|–) (.+)$"
)
_DASHED = re.compile(r"^(\d{1,2}/\d{1,2}(?:/\d{4})?) ?[-–] ?(\d{1,2}/\d{1,2}/\d{4})$")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_DAY, _MONTH = ("%d", "%j", "%x", "%c", "%s", "%D", "%F"), ("%m", "%b", "%B")


def read_date(text: str, format_: str = "") -> str:
    """``text`` as ISO 8601: "mars 2021" gives ``2021-03``, "1er mai 2020" ``2020-05-01``.

    ``format_`` is a strptime format; what it does not tell is not made up. Raises `Odd`.
    """
    text = text.strip()
    year, month, day = _by_format(text, format_) if format_ else _parts(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Odd(f"date '{shown(text)}' lies outside {FIRST_YEAR} to {LAST_YEAR}")
    try:
        date(year, month or 1, day or 1)
    except ValueError as error:
        raise Odd(f"date '{shown(text)}' is no day of the calendar") from error
    return (
        f"{year:04}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if month and day else "")
    )


def read_period(text: str) -> tuple[str, str]:
    """The first and the last day, month or year of ``text``; empty where it does not say.

    "du 3 au 5 mai 2021" gives ``2021-05-03`` and ``2021-05-05``, "de mars à juin 2020"
    ``2020-03`` and ``2020-06``, "2019-2021" ``2019`` and ``2021``, "depuis 2016" ``2016`` alone.
    A moment that is not said to go on has no end. Raises `Odd`.
    """
    if _ISO.match(text) or _ONE_DAY.match(text):
        return read_date(text), ""
    words = _spaced(text[:_LONGEST])
    if match := _OPEN.match(words):
        return read_date(match.group(1)), ""
    if match := _DAYS.match(words):
        last = read_date(f"{match.group(2)} {match.group(3)}")
        return _ordered(_begun(match.group(1), last), last, text)
    if match := _YEARS.match(words):
        return _ordered(read_date(match.group(1)), read_date(match.group(2)), text)
    if match := _UNTIL.match(words):
        return "", read_date(match.group(1))
    if match := _FROM_TO.match(words) or _DASHED.match(text.strip()):
        last = read_date(match.group(2))
        return _ordered(_begun(match.group(1), last), last, text)
    return read_date(text), ""


def _spaced(text: str) -> str:
    """``text`` without case and accents, its figures and slashes as they are."""
    plain = unicodedata.normalize("NFKD", text.lower()).replace("’", "'")
    return " ".join(_ACCENTS.sub("", plain).split())


def _begun(words: str, last: str) -> str:
    """The first date of a period whose ``last`` one tells what the first leaves out."""
    year, month, _ = (*last.split("-"), "", "")[:3]
    words = words.strip()
    if re.fullmatch(r"\d{1,2}(?:er)?", words) and month:
        return read_date(f"{words.removesuffix('er')}/{month}/{year}")
    if re.fullmatch(r"\d{1,2}/\d{1,2}", words):
        return read_date(f"{words}/{year}")
    return read_date(words if _YEAR.search(words) else f"{words} {year}")


def _ordered(first: str, last: str, text: str) -> tuple[str, str]:
    shared = min(len(first), len(last))
    if last[:shared] < first[:shared]:
        raise Odd(f"date '{shown(text)}' ends before it begins")
    return first, last


def _by_format(text: str, format_: str) -> tuple[int, int, int]:
    try:
        found = datetime.strptime(text, format_)  # noqa: DTZ007 - a day has no zone
    except (ValueError, re.error) as error:
        raise Odd(f"date '{shown(text)}' does not fit '{format_}'") from error
    day = any(mark in format_ for mark in _DAY)
    month = day or any(mark in format_ for mark in _MONTH)
    return found.year, found.month if month else 0, found.day if day else 0


def _parts(text: str) -> tuple[int, int, int]:
    """(year, month, day) with 0 for what is not said. Raises `Odd`."""
    if match := _ISO.match(text) or _COMPACT.match(text):
        year, month, day = match.groups()
        return int(year), int(month or 0), int(day or 0)
    if match := _SLASHED.match(text):
        day, month, year = match.groups()
        return int(year), int(month), int(day or 0)
    words = folded(text)
    if match := _WORDED.search(words):
        number = _MONTHS.get(match.group(2)[:4]) or _MONTHS.get(match.group(2))
        if number:
            return int(match.group(3)), number, int(match.group(1) or 0)
    # "automne 2019", "depuis 2014": the year alone, when there is one only.
    years = set(_YEAR.findall(words))
    if len(years) == 1 and len(re.findall(r"\d+", words)) == 1:
        return int(years.pop()), 0, 0
    raise Odd(f"date '{shown(text)}' cannot be read")
