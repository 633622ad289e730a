"""Runs: one harvest of one source, what it counted and what it refused."""

from __future__ import annotations

from django.db import models

from carrefour.catalogue.models import Source


class Run(models.Model):
    """One harvest of one source, from its start to its report."""

    class State(models.TextChoices):
        """A run that was killed stays ``running`` until the next run of its source closes it."""

        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        INTERRUPTED = "interrupted"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=12, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.source_id} {self.started_at:%Y-%m-%d %H:%M}"


class Rejection(models.Model):
    """A record that a run could not use: where it stood, why, and how it looked."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rejections")
    where = models.CharField(max_length=320)
    reason = models.CharField(max_length=500)
    excerpt = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"
