"""Which letters our fonts can print, and what stands for those that they cannot."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from fontTools.ttLib import TTFont

from carrefour.web.fonts import FURTHER, TEXT, TITLES, truetype

MISSING = "[…]"
_RUN = re.compile(r"[\ue000](?:[\ue000\s]*[\ue000])?")


@cache
def printable(name: str) -> frozenset[int]:
    """The characters that the font ``name`` has."""
    with TTFont(truetype(name, 700 if name == TITLES else 400)) as font:
        return frozenset(font.getBestCmap())


def for_titles(text: str) -> bool:
    """Whether the font of titles has every letter of ``text``."""
    return printable(TITLES).issuperset(map(ord, text))


def printed(text: str) -> str:
    """``text`` in the letters that can be printed.

    Pictures such as emoji are dropped; words in a script that we have no font for are replaced by
    `MISSING`, once for a run of them.
    """
    known = _known()
    if known.issuperset(map(ord, text)):
        return text
    told = []
    for letter in unicodedata.normalize("NFC", text):
        if ord(letter) in known or letter == "\n":
            told.append(letter)
        elif letter.isspace():
            told.append(" ")
        elif unicodedata.category(letter)[0] in "LN":
            told.append("\ue000")
    return _RUN.sub(MISSING, "".join(told)).strip()


@cache
def _known() -> frozenset[int]:
    return frozenset().union(*(printable(name) for name in (TEXT, *FURTHER))) - {0xE000}
