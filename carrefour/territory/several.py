"""Several places in one text: "Rennes, Nantes et Brest", "35, 22 et 56", "Lyon et en ligne"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from carrefour.territory.cues import LIGHT, STREETS
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.model import Level, Territory
from carrefour.territory.named import Named, Unsettled
from carrefour.territory.reading import Reading
from carrefour.territory.settling import Settler
from carrefour.territory.surroundings import surroundings
from carrefour.territory.wider import names_online

_JOINING = frozenset({"et", "ou", "puis", "ainsi", "que"})
_MOST = 40  # places of one text


@dataclass(frozen=True, slots=True)
class Online:
    """No place: people meet at a distance."""


Item = Named | Unsettled | Online


class Several:
    """Finds the places of a text that is a list of them."""

    def __init__(self, gazetteer: Gazetteer, settler: Settler) -> None:
        self._gazetteer = gazetteer
        self._settler = settler

    def find(self, reading: Reading, within: Sequence[str] = ()) -> list[Item]:
        """The places of the list that ``reading`` is; none when it is no list of two or more."""
        if reading.postcode or len(reading.words) < 2 or not self._may_be_list(reading):
            return []
        pieces = self._pieces(reading)
        if not 2 <= len(pieces) <= _MOST:
            return []
        items: list[Item] = []
        for piece in pieces:
            item = self._item(piece, within)
            if item is None:
                return []
            items.append(item)
        items = self._told_by_others(items)
        named = [i for i in items if isinstance(i, Named)]
        items = [i for i in items if not (isinstance(i, Named) and _holds_any(i, named))]
        told = [i for i in items if not isinstance(i, Unsettled)]
        if len(told) < 2 or (len(pieces) == 2 and not self._joined(reading, told)):
            return []
        return items

    def _may_be_list(self, reading: Reading) -> bool:
        return bool(reading.listed) or any(w in _JOINING for w in reading.words)

    def _joined(self, reading: Reading, told: Sequence[Item]) -> bool:
        """Whether a list of two is one: "Malakoff, Nantes" is a quarter and its town."""
        if any(w in _JOINING for w in reading.words) or reading.slashed:
            return True
        if len({code for code, sure, _ in reading.departements if sure}) > 1:
            return True  # "Rennes (35), Nantes (44)"
        departements = {i.territory.departement for i in told if isinstance(i, Named)}
        levels = {i.territory.level for i in told if isinstance(i, Named)}
        return levels != {Level.COMMUNE} or len(departements) == 1

    def _pieces(self, reading: Reading) -> list[Reading]:
        """The reading cut where a comma, "/" or "et" parts two places, never inside a name."""
        words = reading.words
        inside = self._settler.inside_names(reading)
        cuts: list[list[int]] = [[]]
        for i, word in enumerate(words):
            begins = bool(cuts[-1]) and reading.parts[i] != reading.parts[cuts[-1][-1]]
            if word in _JOINING and i not in inside:
                cuts.append([])
                continue
            if begins and reading.parts[i] in reading.listed:
                cuts.append([])
            cuts[-1].append(i)
        return [_part_of(reading, cut) for cut in cuts if cut]

    def _item(self, piece: Reading, within: Sequence[str]) -> Item | None:
        """The place that one piece names and nothing but it, else ``None``."""
        if names_online(piece.words):
            return Online()
        if any(w in STREETS for w in piece.words):
            return None
        codes = {at for _, _, at in piece.departements}
        inside = self._settler.inside_names(piece)
        if not (inside or codes):
            return None
        if not all(i in inside or i in codes or w in LIGHT for i, w in enumerate(piece.words)):
            return None
        return self._settler.settle(piece, surroundings(self._gazetteer, piece, "", within))

    def _told_by_others(self, items: list[Item]) -> list[Item]:
        """Namesakes settled by the other places of the list, in or near which one of them lies."""
        around: list[Territory] = [i.territory for i in items if isinstance(i, Named)]
        settled: list[Item] = []
        for item in items:
            if not isinstance(item, Unsettled):
                settled.append(item)
                continue
            near = [
                t
                for t in item.territories
                if any(_holds(o, t) or _neighbours(o, t) for o in around)
            ]
            settled.append(Named(near[0], 0.85) if len(near) == 1 else item)
        return settled


def _part_of(reading: Reading, inside: list[int]) -> Reading:
    """The reading of the words ``inside`` alone."""
    first = inside[0]
    held = set(inside)
    return Reading(
        words=[reading.words[i] for i in inside],
        capitals=[reading.capitals[i] for i in inside],
        parts=[reading.parts[i] for i in inside],
        joined=[reading.joined[i] for i in inside],
        departements=[(c, s, at - first) for c, s, at in reading.departements if at in held],
        cased=reading.cased,
    )


def _holds(larger: Territory, smaller: Territory) -> bool:
    return larger is not smaller and getattr(smaller, larger.level.value, "") == larger.code


def _neighbours(one: Territory, other: Territory) -> bool:
    return one.level is Level.COMMUNE and one.departement == other.departement


def _holds_any(item: Named, others: list[Named]) -> bool:
    return any(_holds(item.territory, other.territory) for other in others)
