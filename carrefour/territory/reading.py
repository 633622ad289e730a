"""Reading a place in free text: its postcode, the words that may name it, its street."""

from __future__ import annotations

import re
from dataclasses import dataclass

_POSTCODE = re.compile(r"(?<!\d)(?:F-)?(\d{2} ?\d{3})(?!\d)")
_IN_BRACKETS = re.compile(r"\((\d{2}|2[ABab]|97\d)\)")
_PARTS = re.compile(r"\s*(?:[,;\n|()]|\s[-–—/]\s)\s*")
_STREET = re.compile(
    r"\b(?:rue|avenue|av\.?|boulevard|bd|bld|place|pl\.?|chemin|route|rte|impasse|imp|all[ée]es?|"
    r"quai|cours|square|passage|esplanade|faubourg|fbg|sentier|voie|lotissement|lot|mail|villa|"
    r"cit[ée]|r[ée]sidence|parvis|promenade|rond-point|lieu-dit|za|zi|zac)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?<!\d)\d{1,4}(?: ?(?:bis|ter|quater|[a-dA-D]))?(?:\s*[-/,]\s*\d{1,4})?,?\s"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says of a place. ``names`` are tried in order, the likeliest first."""

    postcode: str = ""
    departement: str = ""
    names: tuple[str, ...] = ()
    address: str = ""


def read_text(text: str) -> Reading:
    """The postcode, département and possible names of communes in ``text``.

    What follows a postcode is the likeliest name, then the text's last parts, then its first.
    """
    text = " ".join(text.split())
    bracketed = _IN_BRACKETS.search(text)
    departement = bracketed.group(1).upper() if bracketed else ""
    found = list(_POSTCODE.finditer(text))
    match = found[-1] if found else None  # the last: a house number may have five digits
    names: list[str] = []
    address = ""
    rest = text
    if match:
        before, after = text[: match.start()], text[match.end() :]
        names += _parts(after)[:1]
        rest = before
        names += _parts(before)[::-1][:2]
        names += _parts(after)[1:]
    else:
        names += [text, *_parts(text)[::-1]]
    street = [part for part in _parts(rest) if has_street(part)]
    if street:
        address = street[-1]
        names = [n for n in names if n not in street] + _after_street(street[-1])
    return Reading(
        postcode=match.group(1).replace(" ", "") if match else "",
        departement=departement,
        names=tuple(dict.fromkeys(n for n in names if n)),
        address=address,
    )


def has_street(text: str) -> bool:
    """Whether ``text`` names a street."""
    return bool(_STREET.search(text))


def has_number(text: str) -> bool:
    """Whether ``text`` names a street with a number in it."""
    return bool(_NUMBERED.search(f"{text} ")) and has_street(text)


def _parts(text: str) -> list[str]:
    return [part.strip(" -–.:") for part in _PARTS.split(text) if part.strip(" -–.:")]


def _after_street(part: str) -> list[str]:
    """Names that may end a street's part without a comma: "12 rue des Lilas Nantes"."""
    words = part.split()
    return [" ".join(words[-n:]) for n in (3, 2, 1) if len(words) > n + 1]
