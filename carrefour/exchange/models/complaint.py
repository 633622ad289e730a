"""Complaints about what someone wrote."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from carrefour.community.models import User
from carrefour.exchange.models.conversation import Letter
from carrefour.exchange.models.notice import Notice
from carrefour.exchange.models.post import Post


class Complaint(models.Model):
    """What someone says is wrong about a letter, a post or a notice, of which it is one.

    ``of`` is who wrote it, and ``excerpt`` what those who decide read: of a conversation the last
    letters, each with who wrote it, when and what. ``upheld`` says what was decided.
    """

    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="complaints"
    )
    of = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="complained_of"
    )
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, blank=True)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, null=True, blank=True)
    why = models.TextField()
    excerpt = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    upheld = models.BooleanField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.made_at:%Y-%m-%d}"
