"""Collections of sheets, and the sheets in them."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import models
from django.db.models.deletion import CASCADE, SET_NULL, Collector
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Organisation
from carrefour.community.models import User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from carrefour.collection.models.hands import Hand

# Twelve of these are 57 bits of chance: whoever has not been told an address does not find it.
_LETTERS = "23456789bcdfghjkmnpqrstvwxz"


def new_id() -> str:
    """An id that nobody can guess; it never changes."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


class Visibility(models.TextChoices):
    """Who may read a collection, beside those who make it."""

    PRIVATE = "private", _("privée")
    LINK = "link", _("ouverte à qui a le lien")
    PUBLIC = "public", _("publiée")


def gone_unless_shared(
    collector: Collector,
    field: models.ForeignKey[User, User],
    of_owner: models.QuerySet[Collection],
    using: str,
) -> None:
    """What becomes of collections whose owner's account is deleted.

    What was published, and what others make too, is kept without their name; the rest goes.
    """
    told = models.Q(visibility=Visibility.PUBLIC) | models.Q(hands__isnull=False)
    kept = set(of_owner.filter(told).values_list("pk", flat=True))
    SET_NULL(collector, field, of_owner.filter(pk__in=kept), using)
    CASCADE(collector, field, of_owner.exclude(pk__in=kept), using)


class Collection(models.Model):
    """Sheets that people chose, in an order, each with a word of theirs.

    ``owner`` began it and alone says who may read it; ``signed`` when it bears their name, and
    ``organisation`` when it bears that of one. ``version`` counts the changes of its title and its
    introduction, so that who writes on an old one is told. ``held`` is one that a moderator must
    let go before anyone else reads it, and ``reason`` why it was taken down. ``rank`` is its place
    on the home page, if it has one there.
    """

    id = models.CharField(primary_key=True, max_length=12, default=new_id)
    title = models.CharField(max_length=120)
    introduction = models.TextField(blank=True)
    owner = models.ForeignKey(
        User, on_delete=gone_unless_shared, null=True, blank=True, related_name="collections"
    )
    signed = models.BooleanField(default=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="collections"
    )
    language = models.CharField(max_length=2, default="fr")
    visibility = models.CharField(
        max_length=8, choices=Visibility.choices, default=Visibility.PRIVATE
    )
    held = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    if TYPE_CHECKING:
        items: RelatedManager[Item]
        hands: RelatedManager[Hand]

    class Meta:
        ordering = ["-changed_at", "pk"]
        indexes = [
            models.Index(
                fields=["-published_at", "id"],
                condition=models.Q(visibility="public", held=False),
                name="collections_published",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        """What its address says of it; the id alone decides."""
        return slugify(self.title)[:60].strip("-_") or "collection"

    @property
    def is_open(self) -> bool:
        """Whether anyone who has its address may read it."""
        return self.visibility != Visibility.PRIVATE and not self.held

    @property
    def is_published(self) -> bool:
        """Whether it is told of to everyone."""
        return self.visibility == Visibility.PUBLIC and not self.held


class Item(models.Model):
    """A sheet of a collection, and what its makers say of it.

    ``sheet`` is the id of the sheet and ``title`` what it was called, which is told when it is
    gone. ``version`` counts the changes of ``text``.
    """

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="items")
    sheet = models.CharField(max_length=12, db_index=True)
    title = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "sheet"], name="a_sheet_once_each")
        ]

    def __str__(self) -> str:
        return self.title
