"""Images that operators put into pages and news."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from carrefour.community.models import User


class Illustration(models.Model):
    """An image, kept as files of our own that bear its ``digest``.

    ``alt`` says in French what it shows, ``alt_en`` in English. ``width`` and ``height`` are those
    of the image as it stood, in pixels.
    """

    digest = models.CharField(max_length=40, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(max_length=300)
    alt_en = models.CharField(max_length=300, blank=True)
    credit = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="illustrations"
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.alt
