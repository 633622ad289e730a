"""What was told to those who watch over sources, and the mail that waits to go out."""

from __future__ import annotations

from django.db import models

from carrefour.catalogue.models import Source
from carrefour.community.models import Outgoing
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


class Summary(models.Model):
    """The day on which operators were last told what waits, so that it is told once."""

    day = models.DateField(unique=True)

    def __str__(self) -> str:
        return str(self.day)


class Mail(Outgoing):
    """A mail to a watcher; it goes unsent when the watcher has left."""

    watcher = models.ForeignKey(Watcher, on_delete=models.CASCADE, related_name="mails")
