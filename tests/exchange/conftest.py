"""People who meet: Léa and Ben have an account for long, and a mail server takes their mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.community.models import User
from tests.post import post

__all__ = ["post"]
PASSWORD = "une phrase que je connais"


def made(email: str, name: str, *, days: int = 30, **more: object) -> User:
    """Someone whose account was made ``days`` ago."""
    user = User.objects.create_user(email, PASSWORD, name=name, **more)
    User.objects.filter(pk=user.pk).update(joined_at=timezone.now() - timedelta(days=days))
    user.refresh_from_db()
    return user


def browser(user: User | None = None) -> Client:
    """A browser in which ``user`` is signed in."""
    client = Client()
    if user:
        client.force_login(user)
    return client


def page(client: Client, path: str, status: int = 200) -> str:
    """The text of a page, which answers with ``status``."""
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


@pytest.fixture
def lea(db) -> User:
    return made("lea@exemple.fr", "Léa")


@pytest.fixture
def ben(db) -> User:
    return made("ben@exemple.fr", "Ben")


@pytest.fixture
def zoe(db) -> User:
    """Someone whom nobody has anything to do with."""
    return made("zoe@exemple.fr", "Zoé")


@pytest.fixture
def operator(db) -> User:
    return made("camille@exemple.fr", "Camille", is_operator=True)
