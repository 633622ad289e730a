"""Keys: by which programs of people who have an account may ask more often."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from carrefour.community.models import User


class Key(models.Model):
    """A key; it is deleted when it is revoked.

    ``digest`` is the SHA-256 of the key, which is shown once and not kept: it is long and drawn by
    chance, so that no slow hash is needed. ``begins`` are its first letters, to know it by.
    ``scopes`` are names of `carrefour.api.keys.SCOPES`. Of its use the last day alone is kept.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    begins = models.CharField(max_length=12)
    scopes = models.JSONField(default=list)
    made_at = models.DateTimeField(default=timezone.now)
    used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.begins}…)"
