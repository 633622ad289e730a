"""How an embedded search looks: what its address may say, checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from django.http import QueryDict

View = Literal["list", "map", "both"]
VIEWS: tuple[View, ...] = ("both", "list", "map")
COLOUR = "#123c3a"  # the site's own
LEAST, MOST, USUAL = 200, 1200, 420  # px, of the map
_HEX = re.compile(r"^#?([0-9a-f]{3}|[0-9a-f]{6})$", re.I | re.ASCII)


@dataclass(frozen=True, slots=True)
class Look:
    """What of a search is shown, in which colour (``#rrggbb``), with a map how high in pixels."""

    view: View = "both"
    colour: str = COLOUR
    height: int = USUAL

    @property
    def ink(self) -> str:
        """Black or white, whichever reads better on the colour: a contrast of 4.5 at the least."""
        light = luminance(self.colour)
        return "#ffffff" if 1.05 / (light + 0.05) >= (light + 0.05) / 0.05 else "#000000"

    @property
    def style(self) -> str:
        """What the page's style sheet takes from here, as CSS."""
        return (
            f":root{{--accent:{self.colour};--accent-ink:{self.ink};--map-height:{self.height}px}}"
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that `look` reads as this, without those that say nothing."""
        told = [
            ("vue", self.view, self.view != VIEWS[0]),
            ("couleur", self.colour.lstrip("#"), self.colour != COLOUR),
            ("hauteur", str(self.height), self.height != USUAL),
        ]
        return [(name, value) for name, value, says in told if says]


def look(params: QueryDict) -> Look:
    """The look that ``params`` ask for; what cannot be read of it is as usual."""
    view = next((v for v in VIEWS if v == params.get("vue")), VIEWS[0])
    return Look(view, colour(params.get("couleur", "")), _height(params.get("hauteur", "")))


def colour(text: str) -> str:
    """``text`` as ``#rrggbb`` if it is a colour so written, long or short; else the site's own."""
    found = _HEX.match(text.strip())
    if not found:
        return COLOUR
    digits = found[1].lower()
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(d * 2 for d in digits)


def luminance(colour: str) -> float:
    """The relative luminance of ``#rrggbb``, from 0 to 1, as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _height(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else USUAL
    return min(MOST, max(LEAST, number))
