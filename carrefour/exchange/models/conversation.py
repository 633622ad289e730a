"""Conversations between people, whose addresses stay hidden until each shows their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from carrefour.catalogue.models import Organisation
from carrefour.community.models import User
from carrefour.exchange.models.key import new_key

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Reach(models.Model):
    """Whether someone may be written to; who has none may not.

    ``in_person`` by whoever sees them on the site, ``for_organisations`` as one of an organisation
    that is written to. ``key`` stands for them in addresses: nobody can try one after another.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="reach")
    key = models.CharField(max_length=16, unique=True, default=new_key)
    in_person = models.BooleanField(default=False)
    for_organisations = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.in_person}, {self.for_organisations}"


class Thread(models.Model):
    """A conversation, known by its ``key``.

    ``organisation`` is the one that was written to, ``notice`` the one that was answered. It is
    forgotten a year after its last letter, at ``last_at``.
    """

    key = models.CharField(max_length=16, unique=True, default=new_key)
    subject = models.CharField(max_length=150)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    notice = models.ForeignKey(
        "exchange.Notice", on_delete=models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    made_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)

    if TYPE_CHECKING:
        parties: RelatedManager[Party]
        letters: RelatedManager[Letter]

    class Meta:
        ordering = ["-last_at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class Party(models.Model):
    """Someone who takes part in a conversation; who leaves it has none any more.

    ``organisation`` is the one that they speak for. ``read_until`` is how far they read,
    ``told_at`` when a mail last told them of a letter. ``shows_email`` lets the others see their
    address.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="parties")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    read_until = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    shows_email = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "user"], name="one_party_a_conversation")
        ]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.user_id}"


class Letter(models.Model):
    """What one person writes to the others; one that is ``held`` waits for an operator."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="letters")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="letters")
    text = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    held = models.BooleanField(default=False, db_index=True)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.thread_id}: {self.made_at:%Y-%m-%d %H:%M}"


class Block(models.Model):
    """Someone who wants to hear nothing more from another."""

    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="blocks")
    whom = models.ForeignKey(User, on_delete=models.CASCADE, related_name="blocked_by")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["by", "whom"], name="one_block_a_pair")]

    def __str__(self) -> str:
        return f"{self.by_id} ⊘ {self.whom_id}"
