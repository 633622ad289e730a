"""Names of places brought to one spelling, so that people's ways of writing them meet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss", "’": "'"})
_WORD = re.compile(r"[a-z0-9]+")
_SOUS = re.compile(r"\bs/ ?s\b[/-]?")
_SUR = re.compile(r"\bs/")
# One spelling for the words that people shorten, or write in either way.
CANONICAL = {
    "st": "saint",
    "sts": "saint",
    "saints": "saint",
    "ste": "sainte",
    "stes": "sainte",
    "saintes": "sainte",
    "lez": "les",
    "ss": "sous",
    "mt": "mont",
    "mts": "monts",
}
ARTICLES = frozenset({"le", "la", "les", "l"})
_CEDEX_NUMBER = re.compile(r"\d{1,2}")
_ACCENTS = re.compile("[\u0300-\u036f]+")
_ORDINAL = re.compile(r"^(?:0?(\d{1,2})|([ivx]{1,5}?))(e|er|eme|ieme|re|ere)?$")


def unaccented(text: str) -> str:
    """``text`` without accents or ligatures, in the case it came in."""
    if text.isascii():
        return text
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.translate(_LIGATURES)))
    # Those of other alphabets lie elsewhere.
    if plain.isascii():
        return plain
    return "".join([c for c in plain if not unicodedata.combining(c)])


def words(text: str) -> list[str]:
    """The words of a name in one spelling, without Cedex: see `fold`."""
    plain = unaccented(text).lower()
    if "/" in plain:
        plain = _SUR.sub(" sur ", _SOUS.sub(" sous ", plain))
    found = [CANONICAL.get(word, word) for word in _WORD.findall(plain)]
    if "cedex" in found:
        found = without_cedex(found)
    if "s" in found:
        last = len(found) - 1
        found = ["sur" if w == "s" and 0 < i < last else w for i, w in enumerate(found)]
    return found


def without_cedex(found: list[str]) -> list[str]:
    """``found`` without "cedex" and the number that follows it."""
    kept = []
    skipping = False
    for word in found:
        if not (word == "cedex" or (skipping and _CEDEX_NUMBER.fullmatch(word))):
            kept.append(word)
        skipping = word == "cedex"
    return kept


@lru_cache(maxsize=30_000)
def fold(text: str) -> str:
    """``text`` in lower case without accents, punctuation, abbreviations or Cedex.

    "ST-Trivier s/ Courtes Cedex 2" gives "saint trivier sur courtes". Folding twice changes
    nothing.
    """
    return " ".join(words(text))


def key(text: str) -> str:
    """The folded name without its leading article: "Le Carbet" and "CARBET" share one key."""
    return parted(text)[1]


def parted(text: str) -> tuple[str, str]:
    """The leading article of a name, empty where it has none, and the rest, both folded."""
    folded = fold(text)
    article, _, rest = folded.partition(" ")
    return (article, rest) if rest and article in ARTICLES else ("", folded)


def ordinal(word: str) -> tuple[int, bool] | None:
    """(11, True) for "11e" and "xie", (11, False) for "11" and "xi": a number, and if a rank."""
    match = _ORDINAL.match(word)
    if not match or not (match.group(1) or match.group(2)):
        return None
    ranked = bool(match.group(3))
    if match.group(1):
        return int(match.group(1)), ranked
    number = _ROMAN.get(match.group(2))
    return (number, ranked) if number else None


def arrondissement_code(city: str, number: int) -> str:
    """The INSEE code of an arrondissement: 75104 for the fourth of Paris."""
    return str(_BEFORE_FIRST[city] + number)


def arrondissement_of_postcode(postcode: str) -> tuple[str, int] | None:
    """("paris", 11) for 75011, ("lyon", 3) for 69003; 75116 is the sixteenth too."""
    if postcode == "75116":
        return "paris", 16
    for city, start in (("paris", "750"), ("lyon", "690"), ("marseille", "130")):
        if len(postcode) == 5 and postcode.startswith(start) and postcode[3:].isdigit():
            number = int(postcode[3:])
            return (city, number) if 1 <= number <= ARRONDISSEMENTS[city] else None
    return None


def departement_of_postcode(postcode: str) -> str:
    """The département that a postcode begins with; both of Corsica share 20."""
    if len(postcode) != 5 or not postcode.isdigit():
        return ""
    if postcode.startswith("20"):
        return "2A" if postcode < "20200" else "2B"
    return postcode[:3] if postcode >= "97" else postcode[:2]


ARRONDISSEMENTS = {"paris": 20, "lyon": 9, "marseille": 16}
_BEFORE_FIRST = {"paris": 75100, "lyon": 69380, "marseille": 13200}
_ROMAN = {
    name: number
    for number, name in enumerate(
        "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split(), 1
    )
}
