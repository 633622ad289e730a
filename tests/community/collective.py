"""An organisation of the collective and people of every role, for tests."""

from __future__ import annotations

from django.utils import timezone

from carrefour.catalogue.models import Organisation
from carrefour.community.models import Mandate, Membership, User


def someone(name: str, **more: object) -> User:
    """Someone with an account, known by their first name."""
    return User.objects.create_user(f"{name.lower()}@exemple.fr", None, name=name, **more)


def belongs(user: User, organisation: str, role: str = "member", *, approved: bool = True):
    """A membership of ``user``, approved unless said."""
    return Membership.objects.create(
        user=user,
        organisation=Organisation.objects.get(pk=organisation),
        role=role,
        approved_at=timezone.now() if approved else None,
    )


def organisation(slug: str = "les-voisins", name: str = "Les Voisins", **more: object):
    """An organisation that runs no source."""
    return Organisation.objects.create(slug=slug, name=name, key=name.lower(), **more)


def everyone(of: str) -> dict[str, User]:
    """One of each role; the member and the editor are of the organisation ``of``."""
    people = {
        "stranger": someone("Sacha"),
        "asking": someone("Aude"),
        "member": someone("Malo"),
        "editor": someone("Edith"),
        "moderator": someone("Maud"),
        "operator": someone("Olga", is_operator=True),
    }
    belongs(people["asking"], of, approved=False)
    belongs(people["member"], of)
    belongs(people["editor"], of, "editor")
    Mandate.objects.create(user=people["moderator"])
    return people
