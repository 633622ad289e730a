"""Messages to those behind a sheet, that the site hands on."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from carrefour.catalogue.models import Sheet


class Message(models.Model):
    """What a visitor writes to those behind a sheet; all of it is deleted after a month.

    It is handed on, at ``sent_at``, once the sender confirms that the address is theirs. One that
    is ``held`` waits for an operator. ``answerable`` when the sender lets the receiver have their
    address. ``reported_at`` is when a receiver told of an abuse.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="messages")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    text = models.TextField()
    answerable = models.BooleanField(default=False)
    language = models.CharField(max_length=2, default="fr")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    held = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def waits(self) -> bool:
        """Whether an operator must let it go."""
        return self.held and self.sent_at is None and self.confirmed_at is not None
