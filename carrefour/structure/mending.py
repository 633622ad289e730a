"""Letters put right that an encoding mistake broke, where only one reading is possible."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache

from carrefour.structure.wordlists import listed

LOST = "\ufffd"  # what a program writes for a letter that it could not read

# UTF-8 read as Windows-1252: two to four characters that together make one letter.
_BROKEN = re.compile(
    "[ÃÅ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\x80-\xbf]|â€[\x80-\xbf™œžš˜“”¦¢¡°³¹º‹š\x9d]|â‚¬|â„¢"
)
_MARKS = ("Ã", "Â", "Å", "â€", "â‚", "â„")  # one of them begins every broken letter
_BARE_A = re.compile(r"Ã(?: {1,2}|$)")
_WORD_WITH_LOSS = re.compile(r"[^\W\d_]*\ufffd(?:[^\W\d_]|\ufffd)*")
_ELISION = re.compile(r"\b([ldnsjmtcLDNSJMTC]|[qQ]u|QU)\ufffd(?=[aeiouyhàâéèêîôûœAEIOUYHÉ])")
_ALONE = re.compile(r"(?<=[\w,;»] )\ufffd(?= \w)")  # of the words of one lost letter, "à" is it
_BETWEEN_NUMBERS = re.compile(r"(?<=[\dhH]) ?\ufffd ?(?=\d)")


def mended(text: str) -> str:
    """``text`` with letters put right that were read in the wrong encoding ("Ã©" for "é").

    Letters that are lost altogether ("biblioth?que") come back where one known word fits alone.
    Composed (NFC).
    """
    if text.isascii():
        return text
    if any(mark in text for mark in _MARKS) and _BROKEN.search(text):
        text = _BARE_A.sub("à ", _BROKEN.sub(_reread, text)).rstrip(" ")
    if LOST in text:
        text = _WORD_WITH_LOSS.sub(_found_again, text)
        text = _BETWEEN_NUMBERS.sub("-", _ELISION.sub(r"\1’", text))
        text = _ALONE.sub("à", _WORD_WITH_LOSS.sub(_found_again, text))
    return unicodedata.normalize("NFC", text)


def _reread(match: re.Match[str]) -> str:
    """The letter that the broken characters were, or themselves when they were none."""
    broken = match.group()
    try:
        raw = b"".join(_byte(c) for c in broken)
        letter = raw.decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return broken
    return letter


def _byte(character: str) -> bytes:
    # Windows-1252 has no character for five bytes, which then stay control characters.
    return character.encode("latin-1" if "\x80" <= character <= "\x9f" else "cp1252")


def _found_again(match: re.Match[str]) -> str:
    return _whole_word(match.group())


@lru_cache(maxsize=10_000)
def _whole_word(broken: str) -> str:
    """The one word of the lexicon that ``broken`` can be, in its case; else ``broken``."""
    if broken == LOST:
        return broken
    lower = broken.lower()
    fitting = [
        word
        for word in _lexicon()[len(lower)]
        if all(a == b or (a == LOST and not b.isascii()) for a, b in zip(lower, word, strict=True))
    ]
    if len(fitting) != 1:
        return broken
    word = fitting[0]
    letters = broken.replace(LOST, "")
    if letters.isupper() and len(letters) > 1:
        return word.upper()
    capital = letters[:1].isupper() and (broken[0] != LOST or len(letters) == 1)
    return word[:1].upper() + word[1:] if capital else word


@cache
def _lexicon() -> dict[int, list[str]]:
    """Words with letters that get lost, by length."""
    by_length: dict[int, list[str]] = defaultdict(list)
    for word in sorted(listed("lexicon")):
        by_length[len(word)].append(word)
    return by_length
