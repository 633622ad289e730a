"""Twins: finds records that tell the same project, links them, and keeps what people say of it.

What people decide is written first, by the names of the records, then applied. Which records make
one sheet follows from scores and decisions alone, so it can be worked out again at any time. A
record's sheet is that of the oldest record of its cluster; its own sheet stays, and leads there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from carrefour.catalogue.identity import sheet_id
from carrefour.catalogue.models import Likeness, Record, Sheet, Trait, TwinDecision
from carrefour.catalogue.models.decision import TO_APPLY
from carrefour.catalogue.writing import update_rows
from carrefour.pipeline.alone import AlreadyRunning, alone
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.geocoding import geocoder
from carrefour.pipeline.indexing import index_pending
from carrefour.pipeline.structuring import Structuring
from carrefour.pipeline.traits import chunks, every_id, every_key, read_traits
from carrefour.structure.twins.blocking import candidates
from carrefour.structure.twins.clustering import clusters
from carrefour.structure.twins.comparing import columns
from carrefour.structure.twins.scoring import Scored, scored, weights, worth_a_look

_RIGHT = ".twins"  # no source is called so
_AT_ONCE = 10_000  # records whose traits are in memory, with those that they may be like
_ROWS = 2000  # likenesses written at once
_FEW = 5_000  # records that wait, whose keys are looked for and no others read
Name = tuple[str, str]  # a record by its source and key
Pair = tuple[int, int]


@dataclass(slots=True)
class Found:
    """What was compared and linked: records, likenesses found, sheets that changed."""

    compared: int = 0
    alike: int = 0
    sheets: int = 0


def find(structuring: Structuring, *, everything: bool = False) -> Found:
    """Compare the records that wait, or all of them, with the whole catalogue, and link.

    Sheets are made again, not indexed. Raises `AlreadyRunning` when another process does it: what
    waits is left to it or to the next.
    """
    found = Found()
    with alone(_RIGHT):
        if everything:
            structuring.untraced()
        waiting = Trait.objects.all() if everything else Trait.objects.filter(waiting=True)
        fresh = list(waiting.order_by("pk").values_list("pk", flat=True))
        if fresh:
            found.compared = len(fresh)
            found.alike = _compare(fresh, everything=everything)
        if fresh or TwinDecision.objects.filter(TO_APPLY).exists():
            found.sheets = _link(structuring)
    return found


def find_and_index(*, everything: bool = False) -> Found:
    """`find`, then bring the search index up to date. Raises as it does."""
    found = find(Structuring(geocoder(), timezone.now()), everything=everything)
    if found.sheets:
        index_pending(search_engine())
    return found


def find_what_waits() -> Found:
    """`find_and_index` what a harvest or a decision left behind, unless it is being done."""
    if not (
        Trait.objects.filter(waiting=True).exists()
        or TwinDecision.objects.filter(TO_APPLY).exists()
    ):
        return Found()
    try:
        return find_and_index()
    except AlreadyRunning:
        return Found()


def _compare(fresh: Sequence[int], *, everything: bool) -> int:
    """Keep the likenesses of the records ``fresh`` with all others; returns how many."""
    start = timezone.now()
    found = list(_all_likenesses() if everything else _likenesses(fresh))
    # Long work is done by now: the database is held for the writing alone.
    with transaction.atomic():
        if everything:
            Likeness.objects.all().delete()
        for some in [] if everything else chunks(fresh):
            Likeness.objects.filter(Q(first__in=some) | Q(second__in=some)).delete()
        for first, second, score in found:
            rows = zip(first.tolist(), second.tolist(), score.tolist(), strict=True)
            Likeness.objects.bulk_create(
                [Likeness(first_id=a, second_id=b, score=round(s, 4)) for a, b, s in rows],
                batch_size=_ROWS,
            )
        for some in chunks(fresh):
            # What was written again meanwhile still waits.
            Trait.objects.filter(pk__in=some, written_at__lte=start).update(waiting=False)
    return sum(len(score) for *_, score in found)


def _all_likenesses() -> Iterator[Scored]:
    ids = every_id()
    told = columns([trait for _, trait in read_traits(ids.tolist())])
    for first, second, score in scored(told, every_key(ids)):
        yield ids[first], ids[second], score


def _likenesses(fresh: Sequence[int]) -> Iterator[Scored]:
    """The likenesses of the records ``fresh``, by reading no more than they may be like."""
    ids, waiting = every_id(), np.array(fresh, dtype=np.int64)
    keys = every_key(ids, waiting if len(fresh) <= _FEW else None)
    for first, second in candidates(keys, len(ids), np.isin(ids, waiting), at_once=_AT_ONCE):
        rows, places = np.unique(np.concatenate((first, second)), return_inverse=True)
        told = columns([trait for _, trait in read_traits(ids[rows].tolist())])
        for a, b, score in worth_a_look(told, places[: len(first)], places[len(first) :]):
            yield ids[rows[a]], ids[rows[b]], score


def _link(structuring: Structuring) -> int:
    """Give every record the sheet of its cluster; returns how many sheets were made again."""
    deciding = list(TwinDecision.objects.filter(TO_APPLY).values_list("pk", flat=True))
    leads = {record: group[0] for group in _clusters() for record in group}
    # Those linked now, and those that were until now.
    before = Record.objects.filter(sheet__absorbed__isnull=False).distinct()
    concerned = sorted({*leads, *before.values_list("pk", flat=True)})
    own = {pk: sheet_id(*name) for pk, name in _names(concerned).items()}
    wanted = {pk: own[leads.get(pk, pk)] for pk in own}
    with transaction.atomic():
        touched = _move(own, wanted)
        TwinDecision.objects.filter(pk__in=deciding).update(applied_at=timezone.now())
    structuring.sheets(touched)
    return len(touched)


def _clusters() -> list[list[int]]:
    """The records that make one sheet, the oldest of each cluster first."""
    # A score joins no two records of one source; those likenesses are for a person alone.
    across = Likeness.objects.exclude(first__source=F("second__source"))
    rows = across.values_list("first", "second", "score").iterator()
    scores = {(first, second): score for first, second, score in rows}
    least = weights().link_from
    linked = {pair: score for pair, score in scores.items() if score >= least}
    same, different = _decided()
    sources = _names({pk for pair in (*linked, *same) for pk in pair})
    # A record that gives no sheet (any more) leads none and joins none.
    linked = {pair: score for pair, score in linked.items() if sources.keys() >= {*pair}}
    same = [pair for pair in same if sources.keys() >= {*pair}]
    return clusters(
        linked, scores, same, different, {pk: source for pk, (source, _) in sources.items()}
    )


def _decided() -> tuple[list[Pair], list[Pair]]:
    """The pairs that people say are the same, the newest first, and those that are not."""
    pairs: dict[bool, list[Pair]] = {True: [], False: []}
    standing = list(TwinDecision.objects.filter(current=True).exclude(same=None))
    ids = by_name({name for one in standing for name in names_of(one)}, "pk")
    for one in standing:
        first, second = (ids.get(name) for name in names_of(one))
        if first and second:
            pairs[bool(one.same)].append((min(first, second), max(first, second)))
    return pairs[True], pairs[False]


def names_of(one: TwinDecision) -> tuple[Name, Name]:
    """The two records that a decision is on."""
    return (one.source, one.key), (one.other_source, one.other_key)


def by_name(names: Iterable[Name], column: str) -> dict[Name, Any]:
    """What ``column`` holds of the records that are here, by source and key."""
    by_source: dict[str, list[str]] = defaultdict(list)
    for source, key in names:
        by_source[source].append(key)
    found: dict[Name, Any] = {}
    for source, keys in by_source.items():
        for some in chunks(keys):
            rows = Record.objects.filter(source=source, external_id__in=some)
            told = rows.values_list("external_id", column)
            found |= {(source, key): value for key, value in told}
    return found


def _names(pks: Iterable[int]) -> dict[int, Name]:
    """Source and key of those of the records ``pks`` that have a sheet."""
    have = Record.objects.filter(sheet__isnull=False)
    rows = (
        row
        for some in chunks(pks)
        for row in have.filter(pk__in=some).values_list("pk", "source_id", "external_id")
    )
    return {pk: (source, key) for pk, source, key in rows}


def _move(own: dict[int, str], wanted: dict[int, str]) -> set[str]:
    """Put each record on the sheet that is wanted; returns the sheets to make again.

    The sheet that a record has of its own stays: empty and leading to the one it is told on, or
    with its records again.
    """
    touched: set[str] = set()
    for some in chunks(own):
        records = Record.objects.select_for_update().filter(pk__in=some)
        moved = [record for record in records if record.sheet_id != wanted[record.pk]]
        for record in moved:
            touched |= {str(record.sheet_id), wanted[record.pk]}
            record.sheet_id = wanted[record.pk]
        update_rows(moved, ["sheet"])
        leading = {own[pk]: wanted[pk] for pk in some}
        sheets = [
            sheet
            for sheet in Sheet.objects.filter(pk__in=list(leading))
            if sheet.merged_into_id != _elsewhere(sheet.pk, leading)
        ]
        for sheet in sheets:
            sheet.merged_into_id = _elsewhere(sheet.pk, leading)
            sheet.withdrawn_at = sheet.withdrawn_at or timezone.now()
            sheet.needs_indexing = True
        update_rows(sheets, ["merged_into", "withdrawn_at", "needs_indexing"])
    for part in chunks(touched):
        # Should we be killed before they are made again, the next run does it.
        Record.objects.filter(sheet__in=part).update(structured="")
    return touched


def _elsewhere(sheet: str, leading: dict[str, str]) -> str | None:
    return None if leading[sheet] == sheet else leading[sheet]
