"""What a reader of values says when it cannot read one."""

from __future__ import annotations


class Odd(Exception):
    """A value that cannot be read: the message says which and why, for the source's people."""


def shown(text: str) -> str:
    """``text`` cut short and on one line, to stand in a message."""
    text = " ".join(text.split())
    return text if len(text) <= 40 else f"{text[:39]}…"
