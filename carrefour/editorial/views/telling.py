"""News, written at the desk."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.community.access import person
from carrefour.community.visiting import typed
from carrefour.editorial import news
from carrefour.editorial.blocks import BLOCKS
from carrefour.editorial.faults import faults_of_body
from carrefour.editorial.illustrations import shown_in
from carrefour.editorial.markdown import LONGEST, html_of
from carrefour.editorial.models import Article, Illustration
from carrefour.editorial.views.guarding import writers_only

PER_PAGE = 30
MOST_IMAGES = 60  # that the form offers, the last first


@writers_only
def all_news(request: HttpRequest) -> HttpResponse:
    """All news: drafts, what waits for its day, and what is out."""
    page = Paginator(Article.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "editorial/desk/news.html", {"tab": "news", "page": page})


@writers_only
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a piece of news: keep it as a draft, or publish it on its day."""
    user = person(request)
    article = get_object_or_404(Article, pk=pk) if pk else Article(author=user.name)
    faults: list[str] = []
    if request.method == "POST":
        faults = _read(request, article)
        if not faults and "show" not in request.POST:
            news.save(article, user)
            messages.success(request, _said(article))
            return redirect("editorial:news-edit", article.pk)
    images = list(Illustration.objects.all()[:MOST_IMAGES])
    if article.image and article.image not in images:
        images.append(article.image)
    context = {
        "tab": "news",
        "article": article,
        "told": news.told(article, "fr"),
        "told_en": news.told(article, "en") if article.title_en else None,
        "html": html_of(article.body, shown_in(article.body)),
        "html_en": html_of(article.body_en, shown_in(article.body_en)),
        "tags": ", ".join(article.tags),
        "at": timezone.localtime(article.publish_at).strftime("%Y-%m-%dT%H:%M"),
        "images": images,
        "faults": faults,
        "longest": LONGEST,
        "blocks": BLOCKS,
    }
    return render(request, "editorial/desk/article.html", context, status=422 if faults else 200)


@writers_only
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a piece of news."""
    news.remove(get_object_or_404(Article, pk=pk), person(request))
    messages.success(request, _("L’actualité est supprimée."))
    return redirect("editorial:desk-news")


def _read(request: HttpRequest, article: Article) -> list[str]:
    """Put what was typed into ``article``; what is wrong with it, in words."""
    for field, longest in (("title", 150), ("summary", 400), ("author", 120), ("slug", 100)):
        setattr(article, field, " ".join(typed(request, field, longest).split("\n")))
    for field, longest in (("title_en", 150), ("summary_en", 400)):
        setattr(article, field, " ".join(typed(request, field, longest).split("\n")))
    article.body, article.body_en = (typed(request, f, LONGEST) for f in ("body", "body_en"))
    article.tags = news.tags_of(typed(request, "tags", 400).replace("\n", ","))
    article.ready = "publish" in request.POST or (article.ready and "draft" not in request.POST)
    image = request.POST.get("image", "")
    chosen = image if image.isdecimal() and len(image) < 18 else 0
    article.image = Illustration.objects.filter(pk=chosen).first()
    faults = faults_of_body(f"{article.body}\n\n{article.body_en}")
    if not (article.title and article.summary and article.body):
        faults.append(_("Il faut un titre, un chapeau et un texte en français."))
    english = (article.title_en, article.summary_en, article.body_en)
    if any(english) and not all(english):
        faults.append(_("En anglais aussi, il faut un titre, un chapeau et un texte, ou rien."))
    if at := _moment(request.POST.get("at", "")):
        article.publish_at = at
    else:
        faults.append(_("La date de publication n’est pas lisible."))
    return faults


def _moment(typed_: str) -> datetime | None:
    try:
        at = parse_datetime(typed_)
        return timezone.make_aware(at) if at and timezone.is_naive(at) else at
    except (ValueError, OverflowError):
        return None


def _said(article: Article) -> str:
    if not article.ready:
        return _("Le brouillon est gardé.")
    if article.is_out:
        return _("L’actualité est en ligne.")
    return _("L’actualité sera en ligne à sa date.")
