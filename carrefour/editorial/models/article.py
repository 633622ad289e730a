"""News."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from carrefour.community.models import User
from carrefour.editorial.models.illustration import Illustration


class Article(models.Model):
    """A piece of news, in French and, where someone wrote it, in English.

    Visitors read it from ``publish_at`` on, once it is ``ready``. ``author`` is the name that it is
    signed with; ``by`` is who wrote it last.
    """

    slug = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=150)
    summary = models.CharField(max_length=400)
    body = models.TextField()
    title_en = models.CharField(max_length=150, blank=True)
    summary_en = models.CharField(max_length=400, blank=True)
    body_en = models.TextField(blank=True)
    author = models.CharField(max_length=120, blank=True)
    tags = models.JSONField(default=list, blank=True)
    image = models.ForeignKey(
        Illustration, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles"
    )
    ready = models.BooleanField(default=False)
    publish_at = models.DateTimeField(default=timezone.now, db_index=True)
    changed_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles"
    )

    class Meta:
        ordering = ["-publish_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_out(self) -> bool:
        """Whether visitors may read it now."""
        return self.ready and self.publish_at <= timezone.now()
