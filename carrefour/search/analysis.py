"""How French text becomes terms: elisions, accents, case, stems."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import tantivy

# Words that say nothing alone, folded; the letters are what elisions leave (l', d', qu').
STOPWORDS = (
    "a au aux avec c ce ces cet cette d dans de des du en est et eux il ils j je l la le les leur "
    "leurs lui m ma mais me mes mon n ne nos notre nous on ont ou par pas pour qu que qui s sa se "
    "ses son sont sur t ta te tes toi ton tu un une vos votre vous y the of and to"
).split()
_WORD = re.compile(r"\w+")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})


def fold(text: str) -> str:
    """``text`` in lower case without accents, ligatures parted."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES).lower())
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def stemming() -> tantivy.TextAnalyzer:
    """Folded, stopped and stemmed terms: "les Jardins partagés" gives "jardin", "partag"."""
    return (
        _folding()
        .filter(tantivy.Filter.custom_stopword(STOPWORDS))
        .filter(tantivy.Filter.stemmer("french"))
        .build()
    )


@cache
def spelling() -> tantivy.TextAnalyzer:
    """Folded terms as they are spelt, for prefixes and typing errors."""
    return _folding().filter(tantivy.Filter.custom_stopword(STOPWORDS)).build()


def _folding() -> tantivy.TextAnalyzerBuilder:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )


@lru_cache(maxsize=200_000)
def stems(word: str) -> frozenset[str]:
    """The terms that ``word`` is indexed by."""
    return frozenset(stemming().analyze(word))


def words(text: str) -> list[str]:
    """The words of ``text`` as typed."""
    return _WORD.findall(text)


def sort_key(title: str) -> str:
    """A title as it is ordered: folded, without the punctuation that leads it."""
    return " ".join(words(fold(title)))[:80]
