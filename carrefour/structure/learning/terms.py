"""French text as terms: folded words without endings, small words left out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MOST_TERMS = 200  # of one text: what it is about is said early
_SMALL = frozenset(
    "a au aux avec c ce ces cet cette d dans de des du en est et eux il ils j je l la le les leur "
    "leurs lui m ma mais me mes mon n ne nos notre nous on ont ou par pour qu que qui s sa se ses "
    "son sont sur t ta te tes toi ton tu un une vos votre vous y the of and to via vers chez plus "
    "moins tres tout tous toute toutes meme aussi comme dont faire peut cela donc tant si pas "
    "quand lors apres avant depuis".split()
)
# What stands before a word and makes one with it, however it is joined: éco-construction.
_JOINED = frozenset(
    "co auto inter multi micro eco agro anti pre mini e socio tele cyber re mono poly aqua photo "
    "electro geo neuro hydro medico pluri trans ultra infra extra".split()
)
_WORD = re.compile(r"[a-z0-9]+")
_PLAIN = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"} | dict.fromkeys("’‘“”«»–—…·•°/", " ")
)
_AGES = re.compile(
    r"(\d{1,2}) ?(?:-|/|à|a|et) ?(\d{1,2}) ?ans"
    r"|(?:plus|\+) ?(?:de |d')?(\d{2}) ?ans"
    r"|(?:moins|-) ?(?:de |d')?(\d{1,2}) ?ans",
    re.I,
)
_YOUNG, _OLD = 30, 58  # years: "16-25 ans" are young people, "plus de 60 ans" are seniors


@lru_cache(maxsize=30_000)
def stem(word: str) -> str:
    """A folded ``word`` without the marks of plural and feminine."""
    if len(word) < 4 or word.isdigit():
        return word
    if word.endswith("eaux"):
        return word[:-1]
    if word.endswith("aux") and len(word) > 4:
        return f"{word[:-2]}l"
    if word[-1] in "sx":
        word = word[:-1]
    if len(word) < 4:
        return word
    if word.endswith("trice"):
        return f"{word[:-5]}teur"
    if word.endswith("euse") and len(word) > 5:
        return word[:-2]
    if word.endswith("ive") and len(word) > 5:
        return f"{word[:-2]}f"
    while word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word


def terms(text: str, most: int = MOST_TERMS) -> list[str]:
    """The terms of ``text`` in order, at most ``most``; an age range adds who it speaks of."""
    return [term for term, _ in spelt_terms(text, most)]


def spelt_terms(text: str, most: int = MOST_TERMS) -> list[tuple[str, str]]:
    """The terms of ``text``, each with the folded word that it comes from."""
    words = _words(text[: most * 12])
    found: list[tuple[str, str]] = []
    before = ""
    for word in words:
        if word in _SMALL:
            before = ""
            continue
        if before and len(word) > 2:
            found[-1] = (stem(before + word), before + word)
            before = ""
            continue
        if word.isdigit():
            before = ""
            continue
        found.append((stem(word), word))
        before = word if word in _JOINED else ""
        if len(found) >= most:
            break
    if "ans" in words:
        found += [(stem(who), who) for who in _ages(text)]
    return found[:most]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.translate(_PLAIN).lower())
    return _WORD.findall(plain.encode("ascii", "ignore").decode())


def _ages(text: str) -> list[str]:
    """``jeune`` or ``senior`` for each range of ages in ``text`` that is theirs alone."""
    found = []
    for low, high, over, under in _AGES.findall(text):
        if int(high or under or 99) <= _YOUNG:
            found.append("jeune")
        elif int(low or over or 0) >= _OLD:
            found.append("senior")
    return found
