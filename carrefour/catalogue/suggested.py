"""Which codes of a sheet nobody gave: they are suggested until someone decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from carrefour.catalogue.draft import Suggestion
from carrefour.catalogue.models.provenance import Provenance


def suggestions_of(provenances: Iterable[Provenance]) -> list[tuple[Provenance, Suggestion]]:
    """The suggestions that a sheet shows, each with the origin that it comes from."""
    return [
        (one, Suggestion(told["code"], told["score"], told["tag"], tuple(told["words"])))
        for one in provenances
        for told in one.fields.get("suggested") or ()
    ]


def suggested_codes(sheets: Iterable[str]) -> dict[str, set[str]]:
    """The codes that are suggested, of each sheet whose id is in ``sheets`` and has some."""
    codes: dict[str, set[str]] = defaultdict(set)
    found = Provenance.objects.filter(sheet__in=list(sheets), fields__has_key="suggested")
    for sheet, fields in found.values_list("sheet_id", "fields"):
        codes[sheet] |= {told["code"] for told in fields["suggested"]}
    return codes
