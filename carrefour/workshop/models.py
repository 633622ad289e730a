"""Sources that are being set up, kept between two visits of their author."""

from __future__ import annotations

from django.db import models


class WorkshopDraft(models.Model):
    """A definition in the making.

    ``text`` is its YAML, complete or not. ``source`` and ``based_on`` name the source and the
    version that it changes (0 for its file), if it changes one. ``proposals`` are what was
    recognised at ``address``, best first; ``file`` is the name of the file that was given
    instead. ``score`` is that of its last trial.
    """

    text = models.TextField(blank=True)
    source = models.SlugField(max_length=80, blank=True)
    based_on = models.PositiveIntegerField(default=0)
    address = models.CharField(max_length=2000, blank=True)
    proposals = models.JSONField(default=list)
    file = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=150, blank=True)
    score = models.PositiveSmallIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return f"{self.source or self.address or self.file} ({self.author})"
