"""How French text becomes terms: elisions, accents, case, stems.

A text is cut into words here, and each word's term is remembered, since the same words come back
all the time: Tantivy then only has to part the terms at their spaces, and documents, queries and
highlights are sure to read a text alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

import tantivy

# Words that say nothing alone, folded; the letters are what elisions leave (l', d', qu').
STOPWORDS = (
    "a au aux avec c ce ces cet cette d dans de des du en est et eux il ils j je l la le les leur "
    "leurs lui m ma mais me mes mon n ne nos notre nous on ont ou par pas pour qu que qui s sa se "
    "ses son sont sur t ta te tes toi ton tu un une vos votre vous y the of and to"
).split()
_WORD = re.compile(r"[^\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
# Plurals that the stemmer leaves, since verbs end so too: vélos, emplois, menus, lieux, jeux.
_PLURAL = re.compile(r"(?<=..[aiou])s$|(?<=.[eo]u)x$")
# What would be stemmed to another word: to the CAF, to the Ain.
_KEPT = {"cafe": "cafe", "cafes": "cafe", "aine": "aine", "aines": "aine"}
_SOFT_HYPHEN = "\u00ad"
REMEMBERED = 30_000  # words, which are nearly all that a text is made of


class _Remembered(dict[str, str]):
    """What is made of each word, made once.

    A dictionary is asked twice as fast as ``lru_cache``, hundreds of times for each sheet. It
    forgets all when it is full: the words that come back are soon known again.
    """

    def __init__(self, made: Callable[[str], str]) -> None:
        super().__init__()
        self._made = made

    def __missing__(self, word: str) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        made = self[word] = self._made(word)
        return made


def fold(text: str) -> str:
    """``text`` in lower case without accents, ligatures parted."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES).lower())
    return "".join(c for c in plain if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """The words of ``text`` as typed."""
    return _WORD.findall(text.replace(_SOFT_HYPHEN, ""))


def stem(word: str) -> str:
    """The folded stem of ``word``, empty for a word that says nothing: "Jardins" gives "jardin"."""
    return _STEMS[word]


def spelt(word: str) -> str:
    """``word`` folded as it is spelt, for prefixes and typing errors; empty as `stem` is."""
    return _SPELT[word]


def stem_each(said: Iterable[str]) -> list[str]:
    """The stem of each of some words, as `stem` gives it."""
    return list(map(_STEMS.__getitem__, said))


def stemmed(text: str) -> str:
    """The stems of ``text``, parted by spaces."""
    return " ".join(stem_each(words(text)))


def folded(said: Iterable[str]) -> list[str]:
    """Words folded as they are spelt, in order, without those that say nothing."""
    return " ".join(map(_SPELT.__getitem__, said)).split()


def stems(text: str) -> list[str]:
    """The stems of ``text`` in order: "les Jardins partagés" gives "jardin", "partag"."""
    return stemmed(text).split()


def spellings(text: str) -> list[str]:
    """The folded words of ``text`` in order."""
    return folded(words(text))


@cache
def first_letter(character: str) -> str:
    """The letter by which a term begins whose word begins by ``character``; empty for none."""
    return "".join(_folded().analyze(character))[:1]


@cache
def terms() -> tantivy.TextAnalyzer:
    """Parts at spaces what `stems` or `spellings` made."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()


@cache
def _folded() -> tantivy.TextAnalyzer:
    return _folding().build()


@cache
def _stemming() -> tantivy.TextAnalyzer:
    return (
        _folding()
        .filter(tantivy.Filter.custom_stopword(STOPWORDS))
        .filter(tantivy.Filter.stemmer("french"))
        .build()
    )


@cache
def _spelling() -> tantivy.TextAnalyzer:
    return _folding().filter(tantivy.Filter.custom_stopword(STOPWORDS)).build()


def _folding() -> tantivy.TextAnalyzerBuilder:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )


def sort_key(title: str) -> str:
    """A title as it is ordered: folded, without the punctuation that leads it."""
    return ordering(words(title))


def ordering(said: Iterable[str]) -> str:
    """What a title of such words is ordered by."""
    return " ".join(map(_FOLDED.__getitem__, said))[:80]


def _stem(word: str) -> str:
    singular = _PLURAL.sub("", spelt(word))
    return _KEPT.get(singular) or " ".join(_stemming().analyze(singular))


def _spell(word: str) -> str:
    return " ".join(_spelling().analyze(word))


_STEMS, _SPELT, _FOLDED = _Remembered(_stem), _Remembered(_spell), _Remembered(fold)
