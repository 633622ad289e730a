"""The place named in what a visitor types: "jardin partagé Nantes", "mobilité dans le 35".

Reading is careful, since taking a word for a place hides every sheet elsewhere: a name must be
announced ("à", "près de"), or be of a town or a wide territory that everybody knows, and words of
the language that are names too ("Tours", "Nord", "Jardin") need more than that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from carrefour.territory import wider
from carrefour.territory.cues import STREETS
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.model import Level, Territory
from carrefour.territory.names import (
    ARRONDISSEMENTS,
    arrondissement_of_postcode,
    fold,
    key,
    ordinal,
    parted,
)

# People of a commune from whom on its name is taken…
BARE = 20_000  # …where nothing announces it,
SAID = 3_000  # …where a preposition does,
CAPITAL = 5_000  # …where nothing does but a capital letter among small ones,
CITY = 60_000  # …where it is a word of the language as well.
MOST_WORDS = 8  # of a name
MOST_READ = 30  # words of a text; who types more names no place in a search
MOST_SERVED = 60  # communes of one postcode
_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r'-?"[^"]*"?|(?<!\S)-\S+')
_HERE = re.compile(
    r"\b(?:(?:pr[eè]s|proche|autour|[aà] c[oô]t[eé])\s+(?:de\s+)?(?:chez\s+)?(?:moi|nous)"
    r"|(?:dans\s+)?mon\s+(?:quartier|coin)|near\s+me|around\s+me|near\s*by)\b",
    re.IGNORECASE,
)
# Words of the language, in French or English, that are also names of known territories.
COMMON = frozenset(
    "sens tours nice gap lens orange plaisir fontaine croix avion moulins cannes hem lattes cognac "
    "die mer bruges menton muret grasse trappes houilles charte vire foix rives aime auch meaux "
    "sceaux lunel saintes mende port garde possession tampon moule blanc lilas robert francois "
    "trinite madeleine source pin bains jardin campagne montagne ecole hopital plaine ville ferme "
    "foret bois lac ile chapelle bourg parc rue roche riviere ressource solidarite paix union gare "
    "nord sud centre manche lot cher somme creuse aube loire vienne reunion landes est ouest "
    "marseillan job vers autour saint sainte vivier bon beau mars mai juin".split()
)
# Of these, the wide ones that mean a direction where no capital letter says otherwise.
_DIRECTIONS = frozenset({"nord", "sud", "centre", "est", "ouest"})
_STREETS = STREETS | frozenset(
    "gare porte metro quai pont station arret ligne lycee college universite chateau tour".split()
)
_UNITS = frozenset(
    "ans an jours jour mois h heures heure min minutes km m euros pour places janvier fevrier mars "
    "avril mai juin juillet aout septembre octobre novembre decembre e er eme ieme personnes "
    "enfants ateliers projets".split()
)
_DEPARTEMENT = frozenset({"departement", "dept", "dpt", "dep"})
_JOINS = frozenset({"et", "ou", "and", "or"})
_CONTRACTED = {"au": "le", "du": "le", "aux": "les", "des": "les"}


class Cue(IntEnum):
    """What announces a name, from nothing to what leaves no doubt."""

    NONE = 0
    OF = 1  # de, du: the name may belong to what is before it
    AT = 2  # à, en, dans, sur
    NEAR = 3  # près de, autour de


_CUES: tuple[tuple[tuple[str, ...], Cue], ...] = (
    (("pres", "de"), Cue.NEAR),
    (("pres", "du"), Cue.NEAR),
    (("pres", "d"), Cue.NEAR),
    (("proche", "de"), Cue.NEAR),
    (("proche", "d"), Cue.NEAR),
    (("autour", "de"), Cue.NEAR),
    (("autour", "d"), Cue.NEAR),
    (("autour", "du"), Cue.NEAR),
    (("environs", "de"), Cue.NEAR),
    (("a", "cote", "de"), Cue.NEAR),
    (("near",), Cue.NEAR),
    (("around",), Cue.NEAR),
    (("la", "ville", "de"), Cue.AT),
    (("ville", "de"), Cue.AT),
    (("region", "de"), Cue.AT),
    (("la", "region"), Cue.AT),
    (("region",), Cue.AT),
    (("departement", "de"), Cue.AT),
    (("departement", "du"), Cue.AT),
    (("departement",), Cue.AT),
    (("agglomeration", "de"), Cue.AT),
    (("a",), Cue.AT),
    (("au",), Cue.AT),
    (("aux",), Cue.AT),
    (("en",), Cue.AT),
    (("dans",), Cue.AT),
    (("sur",), Cue.AT),
    (("in",), Cue.AT),
    (("de",), Cue.OF),
    (("d",), Cue.OF),
    (("du",), Cue.OF),
    (("des",), Cue.OF),
)


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """A place read in a text.

    ``words`` is what is left, ``named`` what stood for the place. The territories join by OR.
    ``near`` asks for what lies around too, ``here`` for what is around the visitor: then there is
    no territory. ``sure`` is false where the words may as well mean something else. ``others``
    bear the same name. ``arrondissement`` is the number of one within the commune, else 0.
    """

    words: str
    named: str
    territories: tuple[Territory, ...] = ()
    near: bool = False
    here: bool = False
    sure: bool = True
    others: tuple[Territory, ...] = ()
    arrondissement: int = 0


@dataclass(frozen=True, slots=True)
class _Word:
    folded: str
    start: int
    end: int
    capital: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """What the words from ``first`` up to ``last`` name; what announces it is at ``begin``."""

    begin: int
    first: int
    last: int
    territories: tuple[Territory, ...]
    cue: Cue
    sure: bool = True
    others: tuple[Territory, ...] = ()
    arrondissement: int = 0

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """The likeliest of several: sure, announced, of more words, nearer to the end."""
        told = 1 if self.cue >= Cue.AT else 0
        return int(self.sure), told, self.last - self.first, self.last


def read_place(text: str, gazetteer: Gazetteer) -> PlaceRead | None:
    """The place that ``text`` names, if it surely or likely names one. Never raises.

    Words in "quotes" and -excluded ones name none.
    """
    if here := _HERE.search(text):
        return PlaceRead(_without(text, *here.span()), here.group(), here=True)
    words = list(islice(_words_of(text), MOST_READ))
    found = sorted(_finds(text, words, gazetteer), key=lambda f: f.rank, reverse=True)
    if not found:
        return None
    best = found[0]
    begin, first, last = best.begin, best.first, best.last
    territories = list(best.territories)
    # "à Nantes et Rennes" names both, whichever of them is the better told.
    for other in sorted(found[1:], key=lambda f: -f.first):
        if other.sure and other.last <= begin and _joined(words[other.last : begin]):
            begin, first = other.begin, other.first
            territories = [*other.territories, *territories]
    for other in sorted(found[1:], key=lambda f: f.first):
        if other.sure and other.begin >= last and _joined(words[last : other.begin]):
            last = other.last
            territories += other.territories
    end = words[last - 1].end
    return PlaceRead(
        _without(text, words[begin].start, end),
        text[words[first].start : end],
        tuple(dict.fromkeys(territories)),
        near=best.cue is Cue.NEAR,
        sure=best.sure,
        others=best.others if len(territories) == len(best.territories) else (),
        arrondissement=best.arrondissement if len(territories) == 1 else 0,
    )


def misspelt_place(text: str, gazetteer: Gazetteer) -> PlaceRead | None:
    """The well-known place that the last word of ``text`` misses by one letter, or the first."""
    words = list(islice(_words_of(text), MOST_READ))
    for at in (len(words) - 1, 0) if len(words) > 1 else ():
        word = words[at]
        if len(word.folded) < 5 or word.folded in COMMON:
            continue
        known = _well_known(gazetteer)
        near = process.extractOne(word.folded, known.keys(), scorer=OSA.distance, score_cutoff=1)
        if near is not None:
            begin, cue, _ = _cue(words, at)
            start = words[begin].start if cue > Cue.NONE else word.start
            rest = _without(text, start, word.end)
            return PlaceRead(rest, text[word.start : word.end], (known[near[0]],), sure=False)
    return None


@lru_cache(maxsize=2)
def _well_known(gazetteer: Gazetteer) -> dict[str, Territory]:
    """Large communes, départements and régions by their folded name."""
    communes = [
        t
        for t in gazetteer.territories.values()
        if (t.level is Level.COMMUNE and t.population >= BARE)
        or t.level in (Level.DEPARTEMENT, Level.REGION)
    ]
    return {fold(t.name): t for t in sorted(communes, key=lambda t: t.population)}


def _words_of(text: str) -> Iterator[_Word]:
    hidden = [match.span() for match in _QUOTED.finditer(text)]
    for match in _WORD.finditer(text):
        if not any(start <= match.start() < end for start, end in hidden):
            word = match.group()
            yield _Word(fold(word), *match.span(), capital=word[0].isupper())


def _without(text: str, start: int, end: int) -> str:
    """``text`` without a part, and the punctuation that it leaves alone."""
    before, after = text[:start].rstrip(" ,;:(-–—'’"), text[end:].lstrip(" ,;:)-–—.?!'’")
    return " ".join(f"{before} {after}".split())


def _joined(between: Sequence[_Word]) -> bool:
    return len(between) <= 1 and all(word.folded in _JOINS for word in between)


def _finds(text: str, words: list[_Word], gazetteer: Gazetteer) -> Iterator[_Found]:
    """Every place that the words may name; of names that begin alike, the longest."""
    last = 0
    for first in range(len(words)):
        if first < last:
            continue
        begin, cue, article = _cue(words, first)
        if number := _number(words, first, begin, cue, gazetteer):
            yield number
            last = number.last
            continue
        for end in range(min(len(words), first + MOST_WORDS), first, -1):
            if _torn(text, words, first, end):
                continue
            own, bare = parted(text[words[first].start : words[end - 1].end])
            told = _Told(begin, cue, article, own, bare)
            if bare and (found := _named(words, first, end, told, gazetteer)):
                yield found
                last = found.last
                break


def _torn(text: str, words: list[_Word], first: int, end: int) -> bool:
    """Whether the words are part of a longer one, or parted by more than a name holds."""
    start, stop = words[first].start, words[end - 1].end
    if re.search(r"[^\w\s'’./-]", text[start:stop]):
        return True
    return text[stop : stop + 1] == "-" or text[max(0, start - 1) : start] == "-"


def _cue(words: list[_Word], first: int) -> tuple[int, Cue, str]:
    """Where what announces the word at ``first`` begins, what it is, and the article in it."""
    article, at = "", first
    if at and words[at - 1].folded in ("le", "la", "les", "l"):
        article, at = words[at - 1].folded, at - 1
    for told, cue in _CUES:
        begin = at - len(told)
        if begin >= 0 and tuple(word.folded for word in words[begin:at]) == told:
            if not article:
                article = _CONTRACTED.get(told[-1], "")
            return begin, cue, article
    return at, Cue.NONE, article


def _number(
    words: list[_Word], first: int, begin: int, cue: Cue, gazetteer: Gazetteer
) -> _Found | None:
    """The communes of a postcode, or the département of a number that is announced as one."""
    word = words[first].folded
    if re.fullmatch(r"\d{5}", word):
        served = tuple(gazetteer.of_postcode(word)[:MOST_SERVED])
        if not served:
            return None
        last, told = _town_after(words, first + 1, served)
        part = arrondissement_of_postcode(word)
        number = part[1] if part else 0
        return _Found(begin, first, last, told, max(cue, Cue.AT), arrondissement=number)
    code = word.upper()
    territory = (
        gazetteer.get(f"departement:{code}") if re.fullmatch(r"\d{2,3}|2[ab]", word) else None
    )
    after = words[first + 1].folded if first + 1 < len(words) else ""
    if territory is None or after in _UNITS:
        return None
    before = words[first - 1].folded if first else ""
    # "dans le 35", "du 93", "département 44": a number alone may count anything.
    article = before in ("le", "la") and cue >= Cue.AT
    announced = before in _DEPARTEMENT or before == "du" or article
    ends = 0 < first == len(words) - 1 and len(word) == 2
    if not (announced or ends):
        return None
    return _Found(begin, first, first + 1, (territory,), Cue.AT, sure=announced)


@dataclass(frozen=True, slots=True)
class _Told:
    """A name, the article in it or before it, and what announces it from ``begin`` on."""

    begin: int
    cue: Cue
    article: str
    own: str
    bare: str


def _town_after(
    words: list[_Word], at: int, served: tuple[Territory, ...]
) -> tuple[int, tuple[Territory, ...]]:
    """Where the name of a commune of ``served`` ends that begins at ``at``, and that commune."""
    for last in range(min(len(words), at + MOST_WORDS), at, -1):
        name = " ".join(word.folded for word in words[at:last])
        if named := tuple(t for t in served if fold(t.name) == name):
            return last, named
    return at, served


def _named(
    words: list[_Word], first: int, end: int, told: _Told, gazetteer: Gazetteer
) -> _Found | None:
    begin, cue, article, own, bare = told.begin, told.cue, told.article, told.own, told.bare
    fits = _article_fits
    candidates = [t for t in _bearing(bare, gazetteer) if fits(t, own or article, bool(own))]
    # Capitals tell nothing where every word has one, or only the first.
    small = any(not word.capital for word in words if not word.folded.isdigit())
    before = words[begin - 1].folded if begin else ""
    if cue <= Cue.OF and (before in _STREETS or (first and words[first - 1].folded in _STREETS)):
        return None
    last, qualified = _qualified(words, end, candidates, gazetteer)
    if qualified:
        candidates = qualified
    alone = begin == 0 and last == len(words)
    edge = begin == 0 or last == len(words)
    capital = words[first].capital and small and (first > 0 or cue > Cue.NONE)
    saying = _Saying(
        cue, article or own, alone, edge, capital, words[first].capital, bool(qualified)
    )
    sure = [t for t in candidates if _accepted(t, bare, saying)]
    if not sure:
        likely = [t for t in candidates if _likely(t, bare, saying)]
        if not likely:
            return None
        likely.sort(key=lambda t: _order(t, saying))
        return _Found(begin, first, last, (likely[0],), cue, sure=False, others=tuple(likely[1:4]))
    if bare in wider.FORMER_REGIONS:
        return _Found(begin, first, last, tuple(sure), cue)
    sure.sort(key=lambda t: _order(t, saying))
    # A département is no homonym of the région or commune that stands for the same land.
    others = tuple(t for t in sure[1:] if t.level is sure[0].level)[:3]
    after, number = _arrondissement(words, last, bare)
    return _Found(begin, first, after, (sure[0],), cue, others=others, arrondissement=number)


def _arrondissement(words: list[_Word], last: int, city: str) -> tuple[int, int]:
    """Where the rank that follows a city ends, and the rank: "Paris 20e", "Lyon 3"."""
    if last < len(words) and city in ARRONDISSEMENTS:
        found = ordinal(words[last].folded)
        if found and 1 <= found[0] <= ARRONDISSEMENTS[city]:
            last += 1
            if last < len(words) and words[last].folded in ("arrondissement", "arr"):
                last += 1
            return last, found[0]
    return last, 0


@dataclass(frozen=True, slots=True)
class _Saying:
    """How a name is said."""

    cue: Cue
    article: str
    alone: bool  # nothing else is typed
    edge: bool  # it begins or ends the text
    capital: bool  # it has a capital letter where others have none
    upper: bool  # it has a capital letter
    qualified: bool  # a number or a wider territory follows that tells it


def _accepted(territory: Territory, bare: str, saying: _Saying) -> bool:
    """Whether the name surely means ``territory``."""
    common = bare in COMMON
    if territory.level is Level.COMMUNE:
        return saying.qualified or _commune(territory, bare, saying, common)
    if territory.level is Level.COUNTRY:
        return saying.cue >= Cue.AT
    if territory.level is Level.EPCI:
        return True
    if not common:
        return saying.cue >= Cue.AT or saying.edge or saying.upper
    if bare in _DIRECTIONS:
        return saying.cue is Cue.AT and bool(saying.article) and saying.upper
    if bare == "reunion" and not saying.upper:
        return saying.article == "la" and (saying.alone or (saying.cue is Cue.AT and saying.edge))
    if saying.cue is Cue.AT and (saying.article or bare in ("creuse", "vienne")):
        return True
    return saying.upper and not saying.alone and saying.edge


def _commune(commune: Territory, bare: str, saying: _Saying, common: bool) -> bool:
    people = commune.population
    several = " " in bare
    if common:
        if saying.cue >= Cue.AT:
            return people >= (BARE if saying.capital else CITY)
        return saying.edge and people >= (BARE if saying.capital and not saying.alone else 10**9)
    if saying.cue >= Cue.AT:
        return people >= SAID or several or (saying.capital and people >= SAID // 3)
    if several and saying.edge and people >= CAPITAL:
        return True
    if saying.capital and saying.edge and people >= CAPITAL:
        return True
    if saying.cue is Cue.OF:
        return saying.edge and people >= BARE
    return people >= BARE and (saying.edge or saying.upper or people >= CITY)


def _likely(territory: Territory, bare: str, saying: _Saying) -> bool:
    """Whether the name means ``territory`` where the words find nothing as they are."""
    if territory.level is not Level.COMMUNE:
        return bare not in _DIRECTIONS
    if bare in COMMON:
        return territory.population >= BARE and saying.edge
    return saying.edge and (saying.cue >= Cue.AT or saying.upper or territory.population >= SAID)


def _order(territory: Territory, saying: _Saying) -> tuple[int, int]:
    """The likeliest first: "en" and "dans" say a wide territory, "à" a town, else the larger."""
    wide = territory.level is not Level.COMMUNE
    first = wide if saying.cue >= Cue.AT and saying.article not in ("", "l") else False
    rank = {Level.EPCI: 2, Level.COUNTRY: 3}.get(territory.level, 1 if wide else 0)
    return (0 if first else rank + 1), -territory.population


def _bearing(bare: str, gazetteer: Gazetteer) -> list[Territory]:
    """The territories that bear the name today, or that everybody calls so."""
    found = {t.ref: t for t in gazetteer.named(bare) if key(t.name) == bare}
    if codes := wider.FORMER_REGIONS.get(bare):
        held = (gazetteer.get(f"departement:{code}") for code in codes)
        return [territory for territory in held if territory]
    for level, names in (
        (Level.REGION, wider.REGIONS),
        (Level.DEPARTEMENT, wider.DEPARTEMENTS),
        (Level.EPCI, wider.EPCI),
    ):
        if (code := names.get(bare)) and (territory := gazetteer.get(f"{level}:{code}")):
            found.setdefault(territory.ref, territory)
    # A région of one département is the same land.
    regions = {t.code for t in found.values() if t.level is Level.REGION}
    return [
        t for t in found.values() if t.level is not Level.DEPARTEMENT or t.region not in regions
    ]


def _article_fits(territory: Territory, article: str, inside: bool) -> bool:
    """Whether a commune is called with ``article``; wide territories are with any."""
    if territory.level is not Level.COMMUNE:
        return True
    own = parted(territory.name)[0]
    if own:
        return article == own
    return not article or not inside


def _qualified(
    words: list[_Word], end: int, candidates: list[Territory], gazetteer: Gazetteer
) -> tuple[int, list[Territory]]:
    """Where a number, postcode or wider territory after a name ends, and which it tells."""
    communes = [t for t in candidates if t.level is Level.COMMUNE]
    if not communes or end >= len(words):
        return end, []
    at = end
    while at < len(words) and at < end + 3 and words[at].folded in ("en", "dans", "le", "la", "l"):
        at += 1
    for last in range(min(len(words), at + 5), at, -1):
        told = " ".join(word.folded for word in words[at:last])
        held = [t for t in communes if told.upper() == t.departement or told in t.postcodes]
        if not held:
            wide = {t.ref for t in _bearing(key(told), gazetteer) if t.level is not Level.COMMUNE}
            held = [
                t for t in communes if wide & {f"departement:{t.departement}", f"region:{t.region}"}
            ]
        if held:
            return last, held
    return end, []
