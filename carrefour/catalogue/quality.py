"""How much a draft tells those who look for it: a score from 0 to 100, and what it lacks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from carrefour.catalogue.draft import Draft
from carrefour.territory.model import Precision


class Part(StrEnum):
    """What a good sheet has."""

    TITLE = "title"
    TEXT = "text"
    PLACE = "place"
    THEMES = "themes"
    LINK = "link"
    DATE = "date"
    IMAGE = "image"
    HOLDER = "holder"


# Points of 100 that each part is worth: what a search, a map and a reader need most weighs most.
WEIGHTS = {
    Part.TITLE: 10,
    Part.TEXT: 25,
    Part.PLACE: 25,
    Part.THEMES: 15,
    Part.LINK: 10,
    Part.DATE: 5,
    Part.IMAGE: 5,
    Part.HOLDER: 5,
}
FULL_TEXT = 300  # characters of a description that says enough
_OF_PRECISION = {
    Precision.ADDRESS: 1.0,
    Precision.STREET: 1.0,
    Precision.COMMUNE: 0.9,
    Precision.POSTCODE: 0.8,
    Precision.DEPARTEMENT: 0.5,
    Precision.REGION: 0.3,
    Precision.COUNTRY: 0.15,
}
_ONLY_TAGS = 0.3  # tags that no table knows are found by words alone
_LACKING = 0.5  # a part with a smaller share than this counts as missing
_MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Quality:
    """The share, from 0 to 1, that a draft (or a mean draft of several) has of each part."""

    shares: Mapping[Part, float]

    @property
    def score(self) -> int:
        """Points of 100."""
        return round(sum(WEIGHTS[part] * share for part, share in self.shares.items()))

    @property
    def missing(self) -> list[Part]:
        """The parts that are lacking, the one that costs most points first."""
        return [part for part in self.worst_first if self.shares[part] < _LACKING]

    @property
    def worst_first(self) -> list[Part]:
        """Every part that is not whole, the one that costs most points first."""
        lost = {part: WEIGHTS[part] * (1 - share) for part, share in self.shares.items()}
        return sorted((part for part in lost if lost[part]), key=lambda part: -lost[part])


NOTHING = Quality(dict.fromkeys(Part, 0.0))


def quality_of(draft: Draft) -> Quality:
    """How complete ``draft`` is."""
    told = max(len(_MARKUP.sub("", draft.description)), len(draft.summary))
    placed = max((_OF_PRECISION[place.precision] for place in draft.places), default=0.0)
    coded = bool(draft.themes or draft.publics or draft.methods)
    return Quality(
        {
            Part.TITLE: 1.0 if sum(c.isalnum() for c in draft.title) > 2 else 0.5,
            Part.TEXT: min(1.0, told / FULL_TEXT),
            Part.PLACE: placed,
            Part.THEMES: 1.0 if coded else _ONLY_TAGS if draft.tags else 0.0,
            Part.LINK: float(bool(draft.source_url or draft.url)),
            Part.DATE: float(bool(draft.start_date or draft.end_date or draft.status)),
            Part.IMAGE: float(bool(draft.images)),
            Part.HOLDER: float(bool(draft.holder)),
        }
    )


def mean(qualities: Iterable[Quality]) -> Quality:
    """The mean of ``qualities``; nothing at all when there are none."""
    told = list(qualities)
    if not told:
        return NOTHING
    return Quality({p: sum(quality.shares[p] for quality in told) / len(told) for p in Part})


def quality_of_fill(filled: Mapping[str, int]) -> Quality:
    """An estimate from how many of a source's sheets have each field (`Run.filled`).

    It takes every place for a commune and every text for a full one.
    """
    sheets = filled.get("sheets", 0)
    if not sheets:
        return NOTHING

    def share(*names: str) -> float:
        return min(1.0, max(filled.get(name, 0) for name in names) / sheets)

    return Quality(
        {
            Part.TITLE: 1.0,
            Part.TEXT: share("description", "summary"),
            Part.PLACE: share("places") * _OF_PRECISION[Precision.COMMUNE],
            Part.THEMES: max(share("themes", "publics", "methods"), _ONLY_TAGS * share("tags")),
            Part.LINK: share("source_url", "url"),
            Part.DATE: share("start_date", "end_date", "status"),
            Part.IMAGE: share("images"),
            Part.HOLDER: share("holder"),
        }
    )
