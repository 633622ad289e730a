"""Summaries: a description's first sentences."""

from __future__ import annotations

import re

from carrefour.structure.text import shortened

MOST_DERIVED = 280  # characters of a summary made from the description
MOST_GIVEN = 500  # characters of a summary that the source wrote as one
# The end of a sentence is not the point of an initial or of "M." or "St.".
_END = re.compile(
    r"(?<=[.!?…»])(?<![ (][A-ZÉ]\.)(?<!^[A-ZÉ]\.)(?<! St\.)(?<! Mme\.)(?<! cf\.)(?<! ex\.)\s+"
    r"(?=[A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒ«\"“0-9•-])"
)

# A line that ends without a mark, before one that begins like a sentence.
_NEW_LINE = re.compile(r"([^\s.!?…:;,])\s*\n+\s*(?=[A-ZÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒ])")


def summary_of(text: str, most: int = MOST_DERIVED) -> str:
    """The first sentences of plain ``text`` that fit in ``most`` characters.

    A first sentence that is longer is cut after a word.
    """
    text = " ".join(_NEW_LINE.sub(r"\1. ", text).split())
    if len(text) <= most:
        return text
    taken = ""
    for sentence in _END.split(text[: 4 * most]):
        longer = f"{taken} {sentence}".strip()
        if len(longer) > most or longer == text[: 4 * most].strip():
            break
        taken = longer
    # Half a line says too little to stand for a text.
    return taken if len(taken) >= 40 else shortened(text, most)
