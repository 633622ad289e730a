"""What this room holds of a person, told with all else (`carrefour.community.portable`)."""

from __future__ import annotations

from carrefour.collection.models import Collection, Hand, Invitation
from carrefour.community.models import User
from carrefour.community.portable import Rows, addressed, holds

addressed(Invitation)


@holds("collections", Collection)
def _collections(user: User) -> Rows:
    for one in Collection.objects.filter(owner=user).prefetch_related("items"):
        yield {
            "id": one.pk,
            "title": one.title,
            "introduction": one.introduction,
            "visibility": one.visibility,
            "made_at": one.made_at,
            "sheets": [
                {"sheet": i.sheet, "title": i.title, "text": i.text} for i in one.items.all()
            ],
        }


@holds("collections of others that you edit", Hand)
def _hands(user: User) -> Rows:
    return Hand.objects.filter(user=user).values("collection__title", "since")


@holds("invitations to collections", Invitation)
def _invitations(user: User) -> Rows:
    return Invitation.objects.filter(user=user).values("collection__title", "made_at")
