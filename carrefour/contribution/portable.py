"""What this room holds of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from carrefour.community.models import User
from carrefour.community.portable import holds
from carrefour.contribution.models import Proposal


def tell() -> None:
    """Have what was brought in, and decided, be in what a person may take away."""
    holds("proposals", Proposal)(_proposals)


def _proposals(user: User) -> Iterable[Mapping[str, Any]]:
    own = Proposal.objects.filter(Q(by=user) | Q(decided_by=user))
    for one in own.order_by("made_at"):
        told = {
            "kind": one.kind,
            "state": one.state,
            "title": one.title,
            "sheet": one.sheet,
            "made_at": one.made_at,
            "sent_at": one.sent_at,
            "decided_at": one.decided_at,
            "answer": one.answer,
        }
        if one.by_id == user.pk:
            # Of what someone else brought in, a person who decided is told no more than that.
            told |= {"content": one.content, "terms": one.terms, "reason": one.reason}
        yield told
