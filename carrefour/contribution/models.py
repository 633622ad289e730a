"""Proposals: what people bring in, from a draft to the decision on it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.community.models import User


def erase_or_unname(collector: Any, field: Any, rows: Any, using: str) -> None:
    """With an account goes what was not accepted; what was is public, and only loses its name."""
    accepted = Proposal.State.ACCEPTED
    models.CASCADE(collector, field, rows.exclude(state=accepted), using)
    models.SET_NULL(collector, field, rows.filter(state=accepted), using)


class Proposal(models.Model):
    """Something that a person brings in, and that someone else decides on.

    ``content`` is what is proposed: of a project and a correction the text of each field as it is
    typed (`carrefour.structure.correcting`), of a source what its form asks, of a claim the way by
    which it is made. ``terms`` is what the author of a project agrees to: the ``licence``, and to
    hold the sheet (``mine``). ``before`` is what a corrected sheet said when it was sent. ``sheet``
    is the id of the sheet that a claim or a correction is about, or that an accepted project made.

    ``themes``, ``territories`` and ``organisations`` say whose it is to decide, as
    `carrefour.community.rights.Stake` does. ``applied`` is what the decision changed, so that it
    can be undone.
    """

    class Kind(models.TextChoices):
        """What is brought in."""

        PROJECT = "project", _("Projet")
        SOURCE = "source", _("Source")
        CLAIM = "claim", _("Revendication")
        CORRECTION = "correction", _("Correction")

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("brouillon")
        SENT = "sent", _("à l’étude")
        ACCEPTED = "accepted", _("acceptée")
        REFUSED = "refused", _("refusée")
        WITHDRAWN = "withdrawn", _("retirée")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    by = models.ForeignKey(User, on_delete=erase_or_unname, null=True, related_name="proposals")
    named = models.BooleanField(default=False)  # its author lets their name be shown
    title = models.CharField(max_length=300, blank=True)
    content = models.JSONField(default=dict)
    terms = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    reason = models.CharField(max_length=1000, blank=True)
    sheet = models.CharField(max_length=12, blank=True, db_index=True)
    themes = models.JSONField(default=list)
    territories = models.JSONField(default=list)
    organisations = models.JSONField(default=list)
    held = models.BooleanField(default=False)  # it has links where one does not expect them
    made_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=2000, blank=True)
    applied = models.JSONField(default=dict)

    class Meta:
        ordering = ["sent_at", "made_at"]
        indexes = [models.Index(fields=["state", "sent_at"], name="proposals_by_state")]

    def __str__(self) -> str:
        return self.title or str(self.pk)
