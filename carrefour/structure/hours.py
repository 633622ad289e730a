"""Opening hours: spelt out in French, and told from what a text says of a project."""

from __future__ import annotations

import re

_DAYS = {
    "Mo": "lundi", "Tu": "mardi", "We": "mercredi", "Th": "jeudi", "Fr": "vendredi",
    "Sa": "samedi", "Su": "dimanche", "PH": "jours fériés",
}  # fmt: skip
_DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)"
_SOME_DAYS = rf"{_DAY}(?:-{_DAY})?(?:, ?{_DAY}(?:-{_DAY})?)*"
_SPAN = r"\d{1,2}:\d{2} ?- ?\d{1,2}:\d{2}"
_RULE = re.compile(rf"\b({_SOME_DAYS}) ({_SPAN}(?: ?, ?{_SPAN})*|off\b)")


def spelt_out(text: str) -> str:
    """``text`` with "Mo-Fr 09:00-12:00,14:00-17:00" told as people say it.

    "du lundi au vendredi 9h-12h et 14h-17h"; all else in the text stays.
    """
    return _RULE.sub(_rule, text) if ":" in text or " off" in text else text


def _rule(match: re.Match[str]) -> str:
    days = " et ".join(_days(part.strip()) for part in match.group(1).split(","))
    if match.group(2) == "off":
        return f"fermé {days}"
    spans = " et ".join(_span(part.strip()) for part in match.group(2).split(","))
    return f"{days} {spans}"


def _days(part: str) -> str:
    first, _, last = part.partition("-")
    if not last or first not in _DAYS or last not in _DAYS:
        return _DAYS.get(first, part)
    return f"du {_DAYS[first]} au {_DAYS[last]}"


def _span(part: str) -> str:
    return "-".join(_time(time.strip()) for time in part.split("-"))


def _time(time: str) -> str:
    hour, minute = time.split(":")
    return f"{int(hour)}h{'' if minute == '00' else minute}"


_WEEK = r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_MOMENT = re.compile(rf"\b(?:{_WEEK})s?\b|\b\d{{1,2}} ?(?:h|:) ?\d{{0,2}}", re.I)
_OF_HOURS = re.compile(
    rf"\b(?:{_WEEK})s?\b|\d+ ?h? ?\d*|\b(?:du|au|de|des|à|a|et|le|les|puis|sur|sauf|non stop|"
    r"horaires?|d['’]ouverture|ouvert|ouverture|fermée?s?|fermeture|matin|après|midi|soir|journée|"
    r"rdv|rendez|vous|uniquement|permanences?|semaines?|jours fériés|hors vacances|scolaires|h)\b",
    re.I,
)
_LABEL = re.compile(r"^(?:horaires?\b|(?:labels?|itin[ée]rante?|acc[èe]s)[^:\n]{0,30}:)", re.I)
_FEW = 12  # letters that a line of hours may hold beside them


def without_hours(text: str) -> str:
    """Plain ``text`` without the lines that say when a place is open, or what label it has."""
    if ":" not in text and not _MOMENT.search(text):
        return text
    return "\n".join(line for line in text.split("\n") if not _is_hours(line)).strip()


def _is_hours(line: str) -> bool:
    if _LABEL.match(line):
        return True
    if not _MOMENT.search(line):
        return False
    return sum(map(str.isalpha, _OF_HOURS.sub("", line))) <= _FEW
