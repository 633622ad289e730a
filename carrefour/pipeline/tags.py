"""Tags that nobody has decided on, and what people decide of them.

A decision is written first, then applied: the records that have the tag are marked, and made again.
What a harvest holds at that moment is applied when it has ended, so nothing is lost.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from carrefour.catalogue.definition import require_codes
from carrefour.catalogue.draft import Suggestion
from carrefour.catalogue.models import Record, Sheet, Source, TagDecision
from carrefour.catalogue.models.decision import TO_APPLY
from carrefour.pipeline.advising import tag_adviser
from carrefour.pipeline.alone import AlreadyRunning, alone
from carrefour.pipeline.remaking import make_again, mark
from carrefour.structure.suggesting import Advice, likely
from carrefour.structure.tagging import clean_tag, folded

EXAMPLES = 3


class NoTag(ValueError):
    """A decision names no tag; the message says what stood there."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A tag of a source that nobody has decided on, and some of the ``sheets`` that have it."""

    source: str
    name: str
    tag: str
    sheets: int
    some: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """A tag that waits, with some of its sheets and what it may mean.

    ``likely`` are the codes that go together best, when there are several; ``taken`` those that
    it is taken for until someone decides.
    """

    waiting: Waiting
    examples: list[Sheet]
    proposals: tuple[Suggestion, ...]
    taken: list[str]

    @property
    def likely(self) -> list[str]:
        """The codes that go together best, when that is more than one."""
        codes = likely(self.proposals)
        return codes if len(codes) > 1 else []


def waiting_tags(source: str = "") -> list[Waiting]:
    """Every tag of ``source``, or of all, that waits for a decision: the most used first."""
    records = Record.objects.filter(gone_at=None, sheet__isnull=False).exclude(undecided=[])
    if source:
        records = records.filter(source=source)
    spellings: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    sheets: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    rows = records.order_by("pk").values_list("source_id", "sheet_id", "undecided")
    for source_id, sheet, tags in rows.iterator():
        for tag in tags:
            key = (source_id, folded(tag))
            spellings[key][tag] += 1
            sheets[key][str(sheet)] = None
    waiting = [
        Waiting(
            source=source_id,
            name=name,
            tag=spellings[source_id, name].most_common(1)[0][0],
            sheets=len(found),
            some=tuple(found)[:EXAMPLES],
        )
        for (source_id, name), found in sheets.items()
    ]
    return sorted(waiting, key=lambda one: (-one.sheets, one.name, one.source))


def looked_at(waiting: Sequence[Waiting]) -> list[Looked]:
    """``waiting`` with examples and proposals."""
    adviser = tag_adviser()
    advice = Advice(tags=adviser, least=settings.SUGGESTED_FROM)
    sheets = Sheet.objects.in_bulk({id_ for one in waiting for id_ in one.some})
    return [
        Looked(
            one,
            [sheets[id_] for id_ in one.some if id_ in sheets],
            adviser.proposals(one.tag),
            [taken.code for taken in advice.of_tag(one.tag)],
        )
        for one in waiting
    ]


def decide(tag: str, codes: Iterable[str] | None, by: str, source: str = "") -> TagDecision:
    """Say once for all what ``tag`` means, in ``source`` or everywhere, and apply it.

    ``None`` takes back what was decided. Raises ``ValueError`` for a code that the taxonomy does
    not have, and `NoTag`.
    """
    decision = write(tag, codes, by, source)
    mark_decided()
    make_again()
    decision.refresh_from_db()
    return decision


def write(
    tag: str, codes: Iterable[str] | None, by: str, source: str = "", at: datetime | None = None
) -> TagDecision:
    """Write a decision, not applied yet; the one whose place it takes is kept as history."""
    spelt, name, kept = checked(tag, codes)
    with transaction.atomic():
        TagDecision.objects.filter(source=source, name=name, current=True).update(current=False)
        return TagDecision.objects.create(
            source=source,
            name=name,
            tag=spelt,
            codes=kept,
            decided_by=by[:150],
            decided_at=at or timezone.now(),
        )


def checked(tag: str, codes: Iterable[str] | None) -> tuple[str, str, list[str] | None]:
    """``tag`` clean and folded, and ``codes`` each once. Raises as `decide` does."""
    spelt = clean_tag(tag)
    name = folded(spelt)
    if not name:
        raise NoTag(f"'{tag}' is no tag; write it as the source spells it")
    return spelt, name, None if codes is None else list(require_codes(tuple(dict.fromkeys(codes))))


def mark_decided_in(source: Source) -> None:
    """Mark the records of ``source`` that decisions not applied yet touch; it must be held."""
    for decision in TagDecision.objects.filter(TO_APPLY).filter(source__in=("", source.pk)):
        _mark(source.pk, decision.name)


def mark_decided() -> None:
    """Mark the records that have the tags decided on, in every source that is not held."""
    for decision in TagDecision.objects.filter(TO_APPLY):
        whole = True
        for source in Source.objects.filter(Q(pk=decision.source) if decision.source else Q()):
            try:
                with alone(source.pk):
                    _mark(source.pk, decision.name)
            except AlreadyRunning:
                whole = False
        if whole:
            decision.applied_at = timezone.now()
            decision.save(update_fields=["applied_at"])


def _mark(source: str, name: str) -> None:
    records = Record.objects.filter(source=source, gone_at=None, sheet__isnull=False)
    pks = [
        pk
        for pk, tags in records.values_list("pk", "sheet__tags").iterator()
        if any(folded(tag) == name for tag in tags)
    ]
    mark(pks)
