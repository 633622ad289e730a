"""Read a source and set down how it differs from the catalogue: the first half of a harvest.

Nothing of the catalogue changes here. Differences are written in batches, so that memory does not
grow with the source but for the ids of its records.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from carrefour.catalogue.models import Source
from carrefour.harvest.connectors import Gone, RawRecord, Rejected, TheRestStands, Told
from carrefour.harvest.models import Run, Staged

BATCH = 1000
_Change = Staged.Change


class _Known(NamedTuple):
    hash: bytes
    gone: bool
    missed: bool


@dataclass(slots=True)
class Reading:
    """What a reading of the source brought, in counts, and what could not be used.

    ``had`` is how many records the catalogue held of the source before. ``whole`` is unset when
    the reading broke off. ``keys`` counts the records in which each key was filled.
    """

    had: int = 0
    total: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    missing: int = 0
    gone: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    keys: Counter[str] = field(default_factory=Counter)
    rest_stands: bool = False
    whole: bool = False


def stage(run: Run, source: Source, told: Iterable[Told], reading: Reading) -> None:
    """Write to ``run`` how ``told`` differs from ``source``'s records, and count in ``reading``.

    Raises what ``told`` raises; ``reading`` then holds what was read before.
    """
    run.staged.all().delete()
    known = _known(source)
    reading.had = sum(not record.gone for record in known.values())
    seen: set[str] = set()
    rows: list[Staged] = []
    try:
        for one in told:
            if row := _difference(run, one, known, seen, reading):
                rows.append(row)
            if len(rows) >= BATCH:
                Staged.objects.bulk_create(rows, batch_size=500)
                rows.clear()
    finally:
        Staged.objects.bulk_create(rows, batch_size=500)
    unseen = [id_ for id_, record in known.items() if not record.gone and id_ not in seen]
    missing = [id_ for id_ in unseen if known[id_].missed or not reading.rest_stands]
    reading.missing = len(missing)
    if reading.rest_stands:
        reading.unchanged += len(unseen) - len(missing)
        reading.total += len(unseen) - len(missing)
    for start in range(0, len(missing), BATCH):
        Staged.objects.bulk_create(
            Staged(run=run, change=_Change.MISSING, external_id=id_)
            for id_ in missing[start : start + BATCH]
        )
    reading.whole = True


def _known(source: Source) -> dict[str, _Known]:
    rows = source.records.values_list("external_id", "hash", "gone_at", "missed")
    return {
        id_: _Known(bytes.fromhex(hash_), gone is not None, missed > 0)
        for id_, hash_, gone, missed in rows.iterator(chunk_size=5000)
    }


def _difference(
    run: Run, one: Told, known: dict[str, _Known], seen: set[str], reading: Reading
) -> Staged | None:
    """The row for what is told, where it differs from what is ``known``."""
    match one:
        case Rejected():
            reading.rejected.append(one)
            return None
        case TheRestStands():
            reading.rest_stands = True
            return None
        case Gone():
            before = known.get(one.external_id)
            if before is None or before.gone or one.external_id in seen:
                return None
            seen.add(one.external_id)
            reading.gone += 1
            return Staged(run=run, change=_Change.GONE, external_id=one.external_id)
        case RawRecord():
            return _of_record(run, one, known, seen, reading)


def _of_record(
    run: Run, raw: RawRecord, known: dict[str, _Known], seen: set[str], reading: Reading
) -> Staged | None:
    seen.add(raw.external_id)
    reading.total += 1
    reading.keys.update(key for key, value in raw.data.items() if value not in ("", None, [], {}))
    before = known.get(raw.external_id)
    if before is None:
        reading.new += 1
        change = _Change.NEW
    elif before.gone or before.hash != bytes.fromhex(raw.hash):
        reading.changed += 1
        change = _Change.CHANGED
    else:
        reading.unchanged += 1
        if not before.missed:
            return None
        return Staged(run=run, change=_Change.BACK, external_id=raw.external_id)
    return Staged(run=run, change=change, external_id=raw.external_id, raw=raw.data, hash=raw.hash)
