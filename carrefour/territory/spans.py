"""The names in a text, and how much the place where each stands speaks for it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from carrefour.territory.cues import (
    AT,
    FACILITY,
    LIGHT,
    LINKS,
    OF,
    ORDINARY,
    OWN_STREETS,
    PERSONS,
    QUARTER,
    STREETS,
    TOWN,
)
from carrefour.territory.lexicon import Entry, Lexicon
from carrefour.territory.names import ARTICLES, ordinal
from carrefour.territory.reading import Reading

LOST = "\ufffd"
_JOINING = frozenset("sur sous en les aux au pres saint sainte".split())
_ACCENTED = ("e", "a", "i", "o", "u", "c", "oe")


@dataclass(slots=True)
class Span:
    """Words of the text that are a name."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    standing: float = 0.0
    alone: bool = False
    torn: bool = False  # a hyphen ties it to more
    held: bool = False  # it is the name of a commune that nothing speaks against
    posted: bool = False  # it follows the postcode
    street: bool = False  # it stands in the part of a street
    told: str = ""  # what it must be by the words around: "departement", "region", "epci"
    name: str = ""


class SpanFinder:
    """Finds the names of a lexicon in readings."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def find(self, reading: Reading) -> list[Span]:
        words, parts = reading.words, reading.parts
        names, longest = self._lexicon.names, self._lexicon.longest
        spans: list[Span] = []
        if parts and parts[-1] and len(words) < 9 and (entries := names.get(" ".join(words))):
            return [Span(0, len(words), entries, 4.0, alone=True, name=" ".join(words))]
        count, reached = len(words), 0
        for start in range(count):
            most = longest.get(words[start])
            if not most:
                continue
            part = parts[start]
            end = min(count, start + most)
            while parts[end - 1] != part:
                end -= 1
            while end > start:
                name = words[start] if end == start + 1 else " ".join(words[start:end])
                entries = names.get(name)
                if entries is not None:
                    break
                end -= 1
            if end > start and end > reached and entries and name not in ARTICLES:
                spans.append(Span(start, end, entries, name=name))
                reached = end
        if reading.lost:
            spans += self._with_lost_letters(reading)
        for span in spans:
            self._stand(span, reading)
        return spans

    def _with_lost_letters(self, reading: Reading) -> list[Span]:
        """Names in which letters were lost: each letter that can bear an accent is tried."""
        words = reading.words
        spans = []
        for at, word in enumerate(words):
            if LOST not in word:
                continue
            for start in range(at, max(-1, at - 7), -1):
                if reading.parts[start] != reading.parts[at]:
                    break
                for end in range(min(len(words), at + 7), at, -1):
                    entries = self._restored(" ".join(words[start:end]))
                    if entries:
                        spans.append(Span(start, end, entries, name=" ".join(words[start:end])))
                        break
        return spans

    def _restored(self, name: str) -> tuple[Entry, ...]:
        """What ``name`` can mean with its lost letters found again."""
        lost = name.count(LOST)
        if lost > 5:
            return ()
        for letters in product(_ACCENTED if lost < 4 else "ea", repeat=lost):
            text = name
            for letter in letters:
                text = text.replace(LOST, letter, 1)
            if entries := self._lexicon.names.get(text):
                return entries
        return ()

    def _stand(self, span: Span, reading: Reading) -> None:
        """How much the place of a name in the text speaks for it."""
        words, parts = reading.words, reading.parts
        part = parts[span.start]
        first, last = span.start, span.end
        while first > 0 and parts[first - 1] == part:
            first -= 1
        while last < len(words) and parts[last] == part:
            last += 1
        before, beyond = words[first : span.start], words[span.end : last]
        street = self._street(words, first, span)
        span.street = bool(street)
        points = _OF_STREET[street] if street else _beside(span, before, beyond)
        if part == reading.after_postcode and all(w in LINKS for w in before):
            points += 2.0
            span.posted = True
        points += 0.1 * min(part, 5)  # an address ends with the town
        if reading.arrondissement and span.name == reading.arrondissement[0]:
            points += 3.0
        if reading.cased and not reading.capitals[span.start] and span.end - span.start < 3:
            points -= 3.0
        if span.end - span.start == 1:
            points -= _ordinary(words[span.start], before, beyond)
        ahead = bool(beyond) and reading.joined[span.end] and not beyond[0][0].isdigit()
        behind = bool(before) and reading.joined[span.start]
        if ahead or (behind and (before[-1] not in LINKS or reading.joined[span.start - 1])):
            # "Saint-Étienne-de-Tulmonnt" is not Saint-Étienne, "Metz-Borny" is in Metz.
            goes_on = not ahead or behind or beyond[0] in LINKS or beyond[0] in _JOINING
            points -= 2.0 if goes_on else 0.75
            span.torn = True
        span.standing = points + 0.4 * min(3, span.end - span.start - 1)

    def _street(self, words: list[str], first: int, span: Span) -> str:
        """Where a name stands to a street of its part: it is its name, inside it, or after it."""
        for at in range(span.start - 1, first - 1, -1):
            if words[at] not in STREETS:
                continue
            bare = span.start - at - (words[span.start - 1] in ARTICLES)
            if at > first and words[at - 1] in OWN_STREETS and bare == 1:
                return "after"  # "grande rue Moissey"
            named = at + 1
            while named < span.start and (words[named] in LINKS or words[named] in STREETS):
                named += 1
            if span.start <= named:
                return "beside" if named == at + 1 and words[at] != "rue" else "named"
            before = words[span.start - 1]
            if before in ARTICLES:
                before = words[span.start - 2]
            person = (
                before in PERSONS
                and words[span.start - 2] not in ("saint", "sainte")
                and span.end - span.start == 1
            )
            return "inside" if before in OF or person else "after"
        return ""


_OF_STREET = {"named": -6.0, "inside": -3.0, "beside": -3.0, "after": -0.25}


def _light(found: list[str]) -> bool:
    """Whether the words leave a name between them standing alone."""
    return all(w in LIGHT or w[0].isdigit() or ordinal(w) for w in found)


def _beside(span: Span, before: list[str], beyond: list[str]) -> float:
    """What the words before a name and beyond it, in its part of the text, say for it."""
    span.alone = _light(before) and _light(beyond)
    points = 0.0
    cue = before[-1] if before else ""
    link = cue in OF or cue in ARTICLES
    told = next((w for w in reversed(before) if w not in LINKS), "")
    if cue in AT or (len(before) > 1 and cue in ARTICLES and before[-2] in AT):
        points += 1.5
    elif cue in OF and told in TOWN:
        points += 2.0
    elif told == "pres":
        span.alone = False
    elif told in QUARTER:
        points -= 3.0
        span.alone = False
    elif told in FACILITY and not link:
        points -= 2.5
    elif not span.alone:
        if cue in OF or (link and before[-2:-1] in (["de"], ["d"])):
            points += 0.25
        else:
            ends = all(w[0].isdigit() or w in LIGHT for w in beyond)
            points -= 0.5 if not before or ends else 1.75
    if told in ("departement", "region", "academie") and (link or cue == told):
        span.told = told
    return points + 2.0 if span.alone else points


def _ordinary(word: str, before: list[str], beyond: list[str]) -> float:
    """What speaks against a name of one word that is a word of the language."""
    points = 1.5 if len(word) < 3 else 0.0
    if word in STREETS:
        others = any(not (w[0].isdigit() or w in LINKS) for w in (*before, *beyond))
        points += 1.0 if not others or (before and not beyond) else 6.0
    elif word in ORDINARY:
        points += 4.0
    if word == "ligne" and before[-1:] == ["en"]:
        points += 6.0
    return points
