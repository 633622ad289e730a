"""Small things that templates of this room ask for."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from carrefour.exchange.people import name_of
from carrefour.pipeline.gazetteer import gazetteer

register = template.Library()
register.filter("who", name_of)


@register.filter
def at(moment: datetime | None) -> SafeString | str:
    """A moment to the minute, as people read it and as programs do."""
    if moment is None:
        return ""
    local = localtime(moment)
    year = "" if local.year == localtime().year else " Y"
    shown = date_format(local, f"j F{year}, H:i")
    return format_html('<time datetime="{}">{}</time>', local.isoformat("T", "minutes"), shown)


@register.filter
def day(moment: datetime | None) -> SafeString | str:
    """A day, as people read it and as programs do."""
    if moment is None:
        return ""
    local = localtime(moment)
    shown = date_format(local, "j F Y")
    return format_html('<time datetime="{}">{}</time>', local.date().isoformat(), shown)


@register.filter
def prose(text: str) -> SafeString:
    """What someone typed, as paragraphs: escaped, its addresses as links that search engines
    are told not to follow."""
    linked = urlize(text, trim_url_limit=60, nofollow=True, autoescape=True)
    return mark_safe(linebreaks(linked))  # noqa: S308 - urlize escaped it


@register.filter
def territory(ref: str) -> str:
    """The name of a territory, known by its reference."""
    known = gazetteer().get(ref)
    return known.name if known else ref


@register.inclusion_tag("exchange/parts/fields.html")
def fields(form: object) -> dict[str, object]:
    """The fields of a form, each with its label, its help and what is wrong with it."""
    return {"form": form}
