"""What may be done so often and no more, counted for a while."""

from __future__ import annotations

from django.db import models


class Deed(models.Model):
    """Something that was done, counted under a key that tells no one.

    ``key`` is a keyed hash of what was done and of the network address that did it, or of the
    e-mail address that was given; see `carrefour.community.limits`.
    """

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="deeds_of_a_key")]

    def __str__(self) -> str:
        return f"{self.key[:8]} {self.at:%Y-%m-%d %H:%M}"
