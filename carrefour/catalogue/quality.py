"""How much a sheet tells those who look for it: a score from 0 to 100, and what it lacks.

One formula for drafts, sheets and sources; docs/quality.md explains it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from carrefour.catalogue.draft import Draft
from carrefour.territory.model import Precision

if TYPE_CHECKING:
    from carrefour.catalogue.models import Sheet


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
    FRESH = "fresh"


# Points of 100 that each part is worth: what a search, a map and a reader need most weighs most.
WEIGHTS = {
    Part.TITLE: 10,
    Part.TEXT: 20,
    Part.PLACE: 25,
    Part.THEMES: 15,
    Part.LINK: 10,
    Part.DATE: 5,
    Part.IMAGE: 5,
    Part.HOLDER: 5,
    Part.FRESH: 5,
}
FULL_TEXT = 300  # characters of a description that says enough
_OF_PRECISION = {
    Precision.ADDRESS: 1.0,
    Precision.STREET: 1.0,
    Precision.COMMUNE: 0.9,
    Precision.POSTCODE: 0.8,
    Precision.EPCI: 0.7,
    Precision.DEPARTEMENT: 0.5,
    Precision.REGION: 0.3,
    Precision.COUNTRY: 0.15,
    # What acts online alone has no place to be more precise about.
    Precision.ONLINE: 1.0,
}
# A sheet that its source was seen to tell so lately is fresh; after so long it is stale.
NEW, OLD = timedelta(days=90), timedelta(days=730)
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


class Told(Protocol):
    """What drafts and sheets have in common."""

    title: str
    summary: str
    description: str
    url: str
    source_url: str
    holder: str
    start_date: str
    end_date: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found out of a sheet beyond what its source says.

    ``dead`` are the addresses that lead nowhere, ``lost`` those of images that cannot be shown.
    ``seen`` is when its source was last seen to tell it, ``None`` when it does not any more.
    """

    now: datetime
    seen: datetime | None
    dead: Container[str] = ()
    lost: Container[str] = ()


def quality_of(draft: Draft) -> Quality:
    """How complete ``draft`` is; nothing is known yet of its links, and it is of today."""
    placed = max((_OF_PRECISION[place.precision] for place in draft.places), default=0.0)
    links = float(bool(draft.source_url or draft.url))
    coded = bool(draft.themes or draft.publics or draft.methods)
    return _quality(draft, placed, _themes(coded, draft.tags), links, bool(draft.images), 1.0)


def quality_of_sheet(sheet: Sheet, precisions: Iterable[str], findings: Findings) -> Quality:
    """How complete ``sheet`` is, whose places have these ``precisions``."""
    placed = max((_OF_PRECISION[Precision(one)] for one in precisions), default=0.0)
    links = [address for address in (sheet.source_url, sheet.url) if address]
    alive = sum(address not in findings.dead for address in links)
    image = any(one["url"] not in findings.lost for one in sheet.images)
    coded = bool(sheet.themes or sheet.publics or sheet.methods)
    return _quality(
        sheet,
        placed,
        _themes(coded, sheet.tags),
        alive / len(links) if links else 0.0,
        image,
        _freshness(findings),
    )


def _freshness(findings: Findings) -> float:
    """1 when the source told it lately, less and less until it is stale."""
    if findings.seen is None:
        return 0.0
    late = findings.now - findings.seen - NEW
    return min(1.0, max(0.0, 1 - late / (OLD - NEW)))


def _themes(coded: bool, tags: list[str]) -> float:
    return 1.0 if coded else _ONLY_TAGS if tags else 0.0


def _quality(
    told: Told,
    placed: float,
    themes: float,
    links: float,
    image: bool,
    fresh: float,
) -> Quality:
    length = max(len(_MARKUP.sub("", told.description)), len(told.summary))
    dated = told.start_date or told.end_date or getattr(told, "status", "")
    return Quality(
        {
            Part.TITLE: 1.0 if sum(c.isalnum() for c in told.title) > 2 else 0.5,
            Part.TEXT: min(1.0, length / FULL_TEXT),
            Part.PLACE: placed,
            Part.THEMES: themes,
            Part.LINK: links,
            Part.DATE: float(bool(dated)),
            Part.IMAGE: float(image),
            Part.HOLDER: float(bool(told.holder)),
            Part.FRESH: fresh,
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

    It takes every place for a commune, every text for a full one, and all of it for fresh.
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
            Part.FRESH: 1.0,
        }
    )
