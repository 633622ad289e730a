"""What people say of sheets, laid over what their records tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from carrefour.catalogue.correcting import corrected, told_of
from carrefour.catalogue.merging import Merged
from carrefour.catalogue.models import Correction


def standing(sheets: Iterable[str]) -> dict[str, list[Correction]]:
    """The corrections in force, of each of ``sheets`` that has some."""
    found: dict[str, list[Correction]] = defaultdict(list)
    for one in Correction.objects.standing().filter(sheet__in=list(sheets)):
        found[one.sheet].append(one)
    return found


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
