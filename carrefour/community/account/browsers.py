"""A browser in two words, by which its person recognises it: "Firefox", "Windows"."""

from __future__ import annotations

from dataclasses import dataclass

# In this order: most browsers also name those that they want to be taken for.
_NAMES = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Browser:
    """Its name and its system, each empty when it does not say."""

    name: str
    system: str


def browser_of(agent: str) -> Browser:
    """What a ``User-Agent`` header says, and no more of it."""

    def first(known: tuple[tuple[str, str], ...]) -> str:
        return next((name for mark, name in known if mark in agent), "")

    return Browser(first(_NAMES), first(_SYSTEMS))
