"""The charter of the collective, in a version that an organisation signs."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from carrefour.editorial.pages import Text, text_of

KEY = "charter"


@dataclass(frozen=True, slots=True)
class Charter:
    """The charter as it holds now.

    ``version`` changes with the French text, which is the one that is signed; ``since`` is when
    that was published, ``None`` for the text that Carrefour ships. ``text`` is in the language
    that was asked for.
    """

    version: str
    since: datetime | None
    text: Text


def current(language: str = "fr") -> Charter:
    """The charter that holds now, to be read in ``language``.

    Raises ``LookupError`` when there is none, which the shipped text prevents.
    """
    signed, text = text_of(KEY, "fr"), text_of(KEY, language)
    if signed is None or text is None:
        raise LookupError("there is no charter")
    told = "\n".join((signed.title, signed.summary, signed.body))
    return Charter(hashlib.sha256(told.encode()).hexdigest()[:16], signed.since, text)
