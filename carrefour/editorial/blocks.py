"""What a text of a page may have drawn by Carrefour: ``{{ sources }}`` alone on a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Source
from carrefour.community.kept import KEPT
from carrefour.editorial.illustrations import shown_in
from carrefour.editorial.markdown import html_of
from carrefour.web.views.home import figures

_BLOCK = re.compile(r"<p>\{\{\s*(\w+)\s*\}\}</p>")
_MARK = re.compile(r"\{\{\s*(\w*)\s*\}\}")


def _sources() -> dict[str, object]:
    return {"sources": Source.objects.select_related("organisation").order_by("title")}


def _figures() -> dict[str, object]:
    return {"figures": figures(), "day": timezone.now()}


def _kept() -> dict[str, object]:
    return {"kept": [(one.what, one.why, one.until()) for one in KEPT]}


def _contact() -> dict[str, object]:
    return {"contact_url": settings.CONTACT_URL}


def _nothing() -> dict[str, object]:
    return {}


BLOCKS: Mapping[str, tuple[object, Callable[[], dict[str, object]]]] = {
    "sources": (_("le tableau des sources et de leurs licences"), _sources),
    "chiffres": (_("combien il y a de projets et d’organisations, à ce jour"), _figures),
    "conservation": (_("le tableau de ce qui est gardé des personnes"), _kept),
    "contact": (_("comment joindre l’équipe"), _contact),
    "logo": (_("le logo, à télécharger"), _nothing),
}


def unknown_in(text: str) -> list[str]:
    """The names in ``{{ … }}`` of ``text`` that mean nothing."""
    return sorted(set(_MARK.findall(text)) - BLOCKS.keys())


def page_html(text: str) -> SafeString:
    """A text of a page, whole: Markdown with our images and blocks."""
    html = html_of(text, shown_in(text))
    return mark_safe(_BLOCK.sub(_drawn, html))  # noqa: S308 - cleaned, and our own templates


def _drawn(match: re.Match[str]) -> str:
    if match[1] not in BLOCKS:
        return match[0]
    _words, told = BLOCKS[match[1]]
    return render_to_string(f"editorial/blocks/{match[1]}.html", told())
