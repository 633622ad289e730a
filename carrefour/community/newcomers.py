"""Who is new here: what they write with links in it is read by a moderator first."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from carrefour.community.models import User

NEW = timedelta(days=7)  # after signing up


def is_new(user: User) -> bool:
    """Whether the account was made a few days ago; that of an operator never counts as new."""
    return not user.is_operator and timezone.now() - user.joined_at < NEW
