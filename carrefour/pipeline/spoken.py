"""What people say of sheets, laid over what their records tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from carrefour.catalogue.correcting import corrected, told_of
from carrefour.catalogue.merging import Merged
from carrefour.catalogue.models import Correction, Sheet


def standing(sheets: Iterable[str]) -> dict[str, list[Correction]]:
    """The corrections in force, of each of ``sheets`` that has some: one a field.

    What people said of a sheet that was merged into another holds there too, unless they spoke
    of the same field of that one.
    """
    ids = list(sheets)
    merged = Sheet.objects.filter(merged_into__in=ids).values_list("pk", "merged_into_id")
    lead = {**{id_: id_ for id_ in ids}, **{pk: str(into) for pk, into in merged}}
    said: dict[str, dict[str, Correction]] = defaultdict(dict)
    made = Correction.objects.standing().filter(sheet__in=list(lead)).order_by("decided_at", "pk")
    for one in sorted(made, key=lambda one: lead[one.sheet] == one.sheet):
        said[lead[one.sheet]][one.field] = one
    return {id_: list(of_field.values()) for id_, of_field in said.items()}


def laid_over(merged: Merged, corrections: Iterable[Correction]) -> Merged:
    """``merged`` as people say it; what the records tell now is noted in each correction."""
    said = {}
    for one in corrections:
        said[one.field] = one.value
        told = told_of(merged, one.field)
        if told != one.told:
            one.told = told
            one.save(update_fields=["told"])
    return corrected(merged, said)
