"""What waits for moderators and operators: held, complained of, or asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from carrefour.community.models import User
from carrefour.community.rights import Right, Stake, standing_of
from carrefour.exchange.complaining import waiting_for
from carrefour.exchange.fields import stake_of_community, stake_of_notice
from carrefour.exchange.models import Community, Complaint, Letter, Notice, Post

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
    """What waits for ``user``; nothing for one who moderates nothing."""
    standing = standing_of(user)
    if not standing.may(Right.MODERATE):
        return Waiting()
    letters = Letter.objects.filter(held=True).select_related("by", "thread")
    posts = Post.objects.filter(held=True, removed_at=None).select_related("by", "community")
    notices = Notice.objects.filter(held=True, removed_at=None).select_related("by", "community")
    asked = Community.objects.filter(state=Community.State.ASKED).select_related("asked_by")

    def may(right: Right, on: Stake) -> bool:
        return standing.may(right, on)

    return Waiting(
        complaints=waiting_for(standing)[:MOST],
        # A conversation lies in no field: it is for those who look after all.
        letters=list(letters[:MOST]) if may(Right.MODERATE, Stake()) else [],
        posts=[p for p in posts[:MOST] if may(Right.MODERATE, stake_of_community(p.community))],
        notices=[n for n in notices[:MOST] if may(Right.MODERATE, stake_of_notice(n))],
        communities=[
            c for c in asked.order_by("asked_at") if may(Right.RUN_COMMUNITY, stake_of_community(c))
        ],
    )
