"""What members of a community write to one another, for all to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from carrefour.community.models import User
from carrefour.exchange.models.community import Community
from carrefour.exchange.models.key import new_key

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Post(models.Model):
    """A word in a discussion, or the answer to one, its ``parent``; answers have none.

    One that is ``held`` waits for a moderator and is seen by its author alone. Who removes one says
    why, in ``reason``; its text is emptied. A ``locked`` one takes no more answers.
    """

    key = models.CharField(max_length=16, unique=True, default=new_key)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="posts")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replies"
    )
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="posts"
    )
    text = models.TextField()
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    held = models.BooleanField(default=False, db_index=True)
    locked = models.BooleanField(default=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    if TYPE_CHECKING:
        replies: RelatedManager[Post]

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
