"""The questions, the same for every engine and in the same order."""

from __future__ import annotations

import random
import re

from benchmarks.corpus import SEED, vocabulary
from carrefour.search.analysis import fold, stem
from carrefour.search.query import Box, Facet, Query
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.model import Level, Territory

CHOSEN = ((Facet.THEME, ("EMP", "AGR")), (Facet.REGION, ("53", "11")))
MISSPELT, FORGOTTEN, REMEMBERED, TYPED = (
    "spelt wrong",
    "everything, nothing remembered",
    "everything, again",
    "autocomplete",
)
# What is neither cut nor left out differently from one engine to the next.
_PLAIN = re.compile(r"[^\W\d_]{5,}")
_AUXILIARIES = frozenset(("serait", "était", "avaient"))


def questions(number: int, gazetteer: Gazetteer) -> dict[str, list[Query] | list[str]]:
    """``number`` questions of each kind: queries, or beginnings of words to complete."""
    chance = random.Random(SEED)  # noqa: S311 - a choice of questions, not a secret
    words = [
        w
        for w in vocabulary(random.Random(SEED))[5:2000]  # noqa: S311
        if _PLAIN.fullmatch(w) and w not in _AUXILIARIES and stem(w)
    ]
    towns = [t for t in gazetteer.territories.values() if t.level is Level.COMMUNE and t.lat]
    towns.sort(key=lambda t: -t.population)

    def some(count: int = 1) -> str:
        return " ".join(chance.sample(words, count))

    def town() -> Territory:
        return chance.choice(towns[:300])

    def view() -> Box:
        centre = town()
        lat, lon = centre.lat or 0, (centre.lon or 0) + chance.gauss(0, 0.01)
        return Box(lon - 1, lat - 0.5, lon + 1, lat + 0.5)

    times = range(number)
    return {
        "one word": [Query(text=word) for word in chance.sample(words, min(number, len(words)))],
        "two words": [Query(text=some(2)) for _ in times],
        "one word, département": [
            Query(text=some(), territories=(f"departement:{town().departement}",)) for _ in times
        ],
        "one word, two facets": [Query(text=some(), chosen=CHOSEN) for _ in times],
        "one word, box": [Query(text=some(), box=view()) for _ in times],
        MISSPELT: [Query(text=_misspelt(some(), chance)) for _ in times],
        FORGOTTEN: [Query()] * number,
        REMEMBERED: [Query()] * number,
        TYPED: [fold(some())[:4] for _ in times],
    }


def _misspelt(word: str, chance: random.Random) -> str:
    """``word`` without one of its letters, the first and the last two left alone."""
    gone = chance.randrange(1, len(word) - 2)
    return word[:gone] + word[gone + 1 :]
