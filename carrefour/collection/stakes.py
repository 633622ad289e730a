"""Whose a collection is, as rights see it (`carrefour.community.rights`)."""

from __future__ import annotations

from carrefour.catalogue.models import Place, Sheet
from carrefour.collection.models import Collection
from carrefour.community.models import User
from carrefour.community.rights import Right, Stake, may


def of_makers(collection: Collection) -> Stake:
    """Theirs who edit it: its owner and its hands."""
    persons = set(collection.hands.values_list("user", flat=True))
    if collection.owner_id is not None:
        persons.add(collection.owner_id)
    return Stake(persons=frozenset(persons))


def of_owner(collection: Collection) -> Stake:
    """Theirs who run it: its owner; where the owner's account is gone, the eldest of its hands."""
    if collection.owner_id is not None:
        return Stake(persons=frozenset({collection.owner_id}))
    eldest = collection.hands.values_list("user", flat=True).first()
    return Stake(persons=frozenset() if eldest is None else frozenset({eldest}))


def of_field(collection: Collection) -> Stake:
    """The themes and the territories of its sheets, for the moderators who look after them."""
    ids = collection.items.values("sheet")
    themes = Sheet.objects.filter(pk__in=ids).values_list("themes", flat=True)
    places = Place.objects.filter(sheet__in=ids)
    levels = ("commune", "epci", "departement", "region", "country")
    return Stake(
        themes=frozenset(code for codes in themes for code in codes),
        territories=frozenset(
            f"{level}:{code}"
            for row in places.values(*levels).distinct()
            for level, code in row.items()
            if code
        ),
    )


def may_read(user: User | None, collection: Collection) -> bool:
    """Whether ``user``, ``None`` for a visitor, may read it: a moderator reads what is held."""
    if collection.is_open:
        return True
    if user is None:
        return False
    if may(user, Right.EDIT_COLLECTION, of_makers(collection)):
        return True
    waits = collection.held and collection.visibility != "private"
    return waits and may(user, Right.MODERATE, of_field(collection))
