"""Two people with accounts, projects, and a collection that one of them made."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.catalogue.models import Sheet
from carrefour.collection.models import Collection
from carrefour.community.models import User
from tests.harvest.conftest import partner
from tests.post import post

__all__ = ["partner", "post"]
OLD = timedelta(days=30)


def someone(email: str, name: str, **more: object) -> User:
    """A person whose account is a month old."""
    user = User.objects.create_user(email, "une phrase que je connais", name=name, **more)
    User.objects.filter(pk=user.pk).update(joined_at=timezone.now() - OLD)
    user.refresh_from_db()
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ids() -> list[str]:
    """The projects, by their titles."""
    return list(Sheet.objects.order_by("title").values_list("pk", flat=True))


@pytest.fixture
def lea(db) -> User:
    return someone("lea@exemple.fr", "Léa")


@pytest.fixture
def paul(db) -> User:
    return someone("paul@exemple.fr", "Paul")


@pytest.fixture
def operator(db) -> User:
    return someone("camille@exemple.fr", "Camille", is_operator=True)


@pytest.fixture
def collection(harvest_rows, lea) -> Collection:
    """Léa's, with the three projects in the order of their titles."""
    harvest_rows()
    answer = signed_in(lea).post(
        "/compte/collections/nouvelle/",
        {"title": "Jardins d’ici", "introduction": "Pour commencer.", "id": ids()},
    )
    assert answer.status_code == 302
    return Collection.objects.get()


def page_of(collection: Collection) -> str:
    collection.refresh_from_db()
    return f"/collections/{collection.slug}-{collection.pk}/"


def edit_of(collection: Collection) -> str:
    return f"/compte/collections/{collection.pk}/"


def share(client: Client, collection: Collection, visibility: str, **more: str) -> int:
    """Say who may read it; the status of the answer."""
    data = {"visibility": visibility, "signed": "1", **more}
    return client.post(f"{edit_of(collection)}partage/", data).status_code
