"""The gazetteer: every territory of France by reference, name, postcode and point."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from math import cos, radians
from pathlib import Path
from sys import intern
from typing import Any

from rapidfuzz import fuzz, process

from carrefour.territory.distance import kilometres
from carrefour.territory.model import Level, Territory
from carrefour.territory.names import fold, key
from carrefour.territory.packed import read_packed, write_packed

_RANK = {Level.REGION: 0, Level.DEPARTEMENT: 1, Level.COMMUNE: 2, Level.EPCI: 3, Level.COUNTRY: 4}
_CELL = 0.25  # degrees: about 28 km north to south


class GazetteerError(Exception):
    """The gazetteer cannot be built or read; the message names the file and the cure."""


class Gazetteer:
    """Territories in memory, with the indexes that questions need.

    ``former`` holds (name, present commune, former code) of communes merged into others;
    ``arrondissements`` the (lat, lon) of municipal arrondissements by INSEE code; ``aliases``
    (name, commune) of names in other languages or by usage.
    """

    def __init__(
        self,
        territories: Iterable[Territory],
        former: Iterable[tuple[str, str, str]] = (),
        arrondissements: Mapping[str, Sequence[float]] | None = None,
        aliases: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.aliases = [(name, commune) for name, commune in aliases]
        self.arrondissements = {k: (v[0], v[1]) for k, v in (arrondissements or {}).items()}
        self.territories = {t.ref: t for t in territories}
        self.former = [tuple(f) for f in former]
        self._by_name: dict[str, list[Territory]] = defaultdict(list)
        self._by_postcode: dict[str, list[Territory]] = defaultdict(list)
        self._of_departement: dict[str, list[Territory]] = defaultdict(list)
        self._cells: dict[tuple[int, int], list[Territory]] = defaultdict(list)
        self._former_codes = {}
        for t in self.territories.values():
            self._by_name[key(t.name)].append(t)
            for postcode in t.postcodes:
                self._by_postcode[postcode].append(t)
            if t.level is Level.COMMUNE:
                self._of_departement[t.departement].append(t)
            if t.level is Level.COMMUNE and t.lat is not None and t.lon is not None:
                self._cells[int(t.lat // _CELL), int(t.lon // _CELL)].append(t)
        for name, commune, code in self.former:
            now = self.territories.get(f"commune:{commune}")
            if now is not None:
                self._former_codes[code] = now
                if now not in self._by_name[key(name)]:
                    self._by_name[key(name)].append(now)
        begun = sorted(
            (word_start, ref)
            for ref, t in self.territories.items()
            for word_start in _word_starts(t.name)
        )
        # Side by side in two lists, which take half of what pairs would.
        self._starts, self._begun = [start for start, _ in begun], [ref for _, ref in begun]
        self._keys = sorted(self._by_name)

    @classmethod
    def load(cls, path: Path) -> Gazetteer:
        """The gazetteer saved at ``path``. Raises `GazetteerError` where there is none."""
        try:
            data = read_packed(path)
            former, points = data["former"], data["arrondissements"]
            aliases = data.get("aliases", [])
            # Rows go as they are read: the indexes are built in the memory that they leave.
            territories = [_territory(row) for row in _taken(data["territories"])]
        except (OSError, ValueError, EOFError, KeyError) as error:
            raise GazetteerError(
                f"{path}: no usable gazetteer ({error}). Run 'carrefour territories build'."
            ) from error
        return cls(territories, former, points, aliases)

    def save(self, path: Path) -> None:
        """Write the gazetteer to ``path``, all or nothing."""
        data = {
            "territories": [astuple(t) for t in self.territories.values()],
            "former": self.former,
            "arrondissements": self.arrondissements,
            "aliases": self.aliases,
        }
        write_packed(path, data)

    def get(self, ref: str) -> Territory | None:
        """The territory of a reference such as ``commune:44109``."""
        return self.territories.get(ref)

    def commune(self, code: str) -> Territory | None:
        """The present commune of an INSEE code, also of a former commune or an arrondissement."""
        return (
            self.territories.get(f"commune:{code}")
            or self._former_codes.get(code)
            or self.territories.get(f"commune:{_city_of_arrondissement(code)}")
        )

    def named(self, name: str, level: Level | None = None) -> list[Territory]:
        """Every territory that bears ``name`` today or bore it, of one level if it is given."""
        found = self._by_name.get(key(name), [])
        return [t for t in found if level is None or t.level is level]

    def of_postcode(self, postcode: str) -> list[Territory]:
        """The communes that ``postcode`` serves."""
        return self._by_postcode.get(postcode, [])

    def communes_of(self, departement: str) -> list[Territory]:
        """The communes of the département of that code."""
        return self._of_departement.get(departement, [])

    def nearest_commune(self, lat: float, lon: float, within_km: float = 40.0) -> Territory | None:
        """The commune whose point is the nearest, if one is near enough."""
        row, column = int(lat // _CELL), int(lon // _CELL)
        near = [
            t
            for i in range(row - 1, row + 2)
            for j in range(column - 2, column + 3)
            for t in self._cells.get((i, j), ())
        ]
        if not near:
            return None
        # Over a few kilometres the earth is flat, and a square is far cheaper than a sphere.
        narrowed = cos(radians(lat))
        best = min(
            near,
            key=lambda t: ((t.lat or 0) - lat) ** 2 + (((t.lon or 0) - lon) * narrowed) ** 2,
        )
        return best if kilometres((lat, lon), (best.lat or 0, best.lon or 0)) <= within_km else None

    def suggest(
        self,
        text: str,
        limit: int = 8,
        levels: Iterable[Level] | None = None,
        *,
        forgiving: bool = True,
    ) -> list[Territory]:
        """Territories that ``text`` may be the start of, the likeliest first.

        Any word of the name may be begun, accents and hyphens do not matter, a postcode or the
        number of a département does too; when nothing starts so, near spellings are proposed if
        ``forgiving``.
        """
        folded = fold(text)
        wanted = set(levels or Level)
        if not folded:
            return []
        found = self._starting(folded) or (self._spelt_like(folded) if forgiving else [])
        found = [t for t in found if t.level in wanted]

        def rank(t: Territory) -> tuple[int, int, int, str]:
            name = fold(t.name)
            whole = 0 if name == folded or key(t.name) == folded else 1
            starts = 0 if name.startswith(folded) or key(t.name).startswith(folded) else 1
            # A département says more than a village of the same start, a city more than either.
            weight = -t.population if t.level is Level.COMMUNE else -200_000 + 1000 * _RANK[t.level]
            return (whole, starts, weight, t.code)

        return sorted(found, key=rank)[:limit]

    def _starting(self, folded: str) -> list[Territory]:
        if folded.isdigit():
            exact = [
                t
                for level in (Level.DEPARTEMENT,)
                if (t := self.territories.get(f"{level}:{folded}"))
            ]
            codes = [p for p in self._by_postcode if len(folded) > 1 and p.startswith(folded)]
            return exact + list({t.ref: t for p in codes for t in self._by_postcode[p]}.values())
        first = bisect_left(self._starts, folded)
        last = bisect_right(self._starts, folded, first, key=lambda s: s[: len(folded)])
        return [self.territories[ref] for ref in dict.fromkeys(self._begun[first:last])]

    def _spelt_like(self, folded: str) -> list[Territory]:
        if len(folded) < 4:
            return []
        near = process.extract(folded, self._keys, scorer=fuzz.ratio, score_cutoff=78, limit=8)
        return [t for name, _, _ in near for t in self._by_name[name]]


def _taken(rows: list[Any]) -> Iterator[Any]:
    """``rows`` in order, each of them let go."""
    rows.reverse()
    while rows:
        yield rows.pop()


def _territory(row: list[Any]) -> Territory:
    """A territory from the row that `Gazetteer.save` wrote."""
    level, code, name, population, lat, lon, postcodes, epci, departement, region, estimated = row
    # The same codes come back in thousands of rows, each time as a text of its own.
    held = (intern(epci), intern(departement), intern(region))
    served = tuple(map(intern, postcodes))
    return Territory(
        Level(level), intern(code), name, population, lat, lon, served, *held, estimated
    )


def _word_starts(name: str) -> list[str]:
    """The folded name from each of its words on: "saint denis" gives it and "denis"."""
    folded = fold(name)
    words = folded.split()
    return [folded, *(" ".join(words[i:]) for i in range(1, len(words)))] if words else []


def _city_of_arrondissement(code: str) -> str:
    """The commune of a municipal arrondissement's INSEE code, else the empty text."""
    if code.startswith("751") and "75101" <= code <= "75120":
        return "75056"
    if "69381" <= code <= "69389":
        return "69123"
    return "13055" if "13201" <= code <= "13216" else ""
