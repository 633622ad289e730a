"""Those who follow searches by e-mail, without an account."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.pipeline.gazetteer import centre
from carrefour.search.params import parse
from carrefour.search.query import Query

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Follower(models.Model):
    """An e-mail address that asked to follow; it is kept only while it does."""

    email = models.EmailField(unique=True)

    if TYPE_CHECKING:
        follows: RelatedManager[Follow]

    def __str__(self) -> str:
        return self.email


class Follow(models.Model):
    """A search that a follower is told of.

    ``params`` is the search as its page's address has it. Nothing is told before the follower
    confirms it, at ``confirmed_at``. ``told_until`` is how far sheets have been told of, by when
    they were published, and ``next_at`` when to look again.
    """

    class Frequency(models.TextChoices):
        """How often a mail may go out at the most."""

        AT_ONCE = "now", _("dès leur arrivée")
        DAILY = "daily", _("une fois par jour")
        WEEKLY = "weekly", _("une fois par semaine")

        @property
        def period(self) -> timedelta:
            """The time from one look to the next: at once is every few minutes."""
            periods = {
                Follow.Frequency.AT_ONCE: timedelta(minutes=3),
                Follow.Frequency.DAILY: timedelta(days=1),
                Follow.Frequency.WEEKLY: timedelta(weeks=1),
            }
            return periods[self]

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="follows")
    params = models.CharField(max_length=2000, blank=True)
    frequency = models.CharField(max_length=8, choices=Frequency.choices, default=Frequency.WEEKLY)
    language = models.CharField(max_length=2, default="fr")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_until = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["follower", "params"], name="one_follow_a_search")
        ]

    def __str__(self) -> str:
        return f"{self.follower_id}: {self.params}"

    @property
    def query(self) -> Query:
        """The search that is followed."""
        return parse(QueryDict(self.params), centre=centre)[0]
