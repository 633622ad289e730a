"""French typography in plain texts: the spaces that must not break a line."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
# A space that stands before a mark of two parts, or within quotation marks, is one for good.
_BEFORE = re.compile(r"(?<=\S)[ \u202f](?=[:;!?»%€](?:[\s).,»…]|$))")
_MARK = re.compile(r"[:;!?»«%€]")
_AFTER = re.compile(r"(?<=«)[ \u202f](?=\S)")


def unbreaking(text: str) -> str:
    """``text`` in which the spaces of French before ``: ; ! ? » % €`` and after « hold together.

    None is added where there was none: who wrote "http:" or "10:30" meant it.
    """
    if " " not in text or not _MARK.search(text):
        return text
    return _AFTER.sub(NO_BREAK, _BEFORE.sub(NO_BREAK, text))
