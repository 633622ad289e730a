"""The newsletter: who receives it, its issues, and the mail of one that waits to go out."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.community.models import Outgoing, User


class Subscriber(models.Model):
    """An address that asked for the newsletter; it is kept only while it wants it."""

    email = models.EmailField(unique=True)
    language = models.CharField(max_length=2, default="fr")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return self.email


class Issue(models.Model):
    """One newsletter.

    ``articles`` are keys of news and ``sheets`` of projects, in the order in which they are told.
    ``further`` are lines of other rooms: a label and an address each. While it goes out,
    ``reached`` is the last subscriber whose mail was written: who comes after has none yet.
    """

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("brouillon")
        LEAVING = "leaving", _("en cours d’envoi")
        SENT = "sent", _("envoyée")

    subject = models.CharField(max_length=150)
    text = models.TextField(blank=True)
    subject_en = models.CharField(max_length=150, blank=True)
    text_en = models.TextField(blank=True)
    articles = models.JSONField(default=list, blank=True)
    sheets = models.JSONField(default=list, blank=True)
    further = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="issues"
    )
    made_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reached = models.BigIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class IssueMail(Outgoing):
    """An issue on its way to one subscriber; it goes unsent when they leave."""

    LASTS = timedelta(days=7)

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="mails")
