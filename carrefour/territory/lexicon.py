"""Every name that means a territory: official, former, regional, short, or nearly spelt so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import OSA

from carrefour.territory import wider
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.model import Level, Territory
from carrefour.territory.names import fold, key, parted

# What a group of communes is called before its own name.
GROUP = re.compile(
    r"^(communautes? (?:de communes|d agglomeration|urbaine)|agglomeration|agglo|metropole|"
    r"intercommunalite|epci|comcom|com com|cc|ca|cu|cdc)"
    r"(?: (?:de la|de l|du|des|de|d|le|la|les|l))?(?= )"
)
_IN_BRACKETS = re.compile(r"\(([A-Za-z0-9]{3,8})\)")
_QUOTES = re.compile(r"''.*?''|\".*?\"")
_LAND = frozenset("pays terre terres val vallee vallees grand cote coeur porte portes".split())
_LARGE_GROUP = ("agglo", "agglomeration", "metropole", "communaute", "agglopole")
# So many people live in a country that a village of the same name is not meant.
_COUNTRY_POPULATION = 20_000_000


class Spelling(IntEnum):
    """How a name is borne, from the surest to the least sure."""

    OFFICIAL = 0
    USUAL = 1  # what everybody says
    FORMER = 2
    OTHER = 3  # in another language


@dataclass(frozen=True, slots=True)
class Entry:
    """One territory that a name can mean."""

    territory: Territory
    spelling: Spelling
    article: str = ""


class Lexicon:
    """The names of a gazetteer, ready for looking up words of a text.

    ``names`` gives the entries of a name folded and without its leading article; ``longest`` the
    number of words of the longest name that begins with a word.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        made: dict[str, list[Entry]] = defaultdict(list)
        for territory in gazetteer.territories.values():
            if territory.level is Level.EPCI:
                continue
            # "Château-Chinon (Ville)" is called Château-Chinon too.
            for name in dict.fromkeys((territory.name, territory.name.partition(" (")[0])):
                article, bare = parted(name)
                made[bare].append(Entry(territory, Spelling.OFFICIAL, article))
        for name, commune, _ in gazetteer.former:
            self._add(made, name, commune, Spelling.FORMER)
        for name, commune, usual in regional_names(gazetteer):
            self._add(made, name, commune, Spelling.USUAL if usual else Spelling.OTHER)
        for name, commune in gazetteer.aliases:
            self._add(made, name, commune, Spelling.OTHER)
        self._add_wider(made)
        self._add_groups(made)
        for name in [name for name in made if " sous " in name]:
            # "s/" stands for either.
            made.setdefault(name.replace(" sous ", " sur "), made[name])
        self.names = {name: tuple(entries) for name, entries in made.items() if name}
        self.longest: dict[str, int] = {}
        for name in self.names:
            first, length = name.partition(" ")[0], name.count(" ") + 1
            if length > self.longest.get(first, 0):
                self.longest[first] = length
        self.sur = frozenset(
            (before.rpartition(" ")[2], after.partition(" ")[0])
            for name in self.names
            if " sur " in name
            for before, _, after in (name.partition(" sur "),)
        )
        self._groups: dict[str, list[Territory]] | None = None
        self._seats: dict[str, Territory] | None = None
        self._near: dict[tuple[int, str], list[str]] | None = None
        self._short: dict[str, list[Territory]] | None = None

    def _add(
        self, made: dict[str, list[Entry]], name: str, commune: str, spelling: Spelling
    ) -> None:
        territory = self._gazetteer.commune(commune)
        article, name = parted(name)
        if territory and not any(e.territory is territory for e in made.get(name, ())):
            made[name].append(Entry(territory, spelling, article))

    def _add_wider(self, made: dict[str, list[Entry]]) -> None:
        for level, names in (
            (Level.REGION, wider.REGIONS),
            (Level.DEPARTEMENT, wider.DEPARTEMENTS),
        ):
            for name, code in names.items():
                territory = self._gazetteer.get(f"{level}:{code}")
                if territory and not any(e.territory is territory for e in made.get(name, ())):
                    made[name].append(Entry(territory, Spelling.OTHER))
        for name, code in wider.countries().items():
            if code != "FR":
                country = Territory(Level.COUNTRY, code, name.capitalize(), _COUNTRY_POPULATION)
                made[name].append(Entry(country, Spelling.OFFICIAL))

    def _add_groups(self, made: dict[str, list[Entry]]) -> None:
        """Groups of communes by their full name, and by their own where it is theirs alone."""
        own: dict[str, set[str]] = defaultdict(set)
        for territory in self._gazetteer.territories.values():
            if territory.level is Level.EPCI:
                for name in _names_of_group(territory.name):
                    own[name].add(territory.code)
        for name, code in wider.EPCI.items():
            own[name].add(code)
        for name, codes in own.items():
            taken = any(e.territory.level is not Level.EPCI for e in made.get(name, ()))
            if taken or len(name) < 4 or _is_town_and_more(name, made):
                continue
            for code in sorted(codes):
                if group := self._gazetteer.get(f"epci:{code}"):
                    made[name].append(Entry(group, Spelling.OFFICIAL))

    def group_of(self, name: str) -> list[Territory]:
        """The groups of communes that ``name``, folded and without what it is, can mean.

        The name of a group's largest commune means the group too: "agglomération de Rennes".
        """
        own = [e.territory for e in self.names.get(name, ()) if e.territory.level is Level.EPCI]
        if own:
            return own
        found = self._groups_by_own_name().get(name)
        if found:
            return found
        communes = [
            e.territory
            for e in self.names.get(name, ())
            if e.territory.level is Level.COMMUNE and e.spelling is Spelling.OFFICIAL
        ]
        groups = {t.epci: t for t in communes if t.epci and t is self._largest(t.epci)}
        return [g for code in groups if (g := self._gazetteer.get(f"epci:{code}"))]

    def _groups_by_own_name(self) -> dict[str, list[Territory]]:
        if self._groups is None:
            groups: dict[str, list[Territory]] = defaultdict(list)
            for territory in self._gazetteer.territories.values():
                if territory.level is Level.EPCI:
                    for name in _names_of_group(territory.name):
                        groups[name].append(territory)
            self._groups = dict(groups)
        return self._groups

    def _largest(self, epci: str) -> Territory | None:
        if self._seats is None:
            seats: dict[str, Territory] = {}
            for t in self._gazetteer.territories.values():
                if t.level is Level.COMMUNE and t.epci:
                    best = seats.get(t.epci)
                    if best is None or t.population > best.population:
                        seats[t.epci] = t
            self._seats = seats
        return self._seats.get(epci)

    def near(self, name: str) -> list[str]:
        """The names of communes at one error from ``name``: two letters swapped, one lost, added or
        another.
        """
        halves = self._halves()
        length = len(name)
        found: dict[str, None] = {}
        for other in (length - 1, length, length + 1):
            head = other // 2
            # One error leaves the first half or the second as it was.
            for half in ((other, name[:head]), (-other, name[length - (other - head) :])):
                if likely := halves.get(half):
                    close = process.extract(
                        name, likely, scorer=OSA.distance, score_cutoff=1, limit=None
                    )
                    found.update((text, None) for text, _, _ in close)
        middle = length // 2
        swapped = name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :]
        if swapped in self.names:
            found[swapped] = None
        return list(found)

    def _halves(self) -> dict[tuple[int, str], list[str]]:
        if self._near is None:
            self._near = defaultdict(list)
            for name, entries in self.names.items():
                if any(
                    e.territory.level is Level.COMMUNE and e.spelling is not Spelling.OTHER
                    for e in entries
                ):
                    head = len(name) // 2
                    self._near[len(name), name[:head]].append(name)
                    self._near[-len(name), name[head:]].append(name)
            self._near = dict(self._near)
        return self._near

    def shortened(self, name: str) -> list[Territory]:
        """The communes whose name goes on after ``name``: "levallois" means Levallois-Perret."""
        if self._short is None:
            self._short = defaultdict(list)
            for t in self._gazetteer.territories.values():
                if t.level is not Level.COMMUNE:
                    continue
                parts = key(t.name).split()
                for count in range(1, len(parts)):
                    beginning = " ".join(parts[:count])
                    if len(beginning) > 4:
                        self._short[beginning].append(t)
            self._short = dict(self._short)
        return self._short.get(name, [])


def _names_of_group(name: str) -> set[str]:
    """The folded names of a group: whole, without what it is, and its acronym."""
    acronyms = {fold(found) for found in _IN_BRACKETS.findall(name)}
    plain = fold(_QUOTES.sub(" ", re.sub(r"\(.*?\)", " ", name)))
    names = {plain, key(GROUP.sub("", plain).strip())}
    return {n for n in names | acronyms if n}


def _is_town_and_more(name: str, made: Mapping[str, list[Entry]]) -> bool:
    """Whether a group's own name begins with a commune's, and nothing in it says "group"."""
    found = name.split()
    if len(found) < 2 or any(w in _LARGE_GROUP for w in found) or found[0] in _LAND:
        return False
    return any(" ".join(found[:n]) in made for n in range(1, len(found)))


@cache
def _regional_rows() -> tuple[tuple[str, str, str, str], ...]:
    text = files("carrefour.territory").joinpath("regional_names.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return tuple((form, name, departement, language) for form, name, departement, language in rows)


def regional_names(gazetteer: Gazetteer) -> Iterable[tuple[str, str, bool]]:
    """(form, code of the commune, whether it is the usual French name) that Carrefour keeps."""
    for form, name, departement, language in _regional_rows():
        for territory in gazetteer.named(name, Level.COMMUNE):
            if territory.departement == departement and key(territory.name) == key(name):
                yield form, territory.code, language in ("former", "usage")
                break
