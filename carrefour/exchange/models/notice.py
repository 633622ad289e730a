"""Notices: what someone looks for, or offers."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.community.models import User
from carrefour.exchange.models.community import Community
from carrefour.exchange.models.key import new_key


class Notice(models.Model):
    """A notice, gone with its author's account since nobody could answer any more.

    ``sheet`` is the id of the sheet that it is about, which lasts when the sheet itself is made
    again; empty when it is about none. ``territory`` is a key such as ``commune:44109`` and the
    codes beside it are those of all that hold it; ``theme`` is a code of the taxonomy.
    """

    class Way(models.TextChoices):
        """Which way it goes."""

        SOUGHT = "sought", _("je cherche")
        OFFERED = "offered", _("j’offre")

    class Kind(models.TextChoices):
        """What is sought or offered."""

        PARTNER = "partner", _("un partenaire")
        PLACE = "place", _("un lieu")
        FUNDING = "funding", _("un financement")
        SKILL = "skill", _("une compétence")

    key = models.CharField(max_length=16, unique=True, default=new_key)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    way = models.CharField(max_length=8, choices=Way.choices)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=120)
    text = models.TextField()
    sheet = models.CharField(max_length=12, blank=True, db_index=True)
    community = models.ForeignKey(
        Community, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices"
    )
    theme = models.CharField(max_length=40, blank=True)
    territory = models.CharField(max_length=40, blank=True)
    epci = models.CharField(max_length=9, blank=True)
    departement = models.CharField(max_length=3, blank=True)
    region = models.CharField(max_length=3, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(db_index=True)
    reminded = models.BooleanField(default=False)
    held = models.BooleanField(default=False, db_index=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def ended(self) -> bool:
        """Whether its time is over, or its author took it back."""
        return self.ends_at <= timezone.now()
