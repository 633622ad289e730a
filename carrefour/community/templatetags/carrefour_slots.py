"""Slots in templates: ``{% slot "sheet.actions" sheet %}``, ``{% menu "account" as entries %}``."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from carrefour.community.slots import Entry, drawn, listed

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: dict[str, Any], name: str, subject: object = None) -> SafeString:
    """What other rooms add to this place of the page; see `carrefour.community.slots`."""
    request = context.get("request")
    return drawn(name, request, subject) if request else SafeString("")


@register.simple_tag(takes_context=True)
def menu(context: dict[str, Any], name: str) -> list[Entry]:
    """The lines that other rooms add to a menu."""
    request = context.get("request")
    return listed(name, request) if request else []
