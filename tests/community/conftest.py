"""Someone with an account."""

from __future__ import annotations

import pytest

from carrefour.community.models import User

EMAIL, PASSWORD = "camille@exemple.fr", "une phrase que je connais"


@pytest.fixture
def operator(db) -> User:
    """An operator, who is not signed in."""
    return User.objects.create_user(EMAIL, PASSWORD, name="Camille", is_operator=True)
