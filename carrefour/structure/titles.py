"""Titles: on one line, in sentence case when they shouted, told apart when they name no one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from carrefour.structure.tagging import folded
from carrefour.structure.text import one_line, shortened
from carrefour.structure.wordlists import listed

MOST_TITLE = 300  # characters: what the catalogue keeps
ACRONYMS = listed("acronyms")
# Names that a hundred places share: said alone they tell nothing.
GENERIC = listed("generic_names")
_SMALL = listed("small_words")
_NAMES = tuple(sorted(listed("proper_names")))
_WORD = re.compile(r"[^\W_]+(?:[.][^\W_]+)*")
_INITIALS = re.compile(r"^(?:[A-Z]\.){1,}[A-Z]?$")


def title_of(text: str, names: Iterable[str] = ()) -> str:
    """``text`` as a title: one line, at most 300 characters, in sentence case when it shouted.

    ``names`` are proper names known of the project, such as its commune: they keep capitals.
    """
    title = one_line(text).strip(" ,;:|").strip()
    if title.count('"') == 2 and title.startswith('"') and title.endswith('"'):
        title = title.strip('"').strip()
    names = list(names)
    if shouts(title, names):
        title = _in_sentence_case(title, names)
    return shortened(title, MOST_TITLE)


def shouts(title: str, names: Iterable[str] = ()) -> bool:
    """Whether a title is all in capitals and not an acronym, as one word alone may be."""
    if title != title.upper() or title == title.lower():
        return False
    if folded(title) in GENERIC and title not in ACRONYMS:
        return True
    letters = sum(c.isalpha() for c in title)
    words = [w for w in _WORD.findall(title) if w.upper() not in ACRONYMS]
    known = {folded(name) for name in names}
    return letters > 8 and (
        len(words) > 1 or (len(words) == 1 and (letters > 9 or folded(words[0]) in known))
    )


def apart(title: str, commune: str) -> str:
    """``title`` with its commune when it is one that a hundred other places bear too."""
    if not commune or folded(title) not in GENERIC:
        return title
    return f"{title} – {commune}"


def name_case(name: str) -> str:
    """A proper name that shouted, as it is written: "AIX-EN-PROVENCE" gives "Aix-en-Provence".

    One letter in five may be small, as where a program could not raise it ("COURTHéZON").
    """
    letters = [c for c in name if c.isalpha()]
    if 10 * sum(map(str.isupper, letters)) < 8 * max(len(letters), 5) and name != name.upper():
        return name
    count = 0

    def write(match: re.Match[str]) -> str:
        nonlocal count
        word, count = match.group().lower(), count + 1
        small = word in _SMALL and word not in ("st", "ste") and count > 1
        return word if small else word[:1].upper() + word[1:]

    return _WORD.sub(write, name)


def _in_sentence_case(title: str, names: Iterable[str]) -> str:
    """Lower case, but for acronyms, initials, the first letter and known names."""

    def write(match: re.Match[str]) -> str:
        word = match.group()
        bare = word.rstrip("S") if word.endswith("S") and word[:-1] in ACRONYMS else word
        if bare in ACRONYMS:
            return bare + ("s" if bare != word else "")
        if _INITIALS.match(word) or any(c.isdigit() for c in word):
            return word
        return word.lower()

    lower = _WORD.sub(write, title)
    known = [name_case(n) for n in names if len(n) > 2] + list(_NAMES)
    plain = folded(title)
    for name in known:
        if folded(name) not in plain:
            continue
        lower = _pattern(name).sub(name.replace("\\", ""), lower)
    first = next((i for i, c in enumerate(lower) if c.isalpha()), 0)
    return lower[:first] + lower[first].upper() + lower[first + 1 :]


@lru_cache(maxsize=20_000)
def _pattern(name: str) -> re.Pattern[str]:
    """What finds ``name`` in a text, whatever its accents, hyphens and apostrophes."""
    words = [_any_accent(word) for word in folded(name).split()]
    return re.compile(r"(?<![^\W_])" + r"[\s\-’']+".join(words) + r"(?![^\W_])", re.I)


_ACCENTED = {"a": "aàâä", "c": "cç", "e": "eéèêë", "i": "iîï", "o": "oôö", "u": "uùûü", "y": "yÿ"}


def _any_accent(word: str) -> str:
    return "".join(f"[{_ACCENTED[c]}]" if c in _ACCENTED else re.escape(c) for c in word)
