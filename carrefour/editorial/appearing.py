"""What this room adds to pages of others: news on the first page, and menus."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from carrefour.community.slots import Entry, draws, lists
from carrefour.editorial.news import published, told
from carrefour.editorial.pages import foot

ON_THE_FIRST_PAGE = 3


def appear() -> None:
    """Say what is added where."""
    draws("home", _news, order=70)
    lists("foot", _pages, order=40)
    lists("foot", _news_and_letter, order=60)
    lists("desk.publish", _desk, order=80)


def _news(request: HttpRequest, _subject: object) -> SafeString | None:
    news = [told(one, get_language() or "fr") for one in published()[:ON_THE_FIRST_PAGE]]
    letter = bool(settings.EMAIL_HOST)
    if not news and not letter:
        return None
    context = {"news": news, "letter": letter}
    return render_to_string("editorial/parts/home.html", context, request)


def _pages(_request: HttpRequest) -> Iterable[Entry]:
    return foot(get_language() or "fr")


def _news_and_letter(_request: HttpRequest) -> Iterable[Entry]:
    yield Entry(_("Actualités"), reverse("editorial:news"))
    if settings.EMAIL_HOST:
        yield Entry(_("Lettre d’information"), reverse("editorial:newsletter"))


def _desk(_request: HttpRequest) -> Iterable[Entry]:
    yield Entry(_("Pages et actualités"), reverse("editorial:desk"))
