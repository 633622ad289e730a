"""Names of places brought to one spelling, so that people's ways of writing them meet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_ABBREVIATIONS = (
    (re.compile(r"\bs(?:t|aint)s?\b"), "saint"),
    (re.compile(r"\bs(?:te|ainte)s?\b"), "sainte"),
    (re.compile(r"\bs/s\b|\bs/"), "sur "),
)
_CEDEX = re.compile(r"\bcedex\b(?: \d{1,2}\b)?")
_ARTICLE = re.compile(r"^(?:le|la|les|l) (?=\w)")
_ARRONDISSEMENT = re.compile(
    r"^(paris|lyon|marseille) (?:0?(\d{1,2}))(?: ?(?:e|er|eme|ieme))?(?: arrondissement)?$"
)


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """``text`` in lower case without accents, punctuation, abbreviations or Cedex.

    "ST-Trivier s/ Courtes Cedex 2" gives "saint trivier sur courtes". Folding twice changes
    nothing.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).lower()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    for pattern, word in _ABBREVIATIONS[2:]:
        plain = pattern.sub(word, plain)
    plain = _NOT_WORD.sub(" ", plain).strip()
    for pattern, word in _ABBREVIATIONS[:2]:
        plain = pattern.sub(word, plain)
    return " ".join(_CEDEX.sub(" ", plain).split())


def key(text: str) -> str:
    """The folded name without its leading article: "Le Carbet" and "CARBET" share one key."""
    folded = fold(text)
    return _ARTICLE.sub("", folded)


def arrondissement(text: str) -> tuple[str, int] | None:
    """("paris", 11) for "Paris 11e", "PARIS 11EME ARRONDISSEMENT" and their kin, else ``None``."""
    match = _ARRONDISSEMENT.match(fold(text))
    if not match:
        return None
    city, number = match.group(1), int(match.group(2))
    return (city, number) if 1 <= number <= ARRONDISSEMENTS[city] else None


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


ARRONDISSEMENTS = {"paris": 20, "lyon": 9, "marseille": 16}
_BEFORE_FIRST = {"paris": 75100, "lyon": 69380, "marseille": 13200}

# The régions before 2016 that went whole into a present one (loi n° 2015-29).
FORMER_REGIONS = {
    "alsace": "44",
    "aquitaine": "75",
    "auvergne": "84",
    "basse normandie": "28",
    "bourgogne": "27",
    "champagne ardenne": "44",
    "franche comte": "27",
    "haute normandie": "28",
    "languedoc roussillon": "76",
    "limousin": "75",
    "lorraine": "44",
    "midi pyrenees": "76",
    "nord pas de calais": "32",
    "picardie": "32",
    "poitou charentes": "75",
    "rhone alpes": "84",
    "paca": "93",
    "region sud": "93",
    "sud": "93",
    "centre": "24",
    "reunion": "04",
    "pays de loire": "52",
}

# How sources write the countries; the overseas territories are France.
COUNTRIES = {
    "france": "FR",
    "fr": "FR",
    "fra": "FR",
    "france entiere": "FR",
    "france metropolitaine": "FR",
    "national": "FR",
    "territoire national": "FR",
    "re": "FR",
    "gp": "FR",
    "mq": "FR",
    "gf": "FR",
    "yt": "FR",
    "pm": "FR",
    "nc": "FR",
    "pf": "FR",
    "wf": "FR",
    "bl": "FR",
    "mf": "FR",
    "belgique": "BE",
    "be": "BE",
    "suisse": "CH",
    "ch": "CH",
    "luxembourg": "LU",
    "allemagne": "DE",
    "de": "DE",
    "italie": "IT",
    "it": "IT",
    "espagne": "ES",
    "es": "ES",
    "royaume uni": "GB",
    "canada": "CA",
    "maroc": "MA",
    "senegal": "SN",
    "monaco": "MC",
    "portugal": "PT",
    "pays bas": "NL",
}
