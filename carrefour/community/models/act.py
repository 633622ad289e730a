"""What people did, written once and never changed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from carrefour.community.models.people import User


class Act(models.Model):
    """A change that a person made.

    ``what`` names a `carrefour.community.audit.Verb`, ``target`` what it was done to: a kind and
    a key, as ``sheet:AB12CD``; ``label`` is what that was called then. ``details`` is what else
    there is to know, such as the value before and after. ``who`` is kept when the account is gone,
    emptied when its person asks to be forgotten.
    """

    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="acts"
    )
    who = models.CharField(max_length=150, blank=True)
    what = models.CharField(max_length=60, db_index=True)
    target = models.CharField(max_length=120, blank=True, db_index=True)
    label = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.who} {self.what} {self.target}"
