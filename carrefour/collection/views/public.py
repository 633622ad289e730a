"""Collections as anyone reads them: the directory, each one, and one within another site."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.views.decorators.cache import cache_control

from carrefour.collection import stakes
from carrefour.collection.models import Collection, Visibility
from carrefour.collection.showing import Chosen, byline, chosen, covers, published
from carrefour.collection.views.finding import readable
from carrefour.community.access import user_of
from carrefour.community.rights import Right, may
from carrefour.web.embedding import look
from carrefour.web.reading import FILES
from carrefour.web.security import SANDBOX, embeddable
from carrefour.web.selection import points_of
from carrefour.web.templatetags.carrefour_web import sheet_url

PER_PAGE = 24
HEIGHT = 620  # px, of one within another site


def directory(request: HttpRequest) -> HttpResponse:
    """The collections that are published, the latest first; ``q`` narrows them by words."""
    words = request.GET.get("q", "").strip()[:100]
    found = published()
    for word in words.split()[:6]:
        found = found.filter(title__icontains=word) | found.filter(introduction__icontains=word)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "collection/directory.html",
        {"page": page, "covers": covers(page.object_list), "q": words},
    )


def collection(request: HttpRequest, slug: str, id_: str) -> HttpResponse:
    """A collection: its text, its sheets and where they are."""
    one = readable(request, id_)
    if one.slug != slug:
        return redirect("collection:collection", one.slug, one.pk)
    shown = chosen(one)
    sheets = [each.sheet for each in shown if each.sheet]
    user = user_of(request)
    address = request.build_absolute_uri(address_of(one))
    frame = request.build_absolute_uri(reverse("collection:embed", args=[one.pk]))
    context = {
        "collection": one,
        "byline": byline(one),
        "chosen": shown,
        "count": len(sheets),
        "points": points_of(sheets),
        "address": address,
        "picture": next((p for s in sheets if (p := getattr(s, "picture", None))), None),
        "data": _linked_data(request, one, shown, address),
        "files": [
            (label, reverse("collection:export", args=[one.slug, one.pk, kind]))
            for kind, label in FILES.items()
        ],
        "makes": user and may(user, Right.EDIT_COLLECTION, stakes.of_makers(one)),
        "iframe": format_html(
            '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"\n'
            '  sandbox="{}"></iframe>',
            frame, one.title, HEIGHT, SANDBOX,
        ),
    }  # fmt: skip
    response = render(request, "collection/collection.html", context)
    if not one.is_published:
        response["X-Robots-Tag"] = "noindex"
    return response


@cache_control(max_age=300, public=True)
@embeddable
def embedded(request: HttpRequest, id_: str) -> HttpResponse:
    """A published collection, within another site; it knows nobody, so shows what all may read."""
    shown = look(request.GET)
    one = published().filter(pk=id_).first()
    if one is None:
        return render(request, "collection/embed_gone.html", {"look": shown}, status=404)
    held = chosen(one)
    context = {
        "look": shown,
        "collection": one,
        "byline": byline(one),
        "chosen": held,
        "points": points_of([each.sheet for each in held if each.sheet]),
    }
    return render(request, "collection/embed.html", context)


def address_of(one: Collection) -> str:
    """The lasting address of a collection, without the site."""
    return reverse("collection:collection", args=[one.slug, one.pk])


def _linked_data(
    request: HttpRequest, one: Collection, shown: list[Chosen], address: str
) -> dict[str, object] | None:
    """What search engines read of one that is published: a list of pages (schema.org)."""
    if one.visibility != Visibility.PUBLIC:
        return None
    listed = [each.sheet for each in shown if each.sheet]
    return {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": one.title,
        "description": Truncator(one.introduction).chars(300),
        "url": address,
        "dateModified": one.changed_at.isoformat(),
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": len(listed),
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": at,
                    "name": sheet.title,
                    "url": request.build_absolute_uri(sheet_url(sheet)),
                }
                for at, sheet in enumerate(listed, 1)
            ],
        },
    }
