"""Texts that people coded before: another record that says the same has the same codes.

One project is often told by several rows or sources with one text between them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import orjson

from carrefour.structure.learning.evidence import CODES, Floats
from carrefour.structure.tagging import fold

FEWEST_WORDS = 8  # of a text: "Un jardin partagé." may be anybody's
MOST_WORDS = 60  # that are compared: what follows them differs in where a source cuts it
DIGEST = 12  # bytes
# How much one who coded the text counts beside the model, which counts 1.
COUNTS = 5.0


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of one text: how many coded it, and the share of them that gave each code."""

    number: int
    shares: Floats

    def beside(self, scores: Floats) -> Floats:
        """The score of each code by those who coded the text, and by ``scores`` of its words."""
        told: Floats = (COUNTS * self.number * self.shares + scores) / (COUNTS * self.number + 1)
        return told


@dataclass(frozen=True, slots=True)
class Recall:
    """How often each text was coded, and how often each code was given to it.

    ``told`` is by the digest of a text; the text itself is not kept.
    """

    told: Mapping[str, tuple[int, Mapping[str, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, coded: Iterable[tuple[str, Iterable[str]]]) -> Recall:
        """What is to be recalled of texts with the codes that people gave them."""
        times: Counter[str] = Counter()
        codes: dict[str, Counter[str]] = {}
        for text, given in coded:
            if digest := _digest(text):
                times[digest] += 1
                codes.setdefault(digest, Counter()).update(given)
        return cls({digest: (number, codes[digest]) for digest, number in times.items()})

    def of_text(self, text: str) -> Recalled | None:
        """What people gave ``text``; ``None`` if nobody coded it."""
        found = self.told.get(_digest(text))
        if found is None:
            return None
        number, codes = found
        return Recalled(number, np.array([codes.get(code, 0) for code in CODES]) / number)

    def packed(self) -> bytes:
        """All of it, the same for the same texts."""
        return orjson.dumps({digest: self.told[digest] for digest in sorted(self.told)})

    @classmethod
    def unpacked(cls, packed: bytes) -> Recall:
        """What `packed` made. Raises ``ValueError``."""
        told = orjson.loads(packed)
        return cls({digest: (int(number), codes) for digest, (number, codes) in told.items()})


def _digest(text: str) -> str:
    """What tells ``text`` from others, however it is spaced and accented; "" for a short one."""
    words = fold(text).split()
    if len(words) < FEWEST_WORDS:
        return ""
    told = " ".join(words[:MOST_WORDS])
    return hashlib.sha256(told.encode()).hexdigest()[: 2 * DIGEST]
