"""Text without what would tell who someone is, or let one in: addresses and secrets.

A line of a log is kept and copied where nobody thinks of it, so this is the last of the guards: our
own messages name nobody, but those of libraries and databases quote what they were given.
"""

from __future__ import annotations

import re
from contextlib import suppress
from ipaddress import ip_address
from itertools import pairwise

HIDDEN = "…"
LONG, LEAPS = 32, 0.3  # characters of a token without a figure; changes of case, of its letters
_WAY_IN = re.compile(r"(?<=//)[^/\s@]{1,500}@")  # user:password@ of an address
_EMAIL = re.compile(r"[\w.+%'=-]{1,100}(?:@|%40)[\w-][\w.-]{0,250}")
_FOUR = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)")
_SIX = re.compile(r"(?<![\w:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}(?!\w)")
_TOLD = re.compile(
    r"""(?ix)\b((?:api[_-]?)?key|token|secret|password|passwd|bearer|csrfmiddlewaretoken)
    (["']?\s*[=:]\s*["']?|\s+)([^\s"'&,;)]{6,})"""
)
_LONG = re.compile(r"[A-Za-z0-9_-]{20,}")


def without_private(text: str) -> str:
    """``text`` with e-mail addresses, network addresses and what looks like a secret hidden.

    The machine's own addresses stay. What stands for a secret is a long run of letters of both
    cases and figures, or of small letters and figures without any hyphen, or whatever follows a
    word such as ``password=``.
    """
    told = _WAY_IN.sub(f"{HIDDEN}@", text)
    told = _EMAIL.sub(lambda found: found[0] if found[0][0] == HIDDEN else HIDDEN, told)
    told = _FOUR.sub(_address, told)
    told = _SIX.sub(_address, told)
    told = _TOLD.sub(rf"\1\2{HIDDEN}", told)
    return _LONG.sub(_secret, told)


def _address(found: re.Match[str]) -> str:
    told = found[0]
    for text in (told, told.removesuffix(":")):  # a colon may be of the sentence
        with suppress(ValueError):
            address = ip_address(text)
            own = address.is_loopback or address.is_unspecified
            return told if own else HIDDEN + told[len(text) :]
    return told


def _secret(found: re.Match[str]) -> str:
    told = found[0]
    figures, small = any(c.isdigit() for c in told), any(c.islower() for c in told)
    mixed = figures and small and any(c.isupper() for c in told)
    run = figures and small and "-" not in told and "_" not in told
    return HIDDEN if mixed or run or _leaps(told) else told


def _leaps(told: str) -> bool:
    """Whether it is a token that chance gave no figure: one of a thousand and a half has none.

    Of names that are made of words, as ``CompressedManifestStorage`` is, a quarter of the letters
    differ in case from the one before; of a token half of them.
    """
    if len(told) < LONG:
        return False
    pairs = pairwise(told)
    changes = sum(a.isalpha() and b.isalpha() and a.isupper() != b.isupper() for a, b in pairs)
    return changes > LEAPS * len(told)
