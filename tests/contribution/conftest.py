"""People of all roles, and a small catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from carrefour.catalogue.identity import sheet_id
from carrefour.catalogue.models import Sheet
from carrefour.community.models import Mandate, User
from tests.post import post

__all__ = ["post"]
GARDEN = sheet_id("essai", "1")


def someone(name: str, **more: object) -> User:
    """Someone with an account."""
    return User.objects.create_user(f"{name.lower()}@exemple.fr", None, name=name, **more)


def browser(user: User) -> Client:
    """A browser in which ``user`` is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def garden(harvest_rows) -> Sheet:
    """The sheet of a garden in Nantes, of a source that was harvested."""
    harvest_rows()
    return Sheet.objects.get(pk=GARDEN)


@pytest.fixture
def lea(site: Path) -> User:
    """Someone with an account."""
    return someone("Lea")


@pytest.fixture
def noe(site: Path) -> User:
    """Who moderates all that lies in Loire-Atlantique."""
    user = someone("Noe")
    Mandate.objects.create(user=user, territory="departement:44")
    return user


@pytest.fixture
def camille(site: Path) -> User:
    """An operator."""
    return someone("Camille", is_operator=True)
