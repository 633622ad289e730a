"""An operator who is signed in, and a source with a past."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from carrefour.community.models import User
from tests.harvest.conftest import partner
from tests.pipeline.history import History

__all__ = ["partner"]


@pytest.fixture
def operator(client: Client, site: Path) -> Client:
    """The browser of Camille, an operator."""
    user = User.objects.create_user("camille@exemple.fr", None, name="Camille", is_operator=True)
    client.force_login(user)
    return client


@pytest.fixture
def history(site: Path, settings) -> History:
    """A source that is due every day."""
    settings.SOURCES_DIR = site / "sources"
    return History(settings.SOURCES_DIR)
