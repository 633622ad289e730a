"""What was told to those who watch over sources, and the mail that waits to go out."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from carrefour.catalogue.models import Source
from carrefour.harvest.models import Watcher


class Alert(models.Model):
    """What the watchers of a source were last told of it.

    ``told`` is the trouble that they know of, empty when all they know is that it works.
    ``told_at`` is when they were last told of a trouble, ``times`` how often of the present one.
    ``quality`` is the best score of its sheets since they were told that it fell, ``None`` before
    anyone looked.
    """

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="alert")
    told = models.CharField(max_length=10, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    times = models.PositiveSmallIntegerField(default=0)
    quality = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.source_id}: {self.told or '-'}"


class Mail(models.Model):
    """An e-mail that waits to go out; it is deleted once it has, or when its watcher leaves."""

    watcher = models.ForeignKey(Watcher, on_delete=models.CASCADE, related_name="mails")
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()
    leave = models.URLField(max_length=500)
    made_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.subject
