"""Lists of words kept beside the code, one a line, so that anyone can lengthen them."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def listed(name: str) -> frozenset[str]:
    """The lines of the list called ``name`` in ``words/``."""
    text = resources.files(__package__).joinpath("words", f"{name}.txt").read_text("utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip())
