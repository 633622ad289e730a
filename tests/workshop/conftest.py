"""A partner on loopback that the workshop may reach, and people who sign in."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

from carrefour.community.models import User

from ..harvest.conftest import Partner, partner

__all__ = ["partner"]


def said(answer: HttpResponse) -> str:
    """The page of an answer, its no-break spaces as others."""
    return answer.content.decode().replace("\xa0", " ")


@pytest.fixture
def allowed(settings, partner: Partner) -> Partner:
    """The partner, which the installation lets its people reach."""
    settings.ALLOWED_PRIVATE = frozenset({partner.url.removeprefix("http://")})
    return partner


@pytest.fixture
def operator(db) -> User:
    return User.objects.create_user("op@exemple.org", "un long secret", is_operator=True)


@pytest.fixture
def atelier(site, allowed, operator: User, settings, tmp_path) -> Client:
    """The browser of an operator, in an installation without sources."""
    settings.SOURCES_DIR = tmp_path / "sources"
    settings.SOURCES_DIR.mkdir()
    client = Client()
    client.force_login(operator)
    return client
