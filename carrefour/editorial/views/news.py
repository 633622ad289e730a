"""News, as visitors read them."""

from __future__ import annotations

import hashlib
from datetime import UTC

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from carrefour.community.access import user_of
from carrefour.community.rights import Right, may
from carrefour.editorial.illustrations import shown_in
from carrefour.editorial.markdown import html_of
from carrefour.editorial.models import Article, FormerSlug
from carrefour.editorial.news import LONGEST_TAG, published, told
from carrefour.editorial.news_feed import NewsFeed, atom
from carrefour.web.atom import BEGAN

PER_PAGE = 12
ENTRIES = 30  # of the feed
FRESH = 300  # seconds for which a reader need not ask again


@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """All news, the last first; ``mot`` keeps to those that bear a tag."""
    language = get_language() or "fr"
    out = published()
    tag = request.GET.get("mot", "")[:LONGEST_TAG]
    if tag:
        # JSON fields are not searched by item on SQLite; news are few.
        keys = [pk for pk, tags in out.values_list("pk", "tags") if tag in tags]
        out = out.filter(pk__in=keys)
    page = Paginator(out, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "news": [told(one, language) for one in page], "tag": tag}
    status = 404 if tag and not page.object_list else 200
    return render(request, "editorial/news.html", context, status=status)


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One piece of news. Before its time, only those who write see it."""
    one = Article.objects.select_related("image").filter(slug=slug).first()
    user = user_of(request)
    writer = user is not None and may(user, Right.EDIT_PAGES)
    if one is None:
        former = get_object_or_404(FormerSlug, kind="article", slug=slug)
        now = get_object_or_404(published(), pk=int(former.target))
        return redirect("editorial:article", now.slug, permanent=True)
    if not one.is_out and not writer:
        one = get_object_or_404(published(), pk=one.pk)
    shown = told(one, get_language() or "fr")
    others = [told(other, get_language() or "fr") for other in published().exclude(pk=one.pk)[:3]]
    context = {
        "article": one,
        "told": shown,
        "html": html_of(shown.body, shown_in(shown.body)),
        "address": request.build_absolute_uri(request.path),
        "others": others,
        "writer": writer,
        "data": {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": shown.title,
            "description": shown.summary,
            "datePublished": shown.at.isoformat(),
            "dateModified": shown.changed_at.isoformat(),
            "inLanguage": shown.language,
            "url": request.build_absolute_uri(request.path),
            "author": {"@type": "Organization", "name": shown.author or "Carrefour"},
            "publisher": {"@type": "Organization", "name": "Carrefour"},
        },
    }
    return render(request, "editorial/article.html", context)


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The last news, as an Atom feed."""
    language = get_language() or "fr"
    entries = [(one.pk, told(one, language)) for one in published()[:ENTRIES]]
    stamps = [f"{pk} {one.changed_at.isoformat()}" for pk, one in entries]
    named = "\n".join([language, request.get_host(), *stamps])
    etag = quote_etag(hashlib.sha256(named.encode()).hexdigest()[:32])
    changed = max((one.changed_at for _, one in entries), default=BEGAN).astimezone(UTC)
    response = get_conditional_response(
        request, etag=etag, last_modified=int(changed.timestamp())
    ) or HttpResponse(
        atom(entries, language, request.build_absolute_uri), content_type=NewsFeed.content_type
    )
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(changed.timestamp())
    patch_cache_control(response, public=True, max_age=FRESH)
    return response
