"""Sheets whose text may tell themes, publics or methods: for a person to accept or refuse.

What is decided is a correction of the sheet, so it holds over every harvest and travels with the
file of decisions. A facet that a person spoke of, or that a source tells, is never asked about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache

from carrefour.catalogue.definition import require_codes
from carrefour.catalogue.draft import Suggestion
from carrefour.catalogue.merging import FACETS
from carrefour.catalogue.models import Correction, Record, Sheet
from carrefour.catalogue.suggested import suggested_codes
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.pipeline.corrections import correct_all


class NothingWaits(ValueError):
    """A sheet of which nothing is proposed; the message says so."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sheet that waits, what its text may mean, the likeliest first, and of which ``facets``."""

    sheet: str
    proposals: tuple[Suggestion, ...]
    facets: frozenset[str]


def waiting_texts(source: str = "", sheet: str = "") -> list[Waiting]:
    """Every sheet that waits, of ``source`` or of all, or ``sheet`` alone; the surest first."""
    records = Record.objects.filter(proposed__isnull=False, gone_at=None, sheet__withdrawn_at=None)
    if source:
        records = records.filter(source=source)
    if sheet:
        records = records.filter(sheet=sheet)
    rows = list(
        records.order_by("pk").values_list("sheet", "proposed", *(f"sheet__{f}" for f in FACETS))
    )
    spoken = _spoken_of()
    tells = [row[0] for row in rows if any(row[2:])]
    suggested = suggested_codes(tells)
    found: dict[str, dict[str, Suggestion]] = defaultdict(dict)
    facets: dict[str, set[str]] = defaultdict(set)
    for id_, proposed, *held in rows:
        open_ = {
            facet
            for facet, codes in zip(FACETS, held, strict=True)
            if (id_, facet) not in spoken and suggested.get(id_, set()).issuperset(codes)
        }
        for told in proposed:
            one = Suggestion(told["code"], told["score"], words=tuple(told["words"]))
            fresh = _facets_of(one.code) & open_
            if fresh and not any(one.code in codes for codes in held):
                found[id_].setdefault(one.code, one)
                facets[id_] |= fresh
    waiting = [
        Waiting(
            id_,
            tuple(sorted(codes.values(), key=lambda one: (-one.score, one.code))),
            frozenset(facets[id_]),
        )
        for id_, codes in found.items()
    ]
    return sorted(waiting, key=lambda one: (-one.proposals[0].score, one.sheet))


def decide(sheet: Sheet, codes: Iterable[str], by: str) -> list[Correction]:
    """Give ``sheet`` those ``codes`` of what is proposed, and none of the others; apply it.

    Codes beyond what is proposed may be given too. What the sheet has already stays. Raises
    `NothingWaits`, and ``ValueError`` for a code that the taxonomy does not have.
    """
    given = asdict(taxonomy().sort_codes(require_codes(tuple(dict.fromkeys(codes)))))
    waits = waiting_texts(sheet=sheet.pk)
    if not waits:
        raise NothingWaits(f"{sheet.pk}: nothing is proposed of this sheet")
    said = {
        facet: "\n".join(dict.fromkeys([*getattr(sheet, facet), *given[facet]]))
        for facet in FACETS
        if facet in waits[0].facets or given[facet]
    }
    return correct_all(sheet, said, by)


@cache
def _facets_of(code: str) -> frozenset[str]:
    return frozenset(facet for facet, of in asdict(taxonomy().sort_codes([code])).items() if of)


def _spoken_of() -> set[tuple[str, str]]:
    """The facets that people spoke of, of each sheet or of one that was merged into it."""
    made = Correction.objects.standing().filter(field__in=FACETS)
    said = set(made.values_list("sheet", "field"))
    gone = Sheet.objects.filter(pk__in=made.values("sheet"), merged_into__isnull=False)
    into = dict(gone.values_list("pk", "merged_into"))
    return said | {(str(into[sheet]), field) for sheet, field in said if sheet in into}
