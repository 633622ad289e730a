"""What the engine says in English, told in French to those who read the site in French.

The engine's reports, logs and command are in English. Where a page shows one of its messages,
each sentence that ``french.tsv`` knows is told in French, and the others stay as they are.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from django.utils.translation import get_language

_HOLE = re.compile(r"\\\{(n?)\\\}")
_NUMBER, _ANY = r"(\d[\d,.]*)", r"(.{0,400}?)"


def in_words(message: str) -> str:
    """``message`` in the reader's language."""
    if get_language() != "fr":
        return message
    for pattern, french in _sentences():
        message = pattern.sub(french, message)
    return message


@cache
def _sentences() -> list[tuple[re.Pattern[str], str]]:
    """Each English sentence as a pattern, with the French that takes its place."""
    found = []
    for line in resources.files(__package__).joinpath("french.tsv").read_text("utf-8").split("\n"):
        if line and not line.startswith("#"):
            english, french = line.split("\t")
            found.append((_pattern(english), _replacement(french)))
    return found


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(_HOLE.sub(lambda hole: _NUMBER if hole[1] else _ANY, re.escape(english)))


def _replacement(french: str) -> str:
    parts = french.replace("\\", "\\\\").split("{}")
    return "".join(f"{part}\\g<{n}>" for n, part in enumerate(parts[:-1], 1)) + parts[-1]
