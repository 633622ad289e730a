"""Traits of records: written when records are structured, read when they are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TypeVar

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from carrefour.catalogue.draft import Draft
from carrefour.catalogue.models import Record, Trait
from carrefour.catalogue.writing import update_rows
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.structure.twins import trait as traits
from carrefour.structure.twins.blocking import Keys
from carrefour.structure.twins.keys import keys_of

_CHUNK = 500  # ids in one statement
_KEY = 8  # bytes
_ROWS = 2000  # records whose keys are read at once
_Id = TypeVar("_Id", int, str)


def write_traits(records: Sequence[Record], drafts: Mapping[int, Draft | None]) -> None:
    """Keep what is compared of ``records``; those whose trait changed wait to be compared.

    A record without draft keeps the trait that it had: should it come back, it is the same.
    """
    told = {r.pk: trait_of(r, draft) for r in records if (draft := drafts[r.pk])}
    known = {trait.pk: trait for trait in Trait.objects.filter(pk__in=list(told)).defer("keys")}
    fresh = [
        Trait(record_id=pk, told=trait.told(), keys=_packed(trait))
        for pk, trait in told.items()
        if pk not in known
    ]
    changed = []
    for pk, trait in told.items():
        row = known.get(pk)
        if row is not None and traits.read(row.told) != trait:
            row.told, row.keys = trait.told(), _packed(trait)
            row.waiting, row.written_at = True, timezone.now()
            changed.append(row)
    Trait.objects.bulk_create(fresh, batch_size=200)
    update_rows(changed, ["told", "keys", "waiting", "written_at"])


def trait_of(record: Record, draft: Draft) -> traits.Trait:
    """What is compared of ``record``, which tells ``draft``."""
    code = next((place.commune for place in draft.places if place.commune), "")
    commune = gazetteer().get(f"commune:{code}") if code else None
    town = commune.name if commune else ""
    return traits.trait_of(record.source_id, draft, record.raw, town)


def every_id() -> NDArray[np.int64]:
    """The ids of all records that can be compared, in order."""
    rows = Trait.objects.order_by("pk").values_list("pk", flat=True)
    return np.fromiter(rows.iterator(_ROWS), dtype=np.int64)


def every_key(ids: NDArray[np.int64], of: NDArray[np.int64] | None = None) -> Iterator[Keys]:
    """The keys of the records ``ids``, some at a time; owners are numbered by their place there.

    With ``of``, only keys that one of these few records has as well.
    """
    wanted = None if of is None else np.unique(np.concatenate([k for k, _ in _keys(ids, of)]))
    for values, owners in _keys(ids):
        shared = slice(None) if wanted is None else np.isin(values, wanted)
        yield values[shared], owners[shared]


def _keys(ids: NDArray[np.int64], of: NDArray[np.int64] | None = None) -> Iterator[Keys]:
    told = Trait.objects.order_by("pk").values_list("pk", "keys")
    if of is None:
        rows = told.iterator(_ROWS)
    else:
        rows = chain.from_iterable(told.filter(pk__in=some) for some in chunks(of.tolist()))
    while some := list(islice(rows, _ROWS)):
        pks = np.array([pk for pk, _ in some], dtype=np.int64)
        places = np.searchsorted(ids, pks)
        # What was written meanwhile waits for the next comparison.
        known = (places < len(ids)) & (ids[np.minimum(places, len(ids) - 1)] == pks)
        packed = [bytes(keys) if here else b"" for (_, keys), here in zip(some, known, strict=True)]
        sizes = [len(keys) // _KEY for keys in packed]
        owners = np.repeat(places.astype(np.int32), sizes)
        yield np.frombuffer(b"".join(packed), dtype="<u8"), owners


def read_traits(pks: Sequence[int]) -> Iterator[tuple[int, traits.Trait]]:
    """The traits of the records ``pks``, in order of their ids."""
    for some in chunks(sorted(pks)):
        rows = Trait.objects.filter(pk__in=some).order_by("pk").values_list("pk", "told")
        for pk, told in rows:
            yield pk, traits.read(told)


def chunks(pks: Iterable[_Id]) -> Iterator[list[_Id]]:
    """``pks`` in parts that one statement can name."""
    every = list(pks)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


def _packed(trait: traits.Trait) -> bytes:
    return keys_of(trait).astype("<u8").tobytes()
