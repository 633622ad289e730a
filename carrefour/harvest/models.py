"""Runs of harvests, waiting, under way and past, and what watches over a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from carrefour.catalogue.models import Source

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Run(models.Model):
    """One harvest of one source, from the moment it is asked for to its report.

    Waiting runs are the queue. What a run brings is first staged; it is applied when the reading
    has ended, or when a person accepts a run that is held because it looks suspicious
    (``held_because``): one that is held and has ``decided_by`` waits for a worker to apply it.
    ``missing`` counts the records that the source had and did not give.
    ``definition`` is the hash of the definition that it read by. ``keys`` says for each key of
    the records in how many it was filled, ``filled`` the same of each field of the sheets, so
    that a run can be compared with the last.
    """

    class State(models.TextChoices):
        """Where a run stands. One that was killed is told by the next run of its source."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        HELD = "held"
        REFUSED = "refused"
        FAILED = "failed"
        CANCELLED = "cancelled"
        INTERRUPTED = "interrupted"

    class Asked(models.TextChoices):
        """Who asked for it."""

        COMMAND = "command"
        SCHEDULE = "schedule"
        PERSON = "person"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=12, choices=State.choices, default=State.RUNNING)
    asked = models.CharField(max_length=10, choices=Asked.choices, default=Asked.COMMAND)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.CharField(max_length=150, blank=True)
    # The id of the request by which it was asked for, so that the log tells both together.
    # The database fills it in for a process of before that still runs while one updates.
    request_id = models.CharField(max_length=64, blank=True, default="", db_default="")
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    heartbeat = models.DateTimeField(null=True, blank=True)
    host = models.CharField(max_length=100, blank=True)
    cancel_asked = models.BooleanField(default=False)
    decided_by = models.CharField(max_length=150, blank=True)

    definition = models.CharField(max_length=64, blank=True)
    total = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    held_because = models.TextField(blank=True)
    warnings = models.JSONField(default=dict)
    keys = models.JSONField(default=dict)
    filled = models.JSONField(default=dict)

    if TYPE_CHECKING:
        rejections: RelatedManager[Rejection]
        staged: RelatedManager[Staged]

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(state="running"),
                name="one_run_of_a_source_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(state="waiting"),
                name="one_run_of_a_source_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.asked_at:%Y-%m-%d %H:%M}"


class Rejection(models.Model):
    """A record that a run could not use: where it stood, why, and how it looked."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="rejections")
    where = models.CharField(max_length=320)
    reason = models.CharField(max_length=500)
    excerpt = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


class Staged(models.Model):
    """What a run found of one record, where it differs from the catalogue; not applied yet."""

    class Change(models.TextChoices):
        """``back`` was missing and is told again as it was; ``gone`` is so by the source's word."""

        NEW = "new"
        CHANGED = "changed"
        BACK = "back"
        MISSING = "missing"
        GONE = "gone"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="staged")
    change = models.CharField(max_length=8, choices=Change.choices)
    external_id = models.CharField(max_length=300)
    raw = models.JSONField(null=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "change"], name="staged_by_change")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.external_id}"


class Watcher(models.Model):
    """Someone whom an e-mail tells that a source fails, is held, or works again."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="watchers")
    email = models.EmailField()
    language = models.CharField(max_length=2, default="fr")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "email"], name="one_watcher_an_address")
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.email}"


class Worker(models.Model):
    """A worker that empties the queue, and when it last gave a sign of life."""

    name = models.CharField(max_length=150, unique=True)
    started_at = models.DateTimeField(default=timezone.now)
    beat_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class DefinitionVersion(models.Model):
    """A definition of a source as it was saved in the browser.

    The one that is ``current`` leads over a file of the same id; going back to an earlier one
    makes it current again, and nothing is lost.
    """

    source = models.SlugField(max_length=80)
    number = models.PositiveIntegerField()
    text = models.TextField()
    note = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=150, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    current = models.BooleanField(default=False)

    class Meta:
        ordering = ["source", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="one_version_a_number"),
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(current=True),
                name="one_current_version_a_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} v{self.number}"
