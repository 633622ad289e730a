"""Pages that operators write, and every version of their texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from carrefour.community.models import User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class Page(models.Model):
    """A page that operators added, or one that is shipped and that they changed.

    ``key`` names it for good. ``slug`` is the address of one that was added, under ``/pages/``;
    those that are shipped have addresses of their own. ``foot`` and ``about`` say whether it is in
    the foot of every page and in the menu beside such pages, in ``order``.
    """

    key = models.SlugField(primary_key=True, max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    foot = models.BooleanField(default=False)
    about = models.BooleanField(default=True)
    order = models.PositiveSmallIntegerField(default=200)

    if TYPE_CHECKING:
        versions: RelatedManager[Version]

    class Meta:
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.key


class Version(models.Model):
    """A text of a page in one language, as someone saved it; it is never changed.

    The one that visitors read is ``current``. Newer ones are drafts, older ones history.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="versions")
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=150)
    summary = models.CharField(max_length=400, blank=True)
    body = models.TextField()
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="page_versions"
    )
    made_at = models.DateTimeField(default=timezone.now)
    current = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "language"],
                condition=models.Q(current=True),
                name="one_current_version_a_language",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id} ({self.language}): {self.title}"


class FormerSlug(models.Model):
    """An address that a page or an article had: it leads to the one of now.

    ``kind`` is ``page`` or ``article``, and ``target`` the key of what bore the slug.
    """

    kind = models.CharField(max_length=8)
    slug = models.SlugField(max_length=120)
    target = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="one_target_a_former_slug")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
