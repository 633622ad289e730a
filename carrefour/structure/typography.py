"""French typography in plain texts: the spaces that must not break a line, and no shouting."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
# A space that stands before a mark of two parts, or within quotation marks, is one for good.
_BEFORE = re.compile(r"[ \u202f](?=[:;!?»%€](?:[\s).,»…]|$))")
_AFTER = re.compile(r"(?<=«)[ \u202f](?=\S)")
_SPACED = tuple(f" {mark}" for mark in ":;!?»%€")
_LOUD = re.compile(r"([!?])(?:[\u00a0 ]?\1)+")
# A list whose items a program put together: "Écrire;Lire" is "Écrire ; Lire".
_ELIDED = re.compile(r"(?<![\w'’])([LlDd]['’]) (?=[a-zA-ZÀ-ÿ]{2})")
_JOINED = re.compile(r"(?<=[a-zà-ÿ)])[;](?=[A-ZÀ-Ý])")


def unbreaking(text: str) -> str:
    """``text`` in which the spaces of French before ``: ; ! ? » % €`` and after « hold together.

    None is added where there was none: who wrote "http:" or "10:30" meant it.
    """
    if any(mark in text for mark in _SPACED):
        text = _BEFORE.sub(NO_BREAK, text)
    return _AFTER.sub(NO_BREAK, text) if "« " in text else text


def calm(text: str) -> str:
    """``text`` with one mark where several shouted, and spaces where French has them.

    Within lists that a program joined there is one, after an elided article ("L' Arche") none.
    """
    if "!!" in text or "! !" in text or "??" in text or "? ?" in text:
        text = _LOUD.sub(r"\1", text)
    if "' " in text or "’ " in text:
        text = _ELIDED.sub(r"\1", text)
    return _JOINED.sub(" ; ", text) if ";" in text else text


def begun(text: str) -> str:
    """``text`` with a capital first, unless its first word has one within, as "iPhone" does."""
    first = text[:1]
    if not first.islower():
        return text
    word = re.split(r"[\s’'-]", text, maxsplit=1)[0]
    return text if word[1:] != word[1:].lower() or "." in word[:-1] else first.upper() + text[1:]
