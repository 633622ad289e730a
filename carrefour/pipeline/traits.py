"""Traits of records: written when records are structured, read when they are compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from carrefour.catalogue.draft import Draft
from carrefour.catalogue.models import Record, Trait
from carrefour.catalogue.writing import update_rows
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.structure.twins import trait as traits
from carrefour.structure.twins.keys import keys_of

_CHUNK = 500  # ids in one statement
_KEY = 8  # bytes
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


def every_key() -> tuple[list[int], NDArray[np.uint64], NDArray[np.int32]]:
    """The ids of all records that can be compared, their keys, and whose each key is.

    Owners are numbered by their place among the ids, which are in order.
    """
    ids: list[int] = []
    sizes: list[int] = []
    every = bytearray()
    for pk, packed in Trait.objects.order_by("pk").values_list("pk", "keys").iterator(5000):
        ids.append(pk)
        sizes.append(len(packed) // _KEY)
        every += packed
    owners = np.repeat(np.arange(len(ids), dtype=np.int32), sizes)
    return ids, np.frombuffer(every, dtype="<u8"), owners


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
