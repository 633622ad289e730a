"""Names that are nearly spelt right: the commune that was meant, where only one can be."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from heapq import nlargest

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.lexicon import Lexicon
from carrefour.territory.model import Level, Territory
from carrefour.territory.named import Named
from carrefour.territory.names import ARTICLES, key
from carrefour.territory.surroundings import Around
from carrefour.territory.windows import Window

ALIKE = 82  # likeness (0-100) of a misspelt name to one of the few that a postcode serves
ALIKE_AROUND = 88  # the same among all names of a département
ONE_ERROR = 95.0
_DOUBLE = re.compile(r"(.)\1")


class Misspelt:
    """Finds the communes that misspelt words of a text mean."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._gazetteer = gazetteer
        self._lexicon = lexicon

    def find(self, windows: Mapping[str, Window], around: Around, *, strict: bool) -> Named | None:
        """The commune whose name is nearly one of those that the text may hold.

        ``strict`` allows for one error alone: another name in the text is right as it stands.
        """
        alike, alike_around = (ONE_ERROR, ONE_ERROR) if strict else (ALIKE, ALIKE_AROUND)
        if found := self._most_alike(windows, around.served, alike, few=True):
            return self._as_read(found, 0.97)
        if around.departement:
            held = [f"departement:{around.departement}"]
        else:
            held = [*around.sure, *around.likely]
        for ref in held:
            level, _, code = ref.partition(":")
            if level == Level.DEPARTEMENT:
                found = self._nearest(windows, around, 3, {code}) or self._most_alike(
                    windows, self._gazetteer.communes_of(code), alike_around, few=False
                )
                if found:
                    return self._as_read(found, 0.96)
        if around.departement or any(ref.startswith("departement:") for ref in around.sure):
            return None
        regions = {ref.partition(":")[2] for ref in held if ref.startswith("region:")}
        found = self._nearest(windows, around, 5, regions, Level.REGION if regions else None)
        return self._as_read(found, 0.93) if found else None

    def _nearest(
        self,
        windows: Mapping[str, Window],
        around: Around,
        least: int,
        within: Container[str],
        level: Level | None = Level.DEPARTEMENT,
    ) -> tuple[Territory, str, float] | None:
        """The commune at one error from a window of ``least`` letters or more, or begun by it.

        Of several, the one that holds nearly all their people, else none.
        """
        for begun in (False, True):
            for window, kind in windows.items():
                article, _, rest = window.partition(" ")
                name = rest if rest and article in ARTICLES else window
                if len(window) < least or len(name) < least - 1 or (begun and kind is Window.CUED):
                    continue
                if level is None and (kind is Window.STREET or name in self._lexicon.names):
                    continue
                if begun:
                    communes = self._lexicon.shortened(name)
                else:
                    communes = [
                        e.territory
                        for near in self._lexicon.near(name)
                        + (self._lexicon.near(window) if name != window else [])
                        for e in self._lexicon.names[near]
                        if e.territory.level is Level.COMMUNE
                        and (len(name) >= least or e.article == article)
                    ]
                if level:
                    communes = [c for c in communes if getattr(c, level.value) in within]
                else:
                    communes = [c for c in communes if around.agrees(c) >= 0]
                if not communes:
                    continue
                weights = {c.code: _weight(c, name) for c in communes}
                likeliest = max(communes, key=lambda c: weights[c.code])
                share = weights[likeliest.code] / sum(weights.values())
                if share >= 0.95:
                    return likeliest, window, 100 * share
        return None

    def _most_alike(
        self,
        windows: Mapping[str, Window],
        communes: Sequence[Territory],
        least: float,
        few: bool,
    ) -> tuple[Territory, str, float] | None:
        """The commune most like a window, the window, and how like from 0 to 100."""
        names = {t.code: key(t.name) for t in communes}
        best: tuple[str, str, float] | None = None
        for window, kind in windows.items():
            if len(window) < 4 and kind is not Window.WHOLE:
                continue
            scored = ((_likeness(window, name, score_cutoff=least), c) for c, name in names.items())
            found = nlargest(2, (pair for pair in scored if pair[0] >= least))
            if found and (len(found) < 2 or found[0][0] > found[1][0]):
                if best is None or found[0][0] > best[2]:
                    best = (found[0][1], window, found[0][0])
            elif (
                not found
                and kind is not Window.CUED
                and len(window) >= 5
                and (best is None or best[2] < 90)
            ):
                begun = [
                    code
                    for code, name in names.items()
                    if name.startswith(f"{window} ")
                    or (kind is Window.WHOLE and _goes_on(name, window, few))
                ]
                if len(begun) == 1:
                    best = (begun[0], window, 90.0)
        if best is None:
            return None
        commune = self._gazetteer.territories[f"commune:{best[0]}"]
        return commune, best[1], best[2]

    def _as_read(self, found: tuple[Territory, str, float], score: float) -> Named:
        commune, window, alike = found
        warning = (f"'{window}' read as {commune.name}",)
        return Named(commune, round(score * (0.5 + alike / 200), 3), warning)


def _weight(commune: Territory, typed: str) -> float:
    """How likely it is that ``typed`` was meant to be ``commune``, against others as near.

    By its people; letters doubled or not are the commonest error, the first letter the rarest.
    """
    name = key(commune.name)
    weight = commune.population + 1.0
    if name[0] == typed[0]:
        weight *= 10
    if _DOUBLE.sub(r"\1", name) == _DOUBLE.sub(r"\1", typed):
        weight *= 30
    return weight


def _goes_on(name: str, window: str, few: bool) -> bool:
    """Whether what is written goes on after a name: communes that merge add their names.

    Among ``few`` names, an end or a telling first word in common will do.
    """
    if window.startswith(f"{name} "):
        return True
    if not few:
        return False
    first = name.partition(" ")[0]
    telling = len(first) > 5 and first not in ("saint", "sainte", "chateau", "grande")
    return name.endswith(f" {window}") or (telling and window.partition(" ")[0] == first)


def _likeness(one: str, other: str, *, score_cutoff: float | None = None) -> float:
    """How like two names are, from 0 to 100; one error of typing is always likely."""
    if abs(len(one) - len(other)) < 2 and OSA.distance(one, other, score_cutoff=1) <= 1:
        return ONE_ERROR if one != other else 100.0
    return fuzz.ratio(one, other, score_cutoff=score_cutoff)
