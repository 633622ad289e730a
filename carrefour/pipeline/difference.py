"""What applying a run that is held would change, record by record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from carrefour.catalogue.models import Record
from carrefour.harvest.models import Run, Staged
from carrefour.pipeline.registry import definition_of
from carrefour.structure.values import reader, told

_Change = Staged.Change
PER_PAGE = 100
MOST_SHOWN = 600  # characters of one value


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a raw record before and after; ``None`` where it is not there."""

    key: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """One record that would be new, changed or gone."""

    external_id: str
    title: str
    fields: tuple[Field, ...] = ()


def counts(run: Run) -> dict[str, int]:
    """How many records would change in each way."""
    staged = run.staged
    return {
        "gone": staged.filter(change__in=(_Change.MISSING, _Change.GONE)).count(),
        "new": staged.filter(change=_Change.NEW).count(),
        "changed": staged.filter(change=_Change.CHANGED).count(),
    }


def difference(run: Run, kind: str, page: int) -> list[Changed]:
    """The records of ``page`` (from 1) that would be ``gone``, ``new`` or ``changed``."""
    changes = {
        "gone": (_Change.MISSING, _Change.GONE),
        "new": (_Change.NEW,),
        "changed": (_Change.CHANGED,),
    }[kind]
    start = (page - 1) * PER_PAGE
    rows = list(run.staged.filter(change__in=changes).order_by("pk")[start : start + PER_PAGE])
    ids = [row.external_id for row in rows]
    kept = {
        record.external_id: record
        for record in Record.objects.filter(source=run.source_id, external_id__in=ids)
    }
    title = reader(definition_of(run.source).fields.title)
    found = []
    for row in rows:
        before = kept.get(row.external_id)
        raw = row.raw if row.raw is not None else before.raw if before else {}
        name = next(iter(told(title(raw))), "") or row.external_id
        fields = _fields(before.raw, row.raw) if before and row.raw is not None else ()
        found.append(Changed(row.external_id, name[:300], tuple(fields)))
    return found


def _fields(old: dict[str, Any], new: dict[str, Any]) -> Iterable[Field]:
    """The keys that differ, in the order of the new record."""
    for key in dict.fromkeys([*new, *old]):
        if old.get(key) != new.get(key):
            yield Field(key, _shown(old, key), _shown(new, key))


def _shown(record: dict[str, Any], key: str) -> str | None:
    if key not in record:
        return None
    value = record[key]
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
