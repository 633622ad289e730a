"""Addresses of people's programs that are called when a search has something new."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils import timezone

from carrefour.community.models import User

_LETTERS = "23456789bcdfghjkmnpqrstvwxz"


def new_id() -> str:
    """An id that nobody can guess; it never changes."""
    return "".join(secrets.choice(_LETTERS) for _ in range(16))


class Hook(models.Model):
    """An address that is called with what is new or changed in a search.

    ``params`` is the search as its page's address has it. The address is called for news only
    once it answered a first call (``proved_at``): nobody can have a stranger's server called.
    ``told_until`` and ``told_id`` are the last change that was looked at. ``failing_since`` is set
    while it does not answer, ``given_up_at`` once it did not for too long. The secret by which
    calls are signed is worked out of the id (`carrefour.api.hooks.secret_of`) and not kept.
    """

    id = models.CharField(primary_key=True, max_length=16, default=new_id)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_hooks")
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=500)
    params = models.CharField(max_length=2000, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    proved_at = models.DateTimeField(null=True, blank=True)
    told_until = models.DateTimeField(default=timezone.now)
    told_id = models.CharField(max_length=12, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "pk"]

    def __str__(self) -> str:
        return self.name


class Call(models.Model):
    """A call that waits; it is deleted once it was answered. A hook has one at a time."""

    hook = models.OneToOneField(Hook, on_delete=models.CASCADE, related_name="call")
    name = models.CharField(max_length=16, default=new_id)
    body = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=timezone.now, db_index=True)
    said = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.hook_id} {self.name}"
