"""What waits for moderators and operators: held, complained of, or asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from carrefour.community.models import User
from carrefour.community.rights import Right, Stake, standing_of
from carrefour.exchange.complaining import waiting_for
from carrefour.exchange.fields import stake_of_community, stake_of_notice
from carrefour.exchange.models import Community, Complaint, Letter, Notice, Post

M = TypeVar("M")
MOST = 100  # of each kind that one page shows: the oldest


@dataclass(frozen=True, slots=True)
class Waiting:
    """All that someone may decide on, the oldest first."""

    complaints: list[Complaint] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    communities: list[Community] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How much there is."""
        parts = (self.complaints, self.letters, self.posts, self.notices, self.communities)
        return sum(len(part) for part in parts)


def waiting(user: User) -> Waiting:
    """What waits for ``user``; nothing for one who moderates nothing.

    Nobody but an operator decides on what they wrote themselves.
    """
    standing = standing_of(user)
    if not standing.may(Right.MODERATE):
        return Waiting()
    posts = Post.objects.filter(held=True, removed_at=None).select_related("by", "community")
    notices = Notice.objects.filter(held=True, removed_at=None).select_related("by", "community")
    asked = Community.objects.filter(state=Community.State.ASKED).select_related("asked_by")

    def may(writer: int | None, on: Stake) -> bool:
        return (standing.operator or writer != user.pk) and standing.may(Right.MODERATE, on)

    return Waiting(
        complaints=[
            one for one in waiting_for(standing)[:MOST] if standing.operator or one.of_id != user.pk
        ],
        # A conversation lies in no field: it is for those who look after all.
        letters=[
            one
            for one in Letter.objects.filter(held=True).select_related("by", "thread")[:MOST]
            if may(one.by_id, Stake())
        ],
        posts=[p for p in posts[:MOST] if may(p.by_id, stake_of_community(p.community))],
        notices=[n for n in notices[:MOST] if may(n.by_id, stake_of_notice(n))],
        communities=[
            c
            for c in asked.order_by("asked_at")[:MOST]
            if standing.may(Right.RUN_COMMUNITY, stake_of_community(c))
        ],
    )


def one_of(those: Iterable[M], **known: object) -> M | None:
    """The one of ``those`` that is ``known`` by such values."""
    for one in those:
        if all(getattr(one, name) == value for name, value in known.items()):
            return one
    return None
