"""The pages that Carrefour ships: their addresses are fixed, and their texts hold until an
operator writes others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Shipped:
    """Where a shipped page is shown, as long as nobody says otherwise.

    ``elsewhere`` names the address of one that another room writes; it is in the menus alone, by
    the ``title``.
    """

    key: str
    order: int
    foot: bool = False
    about: bool = True
    elsewhere: str = ""
    title: str | Promise = ""

    @property
    def name(self) -> str:
        """The name of its address."""
        return self.elsewhere or f"editorial:{self.key}"


@dataclass(frozen=True, slots=True)
class ShippedText:
    """A text as it is shipped: Markdown, its title and its summary apart."""

    title: str
    summary: str
    body: str


SHIPPED = {
    page.key: page
    for page in (
        Shipped("about", 10, foot=True),
        Shipped("charter", 20, foot=True, elsewhere="collective:charter", title=_("La charte")),
        Shipped("tools", 30),
        Shipped("press", 40),
        Shipped("data", 50, foot=True),
        Shipped("privacy", 60, foot=True),
        Shipped("terms", 70, foot=True),
        Shipped("legal", 80, foot=True),
        Shipped("accessibility", 90, foot=True),
    )
}

OURS = frozenset(key for key, page in SHIPPED.items() if not page.elsewhere)


@cache
def shipped_text(key: str, language: str) -> ShippedText:
    """The text of a shipped page that we write.

    Its file has a title, a summary, then the rest.
    """
    whole = (_FOLDER / f"{key}.{language}.md").read_text("utf-8")
    title, summary, body = whole.split("\n\n", 2)
    return ShippedText(title.removeprefix("# "), summary.replace("\n", " "), body.strip() + "\n")
