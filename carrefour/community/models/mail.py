"""E-mail that waits to go out."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from carrefour.community.models.following import Follow, Follower
from carrefour.community.models.people import User


class Outgoing(models.Model):
    """An e-mail that waits; it is deleted once it has gone out, or after ``LASTS``.

    ``headers`` are those that it has beside what every mail has.
    """

    LASTS: ClassVar[timedelta] = timedelta(days=3)

    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()
    headers = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.subject


class Mail(Outgoing):
    """A mail to a person; it goes unsent when its ``user``, ``follower`` or ``follow`` is gone."""

    LASTS = timedelta(days=14)  # news of a search is not told a second time

    follower = models.ForeignKey(
        Follower, on_delete=models.CASCADE, null=True, blank=True, related_name="mails"
    )
    follow = models.ForeignKey(
        Follow, on_delete=models.CASCADE, null=True, blank=True, related_name="mails"
    )
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="mails"
    )
