"""Reading a text in which a place is named: its words, postcode, départements and streets."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field

from carrefour.territory.cues import LINKS
from carrefour.territory.names import (
    ARRONDISSEMENTS,
    CANONICAL,
    arrondissement_of_postcode,
    departement_of_postcode,
    ordinal,
    unaccented,
)

_STREET = re.compile(
    r"\b(?:rue|avenue|av\.?|boulevard|bd|bld|place|pl\.?|chemin|route|rte|impasse|imp|all[ée]es?|"
    r"quai|cours|square|passage|esplanade|faubourg|fbg|sentier|voie|lotissement|lot|mail|villa|"
    r"cit[ée]|r[ée]sidence|parvis|promenade|rond-point|lieu-dit|za|zi|zac|traverse|mont[ée]e|cour|"
    r"ruelle|venelle|sente|clos|rocade|chauss[ée]e|galerie|che)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"(?<!\d)\d{1,4}(?: ?(?:bis|ter|quater|[a-dA-D]))?(?:\s*[-/,]\s*\d{1,4})?,?\s"
)
_TOKEN = re.compile("[A-Za-z0-9\ufffd]+")
_HARD = re.compile('[,;|\n\r\t()\\[\\]:•·«»"+=<>\u2013\u2014&!]|\\s-+\\s|/|\\.\\s')
_LOST = re.compile(
    r"(?<=\w)\?+(?=[\w-])|(?<![\w?])\?(?=[a-z])|(?<=-)\?(?=-)|(?<=\w)\?+(?=\s[\w(]|$)"
)
# UTF-8 read as Windows-1252: two characters that together make one letter.
_BROKEN = re.compile("[ÃÅ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Â[\x80-\xbf]|â€[\x99™]")
_POSTED = re.compile(r"^(\d{5})([A-Za-z]{2,})$")
_BOXES = frozenset({"bp", "cs", "tsa", "cidex", "siret", "siren"})
_DEPARTEMENT_WORDS = frozenset({"dpt", "dept", "dep", "departement", "dpts", "departements"})
_DEPARTEMENT = re.compile(r"^(?:0?[1-9]|[1-8]\d|9[0-5]|2[0ab]|97[1-8]|98[4678])$")
_SOFT = frozenset({" ", "-", "'", ""})


@dataclass(slots=True)
class Reading:
    """What a text says of a place.

    ``words`` are folded and in one spelling, ``capitals`` says of each if it began with a capital,
    ``parts`` the number of the part of the text (between commas, brackets, a postcode) that it
    stands in, ``joined`` if a hyphen ties it to the word before. ``after_postcode`` is the part
    that follows the postcode. ``departements`` are (code, whether it can mean nothing else, number
    of the word).
    """

    words: list[str] = field(default_factory=list)
    capitals: list[bool] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)
    joined: list[bool] = field(default_factory=list)
    slashed: bool = False  # a "/" parts it
    listed: set[int] = field(default_factory=set)  # parts that a comma, "/" or the like begins
    postcode: str = ""
    after_postcode: int = -1
    departements: list[tuple[str, bool, int]] = field(default_factory=list)
    cedex: bool = False
    cased: bool = False
    lost: bool = False
    arrondissement: tuple[str, int] | None = None


EMPTY = Reading()


def mended(text: str) -> str:
    """``text`` with the letters put right that were read in the wrong encoding."""
    if "Ã" in text or "Â" in text or "Å" in text or "â€" in text:
        return _BROKEN.sub(_reread, text)
    return text


def _reread(match: re.Match[str]) -> str:
    broken = match.group()
    try:
        return b"".join(
            c.encode("latin-1" if "\x80" <= c <= "\xff" else "cp1252") for c in broken
        ).decode("utf-8")
    except UnicodeError:
        return broken


def read_text(text: str, sur: Container[tuple[str, str]] = ()) -> Reading:
    """What ``text`` says of a place; see `Reading`.

    ``sur`` holds the pairs of words that a name can have around "sur": "la seyne/mer" is one name,
    "Rennes/Nantes" are two.
    """
    text = mended(text)
    plain = unaccented(text)
    lost = "\ufffd" in plain
    if "?" in plain and _LOST.search(plain):
        plain = _LOST.sub("\ufffd", plain)
        lost = True
    made = _Words(plain, sur)
    reading = made.reading
    reading.lost = lost
    reading.cased = not plain.isupper() and not plain.islower()
    reading.arrondissement = _arrondissement(reading)
    return reading


class _Words:
    """The words of one text, taken one by one."""

    def __init__(self, plain: str, sur: Container[tuple[str, str]]) -> None:
        self.reading = Reading()
        self._sur = sur
        self._part = 0
        self._codes: list[tuple[str, int]] = []
        tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(plain)]
        tokens.append(("", len(plain), len(plain)))
        end, taken = 0, 0
        for i, (token, start, stop) in enumerate(tokens[:-1]):
            between, end = plain[end:start], stop
            if taken:
                taken -= 1
                continue
            following, beyond, _ = tokens[i + 1]
            taken = self._take(token, between, plain[stop:beyond], following)
        for code, part in reversed(self._codes):
            # The last that can be one: a house number may have five digits.
            if departement_of_postcode(code) and "01" <= code[:2] <= "98":
                self.reading.postcode, self.reading.after_postcode = code, part
                break

    def _take(self, token: str, between: str, after: str, following: str) -> int:
        """Take one word; returns how many of those after it were taken with it."""
        lower = token.lower()
        if self.reading.words and between not in _SOFT:
            lower = self._begin(between, lower)
        if lower[0] == "0" and lower[1:].isalpha():
            lower = f"o{lower[1:]}"  # "0NET" for "ONET"
        if lower[:1].isdigit():
            taken = self._digits(token, lower, between, after, following)
            if taken is not None:
                return taken
        elif lower == "cedex":
            self.reading.cedex = True
            return 1 if following.isdigit() and len(following) < 3 and after == " " else 0
        elif lower == "s" and after == " " and between == " " and following:
            lower = "sur"
        if _DEPARTEMENT.match(lower):
            self._departement(lower, between, after)
        capital = token[0].isupper() or not token[0].isalpha()
        self._add(CANONICAL.get(lower, lower), capital, joined=between == "-")
        return 0

    def _begin(self, between: str, lower: str) -> str:
        """Begin a new part where what stands between two words parts them; gives the word."""
        words = self.reading.words
        if between in ("/", "/ ", "/-") and words[-1] == "s":
            # "s/ Saône", "s/s Bois"
            words[-1] = "sur"
            if lower == "s":
                self._drop()
                return "sous"
            return lower
        if between == "/" and (words[-1], CANONICAL.get(lower, lower)) in self._sur:
            self._add("sur", capital=False)
            return lower
        if between == ". " and (len(words[-1]) < 4 or words[-1] in ("saint", "sainte")):
            return lower
        if _HARD.search(between):
            self._part += 1
            if "/" in between or "&" in between or "+" in between:
                self.reading.slashed = True
            if "(" not in between and "[" not in between:
                self.reading.listed.add(self._part)
        return lower

    def _digits(
        self, token: str, lower: str, between: str, after: str, following: str
    ) -> int | None:
        """Take a postcode, in whatever way it is written; ``None`` when the number is none."""
        words = self.reading.words
        boxed = bool(words) and words[-1] in _BOXES
        if posted := _POSTED.match(token):
            self._postcode(posted.group(1), "")
            self._add(CANONICAL.get(posted.group(2).lower(), posted.group(2).lower()), capital=True)
            return 0
        if boxed or not lower.isdigit():
            return None
        if len(lower) == 5:
            self._postcode(lower, between)
            return 0
        spaced = len(following) == 3 and following.isdigit() and after in (" ", ".", "\xa0")
        if len(lower) == 2 and spaced:
            self._postcode(lower + following, between)
            return 1
        return None

    def _postcode(self, code: str, between: str) -> None:
        if between == "-" and self.reading.words and self.reading.words[-1] in ("f", "fr"):
            self._drop()
        self._part += 1
        self._codes.append((code, self._part))

    def _departement(self, code: str, between: str, after: str) -> None:
        words = self.reading.words
        bracketed = between[-1:] in ("(", "[") and after[:1] in (")", "]")
        told = bool(words) and (words[-1] in _DEPARTEMENT_WORDS or words[-2:] == ["dans", "le"])
        self.reading.departements.append((code.upper().zfill(2), bracketed or told, len(words)))

    def _add(self, word: str, capital: bool, joined: bool = False) -> None:
        self.reading.joined.append(joined)
        self.reading.words.append(word)
        self.reading.capitals.append(capital)
        self.reading.parts.append(self._part)

    def _drop(self) -> None:
        reading = self.reading
        for of_words in (reading.words, reading.capitals, reading.parts, reading.joined):
            of_words.pop()


def _arrondissement(reading: Reading) -> tuple[str, int] | None:
    """("paris", 11) for "Paris 11e", "11e arrondissement de Paris", "PARIS XI", "75011"."""
    words = reading.words
    for i, word in enumerate(words):
        if word not in ARRONDISSEMENTS:
            continue
        for j in (i + 1, i + 2):
            if j < len(words) and (found := ordinal(words[j])):
                number, _ = found
                if words[j + 1 : j + 2] == ["etage"]:
                    continue
                if word == "marseille" and ("13", True, j) in reading.departements:
                    continue  # "Marseille (13)"
                if 1 <= number <= ARRONDISSEMENTS[word] and (j == i + 1 or words[i + 1] in LINKS):
                    return word, number
        for j in range(i - 1, max(-1, i - 4), -1):
            found = ordinal(words[j])
            apart = words[j + 1 : i]
            near = not apart or all(w in LINKS or w.startswith("arr") for w in apart)
            if found and found[1] and near and 1 <= found[0] <= ARRONDISSEMENTS[word]:
                return word, found[0]
    return arrondissement_of_postcode(reading.postcode) if reading.postcode else None


def has_street(text: str) -> bool:
    """Whether ``text`` names a street."""
    return bool(_STREET.search(text))


def has_number(text: str) -> bool:
    """Whether ``text`` names a street with a number in it."""
    return bool(_NUMBERED.search(f"{text} ")) and has_street(text)


_PARTS = re.compile(r"\s*(?:[,;\n|()]|\s[-–—/]\s)\s*")
_LINES = re.compile(r"[;\n|]|\s/\s")
_POSTCODE = re.compile(r"(?<!\d)(?:F-)?(\d{2} ?\d{3})(?!\d)")


def address_in(text: str) -> str:
    """The part of ``text`` that names a street, empty when none does."""
    found = list(_POSTCODE.finditer(text))
    if found and has_street(text[: found[-1].start()]):
        text = text[: found[-1].start()]
    parts = [part.strip(" -–.:") for part in _PARTS.split(text)]
    streets = [i for i, part in enumerate(parts) if part and has_street(part)]
    if not streets:
        return ""
    part = parts[streets[-1]]
    # "12, rue des Lilas": the number has a part of its own.
    before = parts[streets[-1] - 1] if streets[-1] else ""
    if re.fullmatch(r"\d{1,4} ?(?:bis|ter|quater|[a-dA-D])?", before):
        part = f"{before} {part}"
    return part


def addresses(text: str) -> list[str]:
    """The addresses of ``text``, each with a postcode of its own; none when they are not several.

    "35000 Rennes ; 44000 Nantes" holds two.
    """
    lines = [line.strip() for line in _LINES.split(text)]
    lines = [line for line in lines if line]
    return lines if len(lines) > 1 and all(_POSTCODE.search(line) for line in lines) else []
