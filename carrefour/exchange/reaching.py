"""Who may be written to: each says so, and may say no to one person in particular."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from carrefour.community.models import Membership, User
from carrefour.exchange.models import Block, Reach


def reach_of(user: User) -> Reach:
    """How ``user`` may be reached; made, and closed, when they never said."""
    return Reach.objects.get_or_create(user=user)[0]


def parted(one: User, other: User) -> bool:
    """Whether one of the two wants to hear nothing from the other."""
    pairs = Q(by=one, whom=other) | Q(by=other, whom=one)
    return Block.objects.filter(pairs).exists()


def person_of(key: str, asking: User) -> User | None:
    """Whom ``key`` stands for, if they may be written to by ``asking``.

    Who blocked them is answered for like one who takes no messages: nobody learns of it.
    """
    open_to_all = Reach.objects.select_related("user").filter(in_person=True, user__is_active=True)
    found = open_to_all.filter(key=key).exclude(user=asking).first()
    return None if found is None or parted(asking, found.user) else found.user


def keys_of(users: list[User]) -> dict[int, str]:
    """The keys of those of ``users`` who may be written to."""
    found = Reach.objects.filter(user__in=users, in_person=True)
    return dict(found.values_list("user", "key"))


def speaking_for(organisation: str, asking: User | None = None) -> QuerySet[User]:
    """Approved members of ``organisation`` who receive what is written to it."""
    approved = Membership.objects.filter(organisation=organisation).exclude(approved_at=None)
    found = User.objects.filter(
        is_active=True, reach__for_organisations=True, pk__in=approved.values("user")
    )
    if asking:
        blocked = Block.objects.filter(by=asking).values("whom")
        blocking = Block.objects.filter(whom=asking).values("by")
        found = found.exclude(pk=asking.pk).exclude(pk__in=blocked).exclude(pk__in=blocking)
    return found.order_by("pk")


def block(by: User, whom: User) -> None:
    """Hear nothing more from ``whom``, who is not told."""
    Block.objects.get_or_create(by=by, whom=whom)


def unblock(by: User, pk: int) -> None:
    """Take back the block of that number, if it is theirs."""
    Block.objects.filter(by=by, pk=pk).delete()
