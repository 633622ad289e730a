"""A source's tags to the codes of the taxonomy, by that source's own table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_NOT_WORD = re.compile(r"[^a-z0-9]+")
_MARKS = re.compile("[\u0300-\u036f]+")  # accents, once they stand apart from their letters
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
_AROUND = " \t\n\"'«»“”.,;:#*|/\\[]{}"


@lru_cache(maxsize=20_000)
def folded(tag: str) -> str:
    """``tag`` without case, accents and punctuation: what two spellings share."""
    return fold(tag)


def fold(text: str) -> str:
    """A text that seldom comes back, as `folded` makes it; it is not remembered."""
    plain = text.lower()
    if not plain.isascii():
        plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain.translate(_LIGATURES)).lower())
    return _NOT_WORD.sub(" ", plain).strip()


def clean_tag(tag: str) -> str:
    """``tag`` without the quotes, hashes and separators that stood around it."""
    tag = tag.strip(_AROUND)
    if tag.count("(") > tag.count(")"):
        tag = f"{tag})"
    return tag if len(tag) <= 120 else f"{tag[:119].rsplit(' ', 1)[0]}…"


@dataclass(frozen=True, slots=True)
class Coded:
    """The codes that tags stand for, and the tags that the table does not know."""

    codes: set[str]
    unmapped: list[str]


class TagTable:
    """One source's table: tags mean what this source means by them, or what people decided."""

    def __init__(
        self,
        table: Mapping[str, Sequence[str]],
        here: Mapping[str, Sequence[str]] | None = None,
        anywhere: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """``table`` by tag, and what people decided by folded tag: ``here`` leads over it."""
        own: dict[str, tuple[str, ...]] = {}
        for tag, codes in table.items():
            name = folded(clean_tag(tag))
            own[name] = (*own.get(name, ()), *codes)
        self._codes: dict[str, Sequence[str]] = {**(anywhere or {}), **own, **(here or {})}

    def codes(self, tags: Iterable[str]) -> Coded:
        """The codes of ``tags``; a tag that is mapped to nothing is known all the same."""
        codes: set[str] = set()
        unmapped = []
        for tag in tags:
            found = self._codes.get(folded(tag))
            if found is None:
                unmapped.append(tag)
            else:
                codes.update(found)
        return Coded(codes, unmapped)
