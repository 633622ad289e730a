"""What changes between two texts, word by word, side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

MOST_WORDS = 4_000  # of a text; longer ones are shown as they are
_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Difference:
    """A text before and after, what left marked ``del`` and what came ``ins``; safe HTML."""

    before: SafeString
    after: SafeString


def difference(before: str, after: str) -> Difference:
    """``before`` and ``after`` with what differs marked."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return Difference(format_html("{}", before), format_html("{}", after))
    steps = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    left = [(kind, "".join(old[a:b])) for kind, a, b, _c, _d in steps]
    right = [(kind, "".join(new[c:d])) for kind, _a, _b, c, d in steps]
    return Difference(_marked(left, "del"), _marked(right, "ins"))


def _marked(parts: Sequence[tuple[str, str]], tag: str) -> SafeString:
    return mark_safe("".join(_pieces(parts, tag)))  # noqa: S308 - each piece is escaped


def _pieces(parts: Sequence[tuple[str, str]], tag: str) -> Iterator[str]:
    for kind, text in parts:
        if not text:
            continue
        if kind == "equal":
            yield format_html("{}", text)
        else:
            yield format_html("<{0}>{1}</{0}>", mark_safe(tag), text)  # noqa: S308 - ours
