"""The text of a sheet as paper sets it: paragraphs, headings and items of lists."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser

_HEADINGS = {f"h{n}" for n in range(1, 7)}
_BREAKS = {"p", "div", "blockquote", "ul", "ol", "table", "tr", "pre", "figure", "hr", "dl", "dt"}
_DROPPED = {"script", "style"}


@dataclass(frozen=True, slots=True)
class Block:
    """Some text that stands on its own; ``kind`` is "p", "h" or "li"."""

    kind: str
    text: str


def blocks(html: str) -> list[Block]:
    """The blocks of ``html``, in order. Any text at all is read; it never raises."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return reader.found


def cut(told: list[Block], most: int) -> tuple[list[Block], bool]:
    """The first of ``told``, ``most`` characters in all, and whether some were left out."""
    kept: list[Block] = []
    for block in told:
        if most <= 0:
            return kept, True
        short = block.text[:most]
        kept.append(Block(block.kind, short if short == block.text else f"{short.rstrip()}…"))
        most -= len(block.text)
    return kept, most < 0


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Block] = []
        self._kind = "p"
        self._words: list[str] = []
        self._dropping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._dropping += 1
        elif tag == "br":
            self.flush()
        elif tag in _HEADINGS or tag in _BREAKS or tag == "li":
            self.flush()
            self._kind = "h" if tag in _HEADINGS else "li" if tag == "li" else "p"

    def handle_endtag(self, tag: str) -> None:
        if tag in _DROPPED:
            self._dropping = max(0, self._dropping - 1)
        elif tag in _HEADINGS or tag in _BREAKS or tag == "li":
            self.flush()
            self._kind = "p"

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self._words.append(data)

    def flush(self) -> None:
        """End the block that is being read."""
        text = " ".join("".join(self._words).split())
        # A line of dashes or a lone bullet says nothing.
        if any(letter.isalnum() for letter in text):
            self.found.append(Block(self._kind, text))
        self._words = []
