"""What a person proves who they are by, beside a password or a mailed link."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from carrefour.community.models.people import User


class SecondFactor(models.Model):
    """The second step of someone's sign-in: a program that makes codes, and codes on paper.

    ``secret`` is sealed (`carrefour.community.account.sealing`). ``codes`` are keyed hashes of the
    recovery codes that are left. ``last_step`` is the period whose code was used last: none serves
    twice.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.TextField()
    codes = models.JSONField(default=list)
    last_step = models.BigIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id}"


class Identity(models.Model):
    """Someone as an OpenID Connect provider knows them: its ``issuer`` and its ``subject``."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    issuer = models.URLField(max_length=300)
    subject = models.CharField(max_length=255)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_identity_each")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.issuer}"
