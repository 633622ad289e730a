"""What is looked for in vain: the words, once several looked for them, and never a person's.

Before that only a keyed hash of them is kept, for a month: it counts, and nobody reads in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from importlib import resources

from django.utils import timezone
from django.utils.crypto import salted_hmac

from carrefour.usage.models import Unfound

KEPT_FROM = 3  # different hours in which they were looked for
APART = timedelta(hours=1)  # closer ones may be one person's, and count once
LONGEST = 80  # characters
UNREAD, READ = timedelta(days=30), timedelta(days=396)  # how long a hash, and words, are kept
_CONTACT = re.compile(r"@|https?:|www\.|\d(?:[\s./-]*\d){4}")
_TITLE = re.compile(
    r"\b(?:m|mr|mme|mlle|monsieur|madame|mademoiselle|dr|docteur|me|ma[iî]tre)\b\.?"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SPACES = re.compile(r"\s+")


def look_for(texts: Iterable[str]) -> None:
    """Count words that found nothing."""
    now = timezone.now()
    for text in texts:
        told = as_kept(text)
        if not told:
            continue
        key = salted_hmac("carrefour.usage.unfound", told, algorithm="sha256").hexdigest()
        one, new = Unfound.objects.get_or_create(key=key, defaults={"last_at": now, "times": 1})
        if new or now - one.last_at < APART:
            continue
        times = one.times + 1
        kept = told if times >= KEPT_FROM else ""
        Unfound.objects.filter(pk=one.pk).update(times=times, last_at=now, text=kept)


def as_kept(text: str) -> str:
    """The words as they are kept: in small letters; empty when they may tell of a person.

    An address, a number of five digits or more, a title, a given name beside another word.
    """
    if len(text) > LONGEST or not text.isprintable():
        return ""
    told = _SPACES.sub(" ", text).strip().lower()
    if _CONTACT.search(told) or _TITLE.search(told):
        return ""
    words = _WORD.findall(told)
    named = any(part in given_names() for word in words for part in (word, *word.split("-")))
    return "" if (named and len(words) > 1) or not words else told


@cache
def given_names() -> frozenset[str]:
    """Given names that are common in France, in small letters."""
    text = resources.files(__package__).joinpath("given_names.txt").read_text("utf-8")
    return frozenset(text.split())


def forget_unfound() -> None:
    """Delete what nobody looked for again."""
    now = timezone.now()
    Unfound.objects.filter(text="", last_at__lt=now - UNREAD).delete()
    Unfound.objects.filter(last_at__lt=now - READ).delete()
