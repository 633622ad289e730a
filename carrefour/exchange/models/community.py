"""Communities that people join around a theme, a territory or both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from carrefour.community.models import User
from carrefour.exchange.models.key import new_key

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Community(models.Model):
    """A community, as someone asked for it and a moderator or an operator opened it.

    ``theme`` is a code or a category of the taxonomy, ``territory`` a key such as
    ``departement:35``, ``words`` what else its sheets are searched by; an empty one narrows
    nothing.
    """

    class State(models.TextChoices):
        """What became of it."""

        ASKED = "asked"
        OPEN = "open"
        CLOSED = "closed"  # nothing can be written any more, all can be read

    slug = models.SlugField(primary_key=True, max_length=80)
    name = models.CharField(max_length=100)
    purpose = models.TextField()
    theme = models.CharField(max_length=40, blank=True)
    territory = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=100, blank=True)
    state = models.CharField(
        max_length=8, choices=State.choices, default=State.ASKED, db_index=True
    )
    asked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        joinings: RelatedManager[Joining]
        news: RelatedManager[News]
        events: RelatedManager[Event]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Joining(models.Model):
    """Someone who is in a community; ``shown`` when they let others see it.

    ``told_until`` is how far the weekly letter has told them of it.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="joinings")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="joinings")
    shown = models.BooleanField(default=False)
    joined_at = models.DateTimeField(default=timezone.now)
    told_until = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["community", "user"], name="one_joining_a_community")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.community_id}"


class News(models.Model):
    """What those who run a community tell its members, at once by mail.

    ``told_up_to`` is the last joining that was told of it, ``told_at`` when all were.
    """

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="news")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=150)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    told_up_to = models.BigIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "news"

    def __str__(self) -> str:
        return self.title


class Event(models.Model):
    """A meeting of a community, known by its ``key`` in calendars too.

    It is held at the hours of ``zone``, a name of the IANA database. ``version`` grows with each
    change, so that calendars take it (RFC 5545, SEQUENCE).
    """

    key = models.CharField(max_length=16, unique=True, default=new_key)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="events")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=150)
    text = models.TextField(blank=True)
    place = models.CharField(max_length=300, blank=True)
    url = models.URLField(max_length=500, blank=True)
    start = models.DateTimeField(db_index=True)
    end = models.DateTimeField()
    zone = models.CharField(max_length=40, default="Europe/Paris")
    cancelled = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["start", "pk"]

    def __str__(self) -> str:
        return self.title
