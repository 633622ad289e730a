"""Places in pages that rooms above fill: a room that draws a page need not know who adds to it.

A room says what it adds when it starts (``AppConfig.ready``); docs/contributing.md lists the slots.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe

Drawn = Callable[[HttpRequest, object], SafeString | None]
Listed = Callable[[HttpRequest], Iterable["Entry"]]
_DRAWN: dict[str, list[tuple[int, Drawn]]] = defaultdict(list)
_LISTED: dict[str, list[tuple[int, Listed]]] = defaultdict(list)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu: where it leads, and how many things wait there; 0 shows no number.

    ``since`` is when the oldest of them began to wait, where that is known.
    """

    label: str | Promise
    url: str
    count: int = 0
    since: datetime | None = None


def draws(slot: str, part: Drawn, *, order: int = 50) -> None:
    """Add to ``slot`` what ``part`` renders of the request and the page's subject, if anything."""
    _DRAWN[slot].append((order, part))


def lists(slot: str, entries: Listed, *, order: int = 50) -> None:
    """Add ``entries`` to the menu ``slot``: as the request's person may see them."""
    _LISTED[slot].append((order, entries))


def drawn(slot: str, request: HttpRequest, subject: object = None) -> SafeString:
    """All that rooms add to ``slot``, in their order."""
    parts = sorted(_DRAWN[slot], key=lambda one: one[0])
    return mark_safe("".join(part(request, subject) or "" for _, part in parts))  # noqa: S308


def listed(slot: str, request: HttpRequest) -> list[Entry]:
    """The lines of the menu ``slot``, in their order."""
    parts = sorted(_LISTED[slot], key=lambda one: one[0])
    return [entry for _, entries in parts for entry in entries(request)]
