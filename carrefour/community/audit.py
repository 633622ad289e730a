"""The log of what people change: every room writes to it, operators read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from carrefour.community.models import Act, User

VERBS: dict[str, Verb] = {}


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that people do; ``words`` say it after a name: "a accepté une proposition".

    Made once, at the head of the module that uses it, with a ``name`` such as ``claim.accepted``.
    """

    name: str
    words: str | Promise

    def __post_init__(self) -> None:
        VERBS[self.name] = self


def note(by: User | None, verb: Verb, target: str, label: str = "", **details: Any) -> Act:
    """Write that ``by`` did ``verb`` to ``target``, a kind and a key as ``sheet:AB12CD``.

    Called within the transaction that makes the change, so that neither is without the other.
    ``None`` is someone at the command line, or nobody in person.
    """
    return Act.objects.create(
        by=by,
        who=str(by)[:150] if by else "",
        what=verb.name,
        target=target[:120],
        label=label[:300],
        details=details,
    )
