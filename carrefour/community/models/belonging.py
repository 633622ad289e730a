"""Who belongs where: colleagues of organisations, moderators of a field, holders of sheets."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Organisation
from carrefour.community.models.people import User


class Membership(models.Model):
    """A person of an organisation of the collective.

    It counts once it was approved, at ``approved_at``, by an editor of the organisation or by an
    operator; an invitation that its person accepts is approved from the start. ``said`` is what
    they wrote to those who approve, kept until then. ``duty`` is what they do there; it and their
    name are on the organisation's page if they let them be ``shown``.
    """

    class Role(models.TextChoices):
        """What a person does for an organisation."""

        MEMBER = "member", _("membre")
        EDITOR = "editor", _("rédacteur ou rédactrice")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.MEMBER)
    asked_at = models.DateTimeField(default=timezone.now)
    approved_at = models.DateTimeField(null=True, blank=True)
    said = models.TextField(blank=True)
    duty = models.CharField(max_length=120, blank=True)
    shown = models.BooleanField(default=False)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="one_membership_an_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.organisation_id}: {self.role}"


class Mandate(models.Model):
    """The field that a moderator looks after: a theme, a territory, both, or all of it.

    ``theme`` is a code or a category of the taxonomy, ``territory`` a key such as
    ``departement:35``; an empty one is no bound.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mandates")
    theme = models.CharField(max_length=40, blank=True)
    territory = models.CharField(max_length=40, blank=True)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "theme", "territory"], name="one_mandate_each")
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.theme or '*'} {self.territory or '*'}"


class Holding(models.Model):
    """A person who was found to be the holder of a sheet, and may edit it.

    ``sheet`` is the id of the sheet, which lasts when the sheet itself is made again.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="holdings")
    sheet = models.CharField(max_length=12, db_index=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "sheet"], name="one_holding_a_sheet")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.sheet}"
