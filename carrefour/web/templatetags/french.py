"""The engine's messages in the reader's language."""

from __future__ import annotations

from django import template

from carrefour.web.french import in_words

register = template.Library()
register.filter("in_words", in_words)
