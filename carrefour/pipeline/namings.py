"""Names of organisations that people say are one, or are not; and names that may be.

Who carries a sheet follows from its holder's name and number and from these decisions alone, so a
decision is applied, and undone, by tying the sheets concerned again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from carrefour.catalogue.models import Naming, Organisation, Sheet
from carrefour.catalogue.writing import update_rows
from carrefour.pipeline.carriers import tie_to_carriers
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.kept_names import kept_names
from carrefour.pipeline.traits import chunks
from carrefour.structure.namesakes import alike
from carrefour.territory.model import Level

BOTH, APART = "both", ""


class NoNaming(ValueError):
    """Nothing can be decided on two names; the message says why."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """Two organisations that may be one, each with how many projects it carries."""

    one: Organisation
    other: Organisation
    score: float


def carrying(key: str = "") -> QuerySet[Organisation]:
    """The organisations that carry a project that is shown, with how many as ``projects``.

    Those alone whose key has ``key`` in it; those that carry most first.
    """
    shown = Count("carried", filter=Q(carried__withdrawn_at=None))
    every = Organisation.objects.annotate(projects=shown).filter(projects__gt=0)
    return every.filter(key__contains=key).order_by("-projects", "name", "pk")


def proposed() -> list[Proposed]:
    """The pairs of organisations that wait for a person, the likeliest first."""
    every = {one.pk: one for one in carrying().exclude(key="")}
    communes = gazetteer()
    decided = set(Naming.objects.filter(current=True, kept=APART).values_list("first", "second"))
    found = []
    names = {pk: one.name for pk, one in every.items()}
    for pair in alike(names, lambda word: bool(communes.named(word, Level.COMMUNE))):
        one, other = every[pair.one], every[pair.other]
        numbers = one.number and other.number and one.number != other.number
        if not numbers and in_order(one.reference, other.reference) not in decided:
            found.append(Proposed(one, other, pair.score))
    return found


def decide(one: Organisation, other: Organisation, kept: str | None, by: str) -> Naming:
    """Say for ever whether two organisations are one, and apply it.

    ``kept`` is the reference of the one whose name is kept, `APART` when they are two, ``None`` to
    take back what was said. Raises `NoNaming`.
    """
    left = {one.reference: one, other.reference: other}
    left.pop(kept or "", None)
    if kept and any(lost.sources.exists() for lost in left.values()):
        raise NoNaming("the one that runs a source must be kept")
    names = {one.reference: one.name, other.reference: other.name}
    return write(one.reference, other.reference, kept=kept, by=by, names=names)


def take_back(naming: Naming, by: str) -> Naming:
    """Take back what was said of two names; each is its own organisation again."""
    names = dict(zip((naming.first, naming.second), naming.names, strict=True))
    return write(naming.first, naming.second, kept=None, by=by, names=names)


def write(
    one: str,
    other: str,
    *,
    kept: str | None,
    by: str,
    names: dict[str, str],
    at: datetime | None = None,
) -> Naming:
    """Write a decision and apply it; the one whose place it takes is kept as history.

    Raises `NoNaming`.
    """
    first, second = in_order(one, other)
    if kept and kept not in (first, second):
        raise NoNaming(f"'{kept}' is none of the two")
    now = timezone.now()
    with transaction.atomic():
        before = _together((first, second))
        pair = Naming.objects.filter(first=first, second=second, current=True)
        pair.update(current=False)
        made = Naming.objects.create(
            first=first,
            second=second,
            kept=kept,
            names=[names[first][:200], names[second][:200]],
            decided_by=by[:150],
            decided_at=at or now,
            applied_at=now,
        )
        _tie_again(before | _together((first, second)))
    return made


def in_order(one: str, other: str) -> tuple[str, str]:
    """The two references, the lesser first. Raises `NoNaming` when nothing can be said of them."""
    if not one or not other:
        raise NoNaming("one of them has neither name nor number")
    if one == other:
        raise NoNaming(f"'{one}' is one organisation already; name two")
    return min(one, other), max(one, other)


def _together(references: Iterable[str]) -> set[str]:
    """``references`` and all that people say are the same organisations."""
    kept = {reference: name.reference for reference, name in kept_names().items()}
    wanted = set(references)
    roots = {kept.get(reference, reference) for reference in wanted}
    return wanted | roots | {reference for reference, root in kept.items() if root in roots}


def _tie_again(references: set[str]) -> None:
    """Give the sheets that organisations of these references carry the one that they have now."""
    concerned = Organisation.objects.filter(Q(key__in=references) | Q(number__in=references))
    carried = Sheet.objects.filter(carrier__in=concerned).values_list("pk", flat=True)
    for some in chunks(list(carried)):
        sheets = list(Sheet.objects.filter(pk__in=some))
        before = {sheet.pk: sheet.carrier_id for sheet in sheets}
        tie_to_carriers(sheets)
        update_rows([one for one in sheets if one.carrier_id != before[one.pk]], ["carrier"])
