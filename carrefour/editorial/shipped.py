"""The pages that Carrefour ships: their addresses are fixed, and their texts hold until an
operator writes others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Shipped:
    """Where a shipped page is shown, as long as nobody says otherwise."""

    key: str
    order: int
    foot: bool = False
    about: bool = True

    @property
    def name(self) -> str:
        """The name of its address."""
        return f"editorial:{self.key}"


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
        Shipped("charter", 20, foot=True),
        Shipped("tools", 30),
        Shipped("press", 40),
        Shipped("data", 50, foot=True),
        Shipped("privacy", 60, foot=True),
        Shipped("terms", 70),
        Shipped("legal", 80, foot=True),
        Shipped("accessibility", 90, foot=True),
    )
}


@cache
def shipped_text(key: str, language: str) -> ShippedText:
    """The text of a shipped page. Its file has a title, a summary, then the rest."""
    whole = (_FOLDER / f"{key}.{language}.md").read_text("utf-8")
    title, summary, body = whole.split("\n\n", 2)
    return ShippedText(title.removeprefix("# "), " ".join(summary.split()), body.strip() + "\n")
