"""A source tried before it is harvested: what a few of its records would become.

Nothing is written to the catalogue.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

import orjson

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.draft import Draft
from carrefour.catalogue.fetching import AnyFetch
from carrefour.catalogue.quality import NOTHING, Quality, mean, quality_of
from carrefour.harvest.connectors import Origin, RawRecord, Rejected, SourceBroken, Told
from carrefour.harvest.connectors.raw import Item, Unreadable
from carrefour.harvest.connectors.reading import read_items, read_records, records_of
from carrefour.harvest.fetch import FetchError
from carrefour.pipeline.filling import LISTS, TEXTS
from carrefour.pipeline.geocoding import geocoder
from carrefour.structure import Structurer, Unusable

COUNT = 10  # good records of a trial
MOST_REJECTED = 30  # a trial that gives so many gives up


@dataclass(frozen=True, slots=True)
class Tried:
    """A record with the draft that it makes, or the ``problem`` for which it makes none."""

    record: RawRecord
    draft: Draft | None
    quality: Quality
    problem: str = ""


@dataclass(slots=True)
class Trial:
    """What a sample of a source gave.

    ``rejected`` are items that are no records; ``error`` says why the reading broke off, and is
    empty when it did not. ``filled`` counts the drafts in which each field is filled, by the
    names that `Run.filled` uses, with ``sheets`` for their number.
    """

    tried: list[Tried] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    error: str = ""

    @property
    def drafts(self) -> list[Draft]:
        """The drafts, in the order of the source."""
        return [tried.draft for tried in self.tried if tried.draft]

    @property
    def quality(self) -> Quality:
        """The mean of all records of the sample; one that makes no draft counts for nothing."""
        return mean(tried.quality for tried in self.tried)

    @property
    def score(self) -> int:
        """Points of 100."""
        return self.quality.score

    @property
    def filled(self) -> dict[str, int]:
        """In how many drafts each field is filled."""
        return fill_of(self.drafts)

    @property
    def unmapped(self) -> Counter[str]:
        """The tags that the definition's table does not know, and in how many drafts they are."""
        return Counter(tag for draft in self.drafts for tag in draft.unmapped_tags)

    @property
    def warnings(self) -> Counter[str]:
        """What was left out or put right, and in how many drafts."""
        return Counter(warning for draft in self.drafts for warning in draft.warnings)


def try_source(definition: SourceDefinition, origin: Origin, count: int = COUNT) -> Trial:
    """Read ``definition``'s source until it has given ``count`` records, and structure them.

    Gives up after as many rejected items as a broken source would give. Raises
    ``GazetteerError`` when there is no gazetteer.
    """
    trial = Trial()
    structurer = Structurer(definition, geocoder())
    with closing(read_records(definition, origin)) as records:
        try:
            _try(records, structurer, count, trial)
        except SourceBroken as broken:
            trial.error = str(broken)
    return _told(trial)


def try_items(definition: SourceDefinition, items: Iterable[Item], count: int = COUNT) -> Trial:
    """What `try_source` would tell of ``items``, which were read before."""
    trial = Trial()
    structurer = Structurer(definition, geocoder())
    try:
        _try(records_of(iter(items), definition), structurer, count, trial)
    except Unreadable as error:
        trial.error = str(error)
    return _told(trial)


def fill_of(drafts: list[Draft]) -> dict[str, int]:
    """In how many of ``drafts`` each field is filled; ``sheets`` is how many there are."""
    names = (*TEXTS, *LISTS, "budget", "contact", "places")
    counts = {name: sum(1 for d in drafts if getattr(d, name)) for name in names}
    return {**counts, "sheets": len(drafts)}


@dataclass(frozen=True, slots=True)
class Sample:
    """Items of a source as it gives them, to try definitions on without asking it again.

    ``whole`` says that there are no others. ``error`` says why the reading broke off.
    """

    items: list[Item] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    error: str = ""
    whole: bool = False


def take_sample(
    fetch: AnyFetch, origin: Origin, *, least: int = COUNT, most: int = 200, patience: float = 6.0
) -> Sample:
    """Up to ``most`` items; no more than ``least`` once ``patience`` seconds have gone by."""
    items: list[Item] = []
    rejected: list[Rejected] = []
    ends = time.monotonic() + patience
    with closing(read_items(fetch, origin)) as given:
        try:
            for item in given:
                if isinstance(item, Item):
                    _take(item, items, rejected)
                elif isinstance(item, Rejected):
                    rejected.append(item)
                slow = len(items) >= least and time.monotonic() > ends
                if len(items) >= most or len(rejected) >= MOST_REJECTED or slow:
                    return Sample(items, rejected)
        except (Unreadable, FetchError) as error:
            return Sample(items, rejected, error=str(error))
    return Sample(items, rejected, whole=True)


def _take(item: Item, items: list[Item], rejected: list[Rejected]) -> None:
    """Keep ``item`` when it can be kept as JSON."""
    try:
        orjson.dumps(item.data)
    except TypeError as error:
        rejected.append(Rejected(item.where, f"cannot be kept as JSON: {error}"))
    else:
        items.append(item)


def _try(records: Iterator[Told], structurer: Structurer, count: int, trial: Trial) -> None:
    good = 0
    for told in records:
        if isinstance(told, Rejected):
            trial.rejected.append(told)
        elif isinstance(told, RawRecord):
            tried = _tried(told, structurer)
            trial.tried.append(tried)
            good += tried.draft is not None
        if good >= count or len(trial.rejected) + len(trial.tried) - good >= MOST_REJECTED:
            return


def _tried(record: RawRecord, structurer: Structurer) -> Tried:
    try:
        draft = structurer.draft(record.data)
    except Unusable as error:
        return Tried(record, None, NOTHING, str(error))
    return Tried(record, draft, quality_of(draft))


def _told(trial: Trial) -> Trial:
    if not (trial.error or trial.tried or trial.rejected):
        trial.error = "The source gave no record at all. Check fetch in its definition."
    return trial
