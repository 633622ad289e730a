"""The words of a text that may be a name, though none is known so."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from carrefour.territory.cues import AT, LIGHT, NEARBY, OF, ORDINARY, OWN_STREETS, STREETS, TOWN
from carrefour.territory.model import Level
from carrefour.territory.names import ARTICLES
from carrefour.territory.reading import Reading
from carrefour.territory.spans import Span

_LONGEST = 7  # words of a name
_REPEATED = frozenset({"bis", "ter", "quater"})
_ENDS = frozenset({"le", "dans", "d", "dpt"})


class Window(IntEnum):
    """Where the words stand: at the end of a street, after "à", or as a whole part of the text."""

    STREET = 0
    CUED = 1
    WHOLE = 2


class Windows:
    """Proposes the words of one reading, the likeliest first."""

    def __init__(self, reading: Reading, spans: Sequence[Span]) -> None:
        self._reading = reading
        self._words = reading.words
        self._alone: set[int] = set()  # words of larger territories, named by themselves
        self._loose: set[int] = set()  # the same, among other words
        self._held = [span for span in spans if span.held]
        for span in spans:
            wide = any(e.territory.level is not Level.COMMUNE for e in span.entries)
            if wide and not span.torn:
                kind = self._alone if span.alone else self._loose
                kind.update(range(span.start, span.end))
        self._found: dict[str, Window] = {}

    def find(self) -> dict[str, Window]:
        """The words that may be a misspelt name, and where they stand."""
        by_part: dict[int, list[int]] = {}
        for i, part in enumerate(self._reading.parts):
            if i not in self._alone:
                by_part.setdefault(part, []).append(i)
        after = self._reading.after_postcode
        for part in sorted(by_part, key=lambda p: (p != after, -p)):
            whole = by_part[part]
            inside = self._stripped(whole)
            if inside and not self._of_street(inside):
                self._of_part(whole, inside)
                self._of_cues(whole)
        return {w: kind for w, kind in self._found.items() if len(w) > 2 and w not in ORDINARY}

    def _of_street(self, inside: list[int]) -> bool:
        """Propose what may follow a street's name; whether there is a street."""
        words = self._words
        street = next((i for i in inside if words[i] in STREETS), None)
        if street is None:
            return False
        own = street > 0 and words[street - 1] in OWN_STREETS
        before = words[street - 1] if street else ""
        if not (own or street == inside[0] or before[0].isdigit() or before in _REPEATED):
            return False
        beyond = street + (0 if own else 2)
        tail = [i for i in inside if i > beyond and i not in self._loose]
        for count in range(min(len(tail), _LONGEST - 1), 0, -1):
            first = tail[-count]
            if not (self._reading.joined[first] or words[first][0].isdigit()):
                self._propose(tail[-count:], Window.STREET)
        return True

    def _of_part(self, whole: list[int], inside: list[int]) -> None:
        if len(inside) > _LONGEST:
            return
        self._propose(inside, Window.WHOLE)
        bare = [i for i in whole if not self._words[i][0].isdigit()][: _LONGEST + 1]
        while bare and self._words[bare[-1]] in _ENDS:
            bare.pop()
        self._propose(bare, Window.WHOLE)
        rest = [i for i in inside if i not in self._loose]
        self._propose(rest, Window.WHOLE)
        self._propose(self._stripped(rest), Window.WHOLE)

    def _of_cues(self, whole: list[int]) -> None:
        words, joined = self._words, self._reading.joined
        for at in whole[:-1]:
            told = words[at - 1] if at else ""
            if not (words[at] in AT or (words[at] in OF and (told in TOWN or told in NEARBY))):
                continue
            start = at + 1
            known = next((s.end - s.start for s in self._held if s.start == start), 0)
            rest = [i for i in whole if i >= start][: _LONGEST - 1]
            # A longer name may begin like one that is known: "Bourg la Rzine".
            for count in range(len(rest), known, -1):
                cut = rest[count] if count < len(rest) else -1
                if cut >= 0 and joined[cut]:
                    continue
                if known + 1 == count > 1 and not self._reading.capitals[rest[count - 1]]:
                    continue  # "Fay ont créé" is not Faymont
                self._propose(rest[:count], Window.CUED)

    def _propose(self, inside: list[int], kind: Window) -> None:
        """Propose the words ``inside``, unless they are, or are within, a name that is known."""
        if not inside:
            return
        first = inside[0] + (self._words[inside[0]] in ARTICLES)
        if not any(s.start <= first and inside[-1] < s.end for s in self._held):
            self._found.setdefault(" ".join([self._words[i] for i in inside]), kind)

    def _stripped(self, inside: list[int]) -> list[int]:
        """``inside`` without the words at its ends that are no part of a name."""
        words = self._words
        first, last = 0, len(inside)
        while first < last and _is_light(words[inside[first]]):
            first += 1
        while last > first and _is_light(words[inside[last - 1]]):
            last -= 1
        return inside[first:last]


def _is_light(word: str) -> bool:
    return word in LIGHT or word[0].isdigit()
