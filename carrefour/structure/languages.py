"""The language of a text, by its smallest words: sure of itself, or silent."""

from __future__ import annotations

import re
from collections import Counter

from carrefour.structure.wordlists import listed

LEAST_WORDS = 12  # fewer say too little
LEAST_SHARE = 0.12  # of the words that must be among a language's commonest
LEAD = 1.6  # times as many as in the second language
MOST_TEXT = 400  # characters that are looked at
_WORD = re.compile(r"[^\W\d_]+")


def _of_word() -> dict[str, tuple[str, ...]]:
    """The languages that each small word is of."""
    found: dict[str, tuple[str, ...]] = {}
    for line in listed("languages"):
        code, _, words = line.partition(":")
        for word in words.split():
            found[word] = (*found.get(word, ()), code)
    return found


_LANGUAGES_OF = _of_word()


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language of plain ``text``; empty when it is not clear.

    Known are French, English, Breton, Occitan, Basque, Corsican, Catalan, German, Spanish and
    Italian.
    """
    words = _WORD.findall(text[:MOST_TEXT].lower())
    if len(words) < LEAST_WORDS:
        return ""
    counts: Counter[str] = Counter()
    for word in words:
        for code in _LANGUAGES_OF.get(word, ()):
            counts[code] += 1
    if not counts:
        return ""
    (best, most), (_, second) = (*counts.most_common(2), ("", 0))[:2]
    return best if most >= LEAST_SHARE * len(words) and most >= LEAD * second else ""
