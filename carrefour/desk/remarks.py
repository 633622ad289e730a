"""What is wrong in a definition, and odd in a record, in the words of the reader.

`carrefour.pipeline.reasons` does the same of what happens to a harvest; a trial tells both.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

from django.utils.translation import get_language

from carrefour.pipeline.reasons import in_words

_HOLE = re.compile(r"\\\{(n?)\\\}")
_NUMBER, _ANY = r"(\d[\d,.]*)", r"(.{0,400}?)"


def remark(message: str) -> str:
    """``message`` in the reader's language; a sentence that no table knows stays as it is."""
    if get_language() != "fr":
        return message
    for pattern, french in _sentences():
        message = pattern.sub(french, message)
    return in_words(message)


@cache
def _sentences() -> list[tuple[re.Pattern[str], str]]:
    """Each English sentence of ``remarks.tsv`` as a pattern, with the French in its place."""
    found = []
    for line in resources.files(__package__).joinpath("remarks.tsv").read_text("utf-8").split("\n"):
        if line and not line.startswith("#"):
            english, french = line.split("\t")
            found.append((_pattern(english), _replacement(french)))
    return found


def _pattern(english: str) -> re.Pattern[str]:
    return re.compile(_HOLE.sub(lambda hole: _NUMBER if hole[1] else _ANY, re.escape(english)))


def _replacement(french: str) -> str:
    parts = french.replace("\\", "\\\\").split("{}")
    return "".join(f"{part}\\g<{n}>" for n, part in enumerate(parts[:-1], 1)) + parts[-1]
