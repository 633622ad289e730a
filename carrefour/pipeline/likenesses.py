"""Likenesses that wait for a person, and what people decide of them.

A decision is written first, then applied: what a comparison under way holds is applied when it has
ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from carrefour.catalogue.identity import sheet_id
from carrefour.catalogue.models import Likeness, Record, Sheet, TwinDecision
from carrefour.pipeline.traits import read_traits
from carrefour.pipeline.twins import Name, by_name, find_what_waits, names_of
from carrefour.structure.twins.repeating import one_house
from carrefour.structure.twins.scoring import weights

SURE_FROM = 0.998  # of one source: of fifty such pairs that were read, all were one place


class NoPair(ValueError):
    """Two records that nothing can be decided on; the message says why."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """Two records, on two sheets, that may tell the same project, and how likely that is."""

    first: int
    second: int
    sheets: tuple[str, str]
    score: float


def proposed() -> list[Proposed]:
    """Every pair of sheets that waits for a person, the likeliest first.

    Those of two sources come before those of one, of which there may be many: a source that names
    each of its people lists a place once for each. Of two sheets, the pair of records that is most
    alike speaks for all.
    """
    apart = set(_said_apart())
    rows = (
        Likeness.objects.filter(
            score__gte=weights().ask_from,
            first__gone_at=None,
            second__gone_at=None,
            first__sheet__withdrawn_at=None,
            second__sheet__withdrawn_at=None,
        )
        .exclude(first__sheet=F("second__sheet"))
        .annotate(alone=Q(first__source=F("second__source")))
        .order_by("alone", "-score", "first", "second")
        .values_list("first", "second", "first__sheet", "second__sheet", "score")
    )
    found: dict[frozenset[str], Proposed] = {}
    for first, second, one, other, score in rows.iterator():
        pair = frozenset((one, other))
        if pair not in apart and pair not in found:
            found[pair] = Proposed(first, second, (one, other), score)
    return list(found.values())


def repeated() -> list[Proposed]:
    """The pairs of records that one source surely tells twice, as far as anyone can see.

    They score as high as can be and name one house; those that only may be are left to be read one
    by one.
    """
    sure = [pair for pair in proposed() if pair.score >= SURE_FROM]
    pks = {pk for pair in sure for pk in (pair.first, pair.second)}
    traits = dict(read_traits(list(pks)))
    return [
        pair
        for pair in sure
        if traits[pair.first].source == traits[pair.second].source
        and one_house(traits[pair.first], traits[pair.second])
    ]


def _said_apart() -> Iterator[frozenset[str]]:
    """The pairs of sheets of which someone said that they are two projects."""
    named: list[tuple[Name, Name]] = [
        names_of(one) for one in TwinDecision.objects.filter(current=True, same=False)
    ]
    sheets = by_name({name for pair in named for name in pair}, "sheet_id")
    for one, other in named:
        if sheets.get(one) and sheets.get(other):
            yield frozenset((str(sheets[one]), str(sheets[other])))


def merged() -> QuerySet[Sheet]:
    """The sheets that several records tell, those changed last first."""
    live = Count("records", filter=Q(records__gone_at=None))
    absorbing = Sheet.objects.filter(merged_into__isnull=False).values("merged_into")
    shown = Sheet.objects.filter(withdrawn_at=None, pk__in=absorbing)
    return shown.annotate(told_by=live).filter(told_by__gt=1).order_by("-updated_at", "pk")


def decide(first: Record, second: Record, *, same: bool | None, by: str) -> TwinDecision:
    """Say for ever whether two records tell the same project, and apply it.

    ``None`` takes back what was said. Raises `NoPair`.
    """
    decision = write(
        name_of(first), name_of(second), same=same, by=by, titles=_titles(first, second)
    )
    find_what_waits()
    decision.refresh_from_db()
    return decision


def unite(pairs: Iterable[tuple[int, int]], by: str) -> int:
    """Say of each pair of records, by their ids, that they tell the same project; apply it once.

    Pairs of which a record is gone are passed over. Returns how many were decided.
    """
    wanted = list(pairs)
    records = Record.objects.in_bulk({pk for pair in wanted for pk in pair})
    both = [(records[a], records[b]) for a, b in wanted if a in records and b in records and a != b]
    with transaction.atomic():
        for one, other in both:
            write(name_of(one), name_of(other), same=True, by=by, titles=_titles(one, other))
    find_what_waits()
    return len(both)


def part(record: Record, by: str) -> list[TwinDecision]:
    """Say of a record that it tells another project than all that share its sheet; apply it.

    Raises `NoPair` when it has its sheet to itself.
    """
    others = list(Record.objects.filter(sheet=record.sheet_id).exclude(pk=record.pk))
    if record.sheet_id is None or not others:
        raise NoPair(f"{record}: no other record tells its sheet")
    with transaction.atomic():
        made = [
            write(name_of(record), name_of(other), same=False, by=by, titles=_titles(record, other))
            for other in others
        ]
    find_what_waits()
    return made


def name_of(record: Record) -> Name:
    """The source and key of a record, by which decisions name it."""
    return record.source_id, record.external_id


def write(
    one: Name,
    other: Name,
    *,
    same: bool | None,
    by: str,
    titles: dict[Name, str] | None = None,
    at: datetime | None = None,
) -> TwinDecision:
    """Write a decision, not applied yet; the one whose place it takes is kept as history.

    Raises `NoPair` when both are one record.
    """
    first, second = in_order(one, other)
    titles = titles or {}
    pair = {
        "source": first[0], "key": first[1], "other_source": second[0], "other_key": second[1]
    }  # fmt: skip
    with transaction.atomic():
        TwinDecision.objects.filter(**pair, current=True).update(current=False)
        return TwinDecision.objects.create(
            **pair,
            same=same,
            titles=[titles.get(first, ""), titles.get(second, "")],
            decided_by=by[:150],
            decided_at=at or timezone.now(),
        )


def in_order(one: Name, other: Name) -> tuple[Name, Name]:
    """The two names, the lesser first. Raises `NoPair` when they are equal."""
    if one == other:
        raise NoPair(f"{one[0]}/{one[1]}: is one record; name two")
    return min(one, other), max(one, other)


def standing(one: Name, other: Name) -> TwinDecision | None:
    """What was decided last of two records."""
    first, second = in_order(one, other)
    return TwinDecision.objects.filter(
        source=first[0], key=first[1], other_source=second[0], other_key=second[1], current=True
    ).first()


def titles_of(records: list[Record]) -> dict[int, str]:
    """What each record calls its project, by its id: the title of the sheet it has of its own."""
    own = {record.pk: sheet_id(*name_of(record)) for record in records}
    titles = dict(Sheet.objects.filter(pk__in=list(own.values())).values_list("pk", "title"))
    return {pk: titles.get(id_, "") for pk, id_ in own.items()}


def _titles(*records: Record) -> dict[Name, str]:
    titles = titles_of(list(records))
    return {name_of(record): titles[record.pk] for record in records}
