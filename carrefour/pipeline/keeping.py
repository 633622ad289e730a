"""Keep records as they came: the first half of a harvest.

Records are written in batches, each in its own transaction, so that a killed run loses at most
one batch and never leaves half a record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import orjson
from django.db import transaction

from carrefour.catalogue.models import Record, Source
from carrefour.harvest.connectors import RawRecord, Rejected

BATCH = 1000
# A source that suddenly gives less than half of what it gave is more likely broken than
# emptied: what it no longer gives is then kept.
LEAST_SHARE = 0.5


class _Known(NamedTuple):
    pk: int
    hash: str
    gone: bool


@dataclass(slots=True)
class Kept:
    """What a reading of the source brought, in counts, and what could not be kept."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    warning: str = ""


def record_hash(data: object) -> str:
    """A hash of a record's content, the same whatever the order of its keys."""
    return hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()


def keep(
    source: Source,
    items: Iterable[RawRecord | Rejected],
    now: datetime,
    *,
    accept_loss: bool = False,
) -> Kept:
    """Write what ``items`` bring to ``source``'s records, and mark as gone what they lack.

    Nothing is marked as gone when ``items`` raises, nor when they bring less than half of the
    records that the source had, unless ``accept_loss``.
    """
    known = {
        row[0]: _Known(row[1], row[2], row[3] is not None)
        for row in source.records.values_list("external_id", "pk", "hash", "gone_at").iterator()
    }
    kept, seen = Kept(), set[str]()
    for batch in _batches(items):
        raws = [item for item in batch if isinstance(item, RawRecord)]
        kept.rejected += [item for item in batch if isinstance(item, Rejected)]
        _write(source, raws, known, kept, now)
        seen.update(raw.external_id for raw in raws)
    present = {id_ for id_, record in known.items() if not record.gone}
    missing = present - seen
    if missing and not accept_loss and len(seen) < LEAST_SHARE * len(present):
        kept.warning = (
            f"the source gave {len(seen)} records where it had {len(present)}: "
            "nothing was withdrawn; check the source, then harvest again with --accept-loss"
        )
    else:
        kept.gone = withdraw(source, [known[id_].pk for id_ in missing], now)
    return kept


def withdraw(source: Source, pks: list[int], now: datetime) -> int:
    """Mark records as gone; their sheets are merged anew by the next structuring."""
    for start in range(0, len(pks), BATCH):
        source.records.filter(pk__in=pks[start : start + BATCH]).update(gone_at=now, structured="")
    return len(pks)


def _batches(items: Iterable[RawRecord | Rejected]) -> Iterator[list[RawRecord | Rejected]]:
    remaining = iter(items)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _write(
    source: Source, raws: list[RawRecord], known: dict[str, _Known], kept: Kept, now: datetime
) -> None:
    """Create the records not known yet and update those that changed or came back."""
    fresh, changed = [], []
    for raw in raws:
        hash_ = record_hash(raw.data)
        before = known.get(raw.external_id)
        if before is None:
            kept.new += 1
            fresh.append(
                Record(
                    source=source,
                    external_id=raw.external_id,
                    raw=raw.data,
                    hash=hash_,
                    first_seen=now,
                    changed_at=now,
                )
            )
        elif before.hash != hash_ or before.gone:
            kept.changed += 1
            changed.append(
                Record(
                    pk=before.pk,
                    raw=raw.data,
                    hash=hash_,
                    changed_at=now,
                    gone_at=None,
                    structured="",
                )
            )
        else:
            kept.unchanged += 1
    if not fresh and not changed:
        return
    with transaction.atomic():
        Record.objects.bulk_create(fresh, batch_size=500)
        Record.objects.bulk_update(
            changed, ["raw", "hash", "changed_at", "gone_at", "structured"], batch_size=200
        )
