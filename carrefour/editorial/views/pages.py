"""Pages, as visitors read them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from carrefour.community.access import user_of
from carrefour.community.rights import Right, may
from carrefour.editorial.blocks import page_html
from carrefour.editorial.models import FormerSlug, Page
from carrefour.editorial.pages import lines, text_of


@require_safe
def shipped(request: HttpRequest, key: str) -> HttpResponse:
    """One of the pages that Carrefour ships, as it is or as an operator wrote it."""
    return _page(request, key)


@require_safe
def added(request: HttpRequest, slug: str) -> HttpResponse:
    """A page that operators added; an address that it had leads to the one that it has."""
    page = Page.objects.filter(slug=slug).first()
    if page is None:
        former = get_object_or_404(FormerSlug, kind="page", slug=slug)
        now = get_object_or_404(Page, pk=former.target)
        return redirect("editorial:page", now.slug, permanent=True)
    return _page(request, page.key)


def _page(request: HttpRequest, key: str) -> HttpResponse:
    language = get_language() or "fr"
    text = text_of(key, language)
    if text is None:
        raise Http404
    user = user_of(request)
    context = {
        "key": key,
        "text": text,
        "html": page_html(text.body),
        "beside": [line for line in lines(language) if line.about],
        "writer": user is not None and may(user, Right.EDIT_PAGES),
        "language": language,
    }
    return render(request, "editorial/page.html", context)
