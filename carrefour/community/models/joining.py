"""Organisations that ask to join, the charter that they sign, and colleagues who are invited."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Organisation
from carrefour.community.models.belonging import Membership
from carrefour.community.models.people import User
from carrefour.community.models.profile import Profile


class Charter(models.Model):
    """A version of the charter, written once and never changed, since people sign it.

    The first is shipped (`carrefour.community.charter`) and no row; ``number`` begins at 2.
    """

    number = models.PositiveIntegerField(primary_key=True)
    text_fr = models.TextField()
    text_en = models.TextField()
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class Signature(models.Model):
    """Someone signed a version of the charter for an organisation.

    ``who`` is their name, kept with the signature when the account is gone.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="signatures"
    )
    charter = models.PositiveIntegerField()
    user = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="signatures"
    )
    who = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-charter", "-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "charter"], name="one_signature_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} · {self.charter}"


class Application(models.Model):
    """An organisation asks, by one of its people, to be of the collective.

    ``organisation`` is one that is known already, as the carrier of projects; ``charter`` the
    version that was signed at ``asked_at``. ``duty`` is what the person does there.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("attend une réponse")
        APPROVED = "approved", _("acceptée")
        REFUSED = "refused", _("refusée")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="applications")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="applications"
    )
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20, choices=Profile.Kind.choices)
    parts = models.JSONField(default=list, blank=True)
    description = models.TextField()
    url = models.URLField(max_length=500, blank=True)
    territory = models.CharField(max_length=40, blank=True)
    duty = models.CharField(max_length=120, blank=True)
    charter = models.PositiveIntegerField()
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A colleague who was invited by e-mail, with an account or without; gone once it is used."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    role = models.CharField(
        max_length=8, choices=Membership.Role.choices, default=Membership.Role.MEMBER
    )
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations_sent")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"], name="one_invitation_an_address"
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.organisation_id}"
