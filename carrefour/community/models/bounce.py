"""Addresses that refuse our mail."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Bounce(models.Model):
    """An address whose server said that it takes no mail of ours, and how often since.

    ``code`` is the enhanced status (RFC 3463) or the three figures of SMTP, as the server gave it.
    """

    email = models.EmailField(unique=True)
    code = models.CharField(max_length=12)
    times = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return f"{self.code}: {self.email}"
