"""Territories larger than a commune, where a text names one by itself."""

from __future__ import annotations

from carrefour.territory.cues import LIGHT
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.lexicon import GROUP, Lexicon
from carrefour.territory.model import Level
from carrefour.territory.named import Named
from carrefour.territory.names import fold
from carrefour.territory.reading import Reading
from carrefour.territory.spans import Span
from carrefour.territory.surroundings import Around
from carrefour.territory.wider import ALONE, names_france

# Régions of one département, which bear the same name.
_ONE_DEPARTEMENT = frozenset({"01", "02", "03", "04", "06"})
_KINDS = {
    "communaute de communes": "cc",
    "communaute d agglomeration": "ca",
    "communaute urbaine": "cu",
}
_WIDE_RANK = {Level.EPCI: 0, Level.DEPARTEMENT: 1, Level.REGION: 2, Level.COUNTRY: 3}


class Wide:
    """Finds the groups of communes, départements, régions and countries that a text names."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._gazetteer = gazetteer
        self._lexicon = lexicon

    def group(self, reading: Reading, spans: list[Span], around: Around) -> Named | None:
        """The group of communes that a part of the text is: "CC du Pays de X", "X Métropole"."""
        everything = list(range(len(reading.words)))
        of_parts = [
            [i for i in everything if reading.parts[i] == part]
            for part in dict.fromkeys(reading.parts)
        ]
        for inside in [everything, *of_parts] if len(of_parts) > 1 else of_parts:
            text = " ".join([reading.words[i] for i in inside])
            match = GROUP.match(text)
            if match:
                name = text[match.end() :].strip()
            elif text.endswith((" metropole", " agglo", " agglomeration", " communaute")):
                name = text.rpartition(" ")[0]
            else:
                continue
            found = self._lexicon.group_of(text) or self._lexicon.group_of(name)
            found = [g for g in found if around.holds_group(g)] or found
            if len(found) > 1 and match:
                kind = _KINDS.get(match.group(1), match.group(1))
                found = [g for g in found if fold(g.name).startswith(f"{kind} ")] or found
            if len(found) == 1:
                spans[:] = [s for s in spans if s.start not in inside]
                around.likely[found[0].ref] = inside[0]
                return Named(found[0], 0.9, at=inside[0])
        return None

    def find(self, reading: Reading, spans: list[Span], around: Around) -> Named | None:
        """The smallest of the larger territories that the text names by themselves."""
        found = []
        for span in spans:
            for entry in span.entries:
                wide = entry.territory
                if wide.level is Level.COMMUNE or span.standing < -2 or span.street:
                    continue
                if wide.level is Level.COUNTRY and (
                    not span.alone
                    or (wide.code == "FR" and (around.postcode or not names_france(reading.words)))
                ):
                    continue
                if span.name in ALONE and len(reading.words) > 2 and span.told != wide.level:
                    continue
                told = span.told == wide.level
                found.append((not (span.alone or told), _WIDE_RANK[wide.level], wide, span))
        if not found:
            codes = [c for c, sure, at in reading.departements if f"departement:{c}" in around.sure]
            if codes and all(w in LIGHT or w[0].isdigit() for w in reading.words):
                return Named(self._gazetteer.territories[f"departement:{codes[0]}"], 0.9)
            return None
        least = min((loose, rank) for loose, rank, _, _ in found)
        best = [(t, span) for loose, rank, t, span in found if (loose, rank) == least]
        # Overseas, a département and a région are one: the région is shown.
        regions = [(t, s) for _, _, t, s in found if t.level is Level.REGION and s is best[0][1]]
        if regions and regions[0][0].code in _ONE_DEPARTEMENT:
            best = regions
        agreed = [(t, s) for t, s in best if around.holds_group(t)] or best
        if len({t.ref for t, _ in agreed}) > 1 and least[1] == 0:
            return None
        territory, span = agreed[0]
        return Named(territory, 0.6 if least[0] else 0.9, at=span.start)
