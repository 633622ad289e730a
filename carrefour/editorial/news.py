"""News as visitors read them, and what operators do to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from carrefour.community.audit import Verb, note
from carrefour.community.models import User
from carrefour.editorial.illustrations import shown
from carrefour.editorial.models import Article, FormerSlug
from carrefour.web.pictures import Shown

MOST_TAGS, LONGEST_TAG = 8, 40
SAVED = Verb("news.saved", _("a écrit une actualité"))
PUBLISHED = Verb("news.published", _("a publié une actualité"))
WITHDRAWN = Verb("news.withdrawn", _("a retiré une actualité"))
REMOVED = Verb("news.removed", _("a supprimé une actualité"))


@dataclass(frozen=True, slots=True)
class Told:
    """An article in one language: ``language`` is French where nobody wrote it in another."""

    slug: str
    title: str
    summary: str
    body: str
    language: str
    author: str
    tags: tuple[str, ...]
    image: Shown | None
    at: datetime
    changed_at: datetime


def published() -> QuerySet[Article]:
    """What visitors may read now, the last first."""
    out = Article.objects.filter(ready=True, publish_at__lte=timezone.now())
    return out.select_related("image").order_by("-publish_at", "-pk")


def told(article: Article, language: str) -> Told:
    """``article`` in ``language``."""
    english = language == "en" and bool(article.title_en)
    return Told(
        slug=article.slug,
        title=article.title_en if english else article.title,
        summary=(article.summary_en if english else article.summary),
        body=article.body_en if english else article.body,
        language="en" if english else "fr",
        author=article.author,
        tags=tuple(article.tags),
        image=shown(article.image),
        at=article.publish_at,
        changed_at=max(article.changed_at, article.publish_at),
    )


def tags_of(typed: str) -> list[str]:
    """The tags in a line of them with commas, each once."""
    found = (" ".join(tag.split())[:LONGEST_TAG].strip() for tag in typed.split(","))
    return list(dict.fromkeys(tag for tag in found if tag))[:MOST_TAGS]


def save(article: Article, by: User | None) -> None:
    """Keep ``article``, which is new or was changed; its former address leads to it."""
    before = Article.objects.filter(pk=article.pk).first() if article.pk else None
    article.slug = _free(article)
    article.changed_at, article.by = timezone.now(), by
    with transaction.atomic():
        article.save()
        FormerSlug.objects.filter(kind="article", slug=article.slug).delete()
        if before and before.slug != article.slug:
            FormerSlug.objects.create(kind="article", slug=before.slug, target=str(article.pk))
        was = bool(before and before.ready)
        verb = SAVED if was == article.ready else PUBLISHED if article.ready else WITHDRAWN
        note(by, verb, f"news:{article.pk}", article.title, slug=article.slug)


def remove(article: Article, by: User | None) -> None:
    """Delete ``article`` and its former addresses."""
    with transaction.atomic():
        note(by, REMOVED, f"news:{article.pk}", article.title)
        FormerSlug.objects.filter(kind="article", target=str(article.pk)).delete()
        article.delete()


def _free(article: Article) -> str:
    """The address that was wanted, else one of the title; with a number if another has it."""
    wanted = slugify(article.slug or article.title)[:100] or "actualite"
    others = Article.objects.exclude(pk=article.pk) if article.pk else Article.objects.all()
    former = FormerSlug.objects.filter(kind="article").exclude(target=str(article.pk or ""))
    taken = set(others.filter(slug__startswith=wanted).values_list("slug", flat=True))
    taken |= set(former.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{n}" for n in range(2, len(taken) + 3))
    return wanted if wanted not in taken else next(s for s in numbered if s not in taken)
