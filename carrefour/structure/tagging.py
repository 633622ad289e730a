"""A source's tags to the codes of the taxonomy, by that source's own table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_NOT_WORD = re.compile(r"[^a-z0-9]+")


def folded(tag: str) -> str:
    """``tag`` without case, accents and punctuation: what two spellings share."""
    plain = unicodedata.normalize("NFKD", tag.replace("œ", "oe").replace("Œ", "oe").lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_NOT_WORD.sub(" ", plain).split())


@dataclass(frozen=True, slots=True)
class Coded:
    """The codes that tags stand for, and the tags that the table does not know."""

    codes: set[str]
    unmapped: list[str]


class TagTable:
    """One source's table: tags mean what this source means by them."""

    def __init__(self, table: Mapping[str, Sequence[str]]) -> None:
        self._codes = {folded(tag): tuple(codes) for tag, codes in table.items()}

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
