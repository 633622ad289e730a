"""Which of several names of an organisation people keep."""

from __future__ import annotations

from dataclasses import dataclass

from carrefour.catalogue.models import Naming


@dataclass(frozen=True, slots=True)
class KeptName:
    """The reference of the organisation that is kept, and its name."""

    reference: str
    name: str


def kept_names() -> dict[str, KeptName]:
    """By the reference of each organisation that is not kept: the one that is kept for it.

    Of decisions that contradict each other the older one stands.
    """
    into: dict[str, KeptName] = {}

    def last(reference: str) -> str:
        while reference in into:
            reference = into[reference].reference
        return reference

    said = Naming.objects.filter(current=True).exclude(kept=None).exclude(kept="")
    names: dict[str, str] = {}
    for one in said.order_by("decided_at", "pk"):
        names |= {one.first: one.named(one.first), one.second: one.named(one.second)}
        kept = str(one.kept)
        root, lost = last(kept), last(one.second if kept == one.first else one.first)
        if root != lost:
            into[lost] = KeptName(root, names[root])
    return {reference: KeptName(last(reference), names[last(reference)]) for reference in into}
