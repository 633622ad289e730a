"""Those who make a collection with its owner."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from carrefour.collection.models.collection import Collection
from carrefour.community.models import User


class Hand(models.Model):
    """A person who edits a collection that another began."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="hands")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="collection_hands")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "user"], name="one_hand_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.collection_id}: {self.user_id}"


class Invitation(models.Model):
    """Someone who is asked to lend a hand, and has not answered yet.

    A colleague is named by ``user`` and finds it in their account too; anyone else by ``email``,
    and only by the mail: whether an address has an account here is nobody's affair.
    """

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(blank=True)
    user = models.ForeignKey(
        User, on_delete=models.CASCADE, null=True, blank=True, related_name="collection_invitations"
    )
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.collection_id}: {self.user or self.email}"
