"""Which territory a text means: every name in it is weighed by where it stands and what agrees.

A name weighs more after a postcode, alone between commas or after "à" than within a street's
name; a commune more when the postcode, département or région that the text gives holds it. What
the text does not settle is not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import log10

from rapidfuzz import fuzz, process

from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.lexicon import GROUP, Entry, Lexicon, Spelling
from carrefour.territory.model import Level, Territory
from carrefour.territory.names import ARTICLES, departement_of_postcode, key, ordinal
from carrefour.territory.reading import LINKS, STREETS, Reading
from carrefour.territory.wider import ALONE

# Of several communes of one name, one is meant where it holds this share of their people.
DOMINANT = 0.98
# Communes whose evidence is within this of the best are namesakes that nothing tells apart.
TIE = 0.4
ALIKE = 82  # likeness (0-100) of a misspelt name to one of the few that a postcode serves
ALIKE_AROUND = 88  # the same among all names of a département

_SPELLING = {
    Spelling.OFFICIAL: 0.0,
    Spelling.FORMER: -1.0,
    Spelling.OTHER: -1.0,
    Spelling.SHORT: -2.0,
    Spelling.NEAR: -2.0,
}
_AT = frozenset({"a", "au", "aux"})
_OF = frozenset({"de", "d", "du", "des"})
_TOWN = frozenset(
    "ville villes mairie commune communes ccas municipalite gare bourg habitants village "
    "agglomeration office".split()
)
_QUARTER = frozenset(
    "quartier quartiers residence hameau ilot cite secteur lieudit dit batiment bat parc zone za zi "
    "zac collectif".split()
)
_FACILITY = frozenset(
    "college lycee ecole groupe stade gymnase salle espace centre maison hotel foyer institut "
    "association theatre cafe tour immeuble fondation saint sainte notre".split()
)
# Words that leave a name standing alone in its part of the text.
_LIGHT = (
    LINKS
    | _AT
    | _TOWN
    | frozenset(
        "en sur dans environs ses alentours france cedex centre f dpt dept departement region "
        "arrondissement arr er e deleguee associee ancienne nouvelle fr m mr mme localite lieu "
        "siege social adresse pres vers 1er".split()
    )
)
# Régions of one département, which bear the same name.
_ONE_DEPARTEMENT = frozenset({"01", "02", "03", "04", "06"})
_WIDE_RANK = {Level.EPCI: 0, Level.DEPARTEMENT: 1, Level.REGION: 2, Level.COUNTRY: 3}


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names, how surely (0 to 1), and what was doubtful."""

    territory: Territory
    score: float
    warnings: tuple[str, ...] = ()
    postcode_only: bool = False
    at: int = -1  # the word at which the name begins


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A name that several territories bear, and nothing tells which is meant."""

    name: str
    territories: tuple[Territory, ...]


@dataclass(slots=True)
class Around:
    """What is known of the surroundings of a place, besides its name."""

    postcode: str = ""
    served: Sequence[Territory] = ()
    departement: str = ""  # of the postcode
    sure: set[str] = field(default_factory=set)  # references of what holds the place
    likely: set[str] = field(default_factory=set)

    def holds_group(self, group: Territory) -> bool:
        """Whether a group of communes lies in what is known to hold the place."""
        holders = {f"departement:{group.departement}", f"region:{group.region}"}
        return self.departement == group.departement or bool((self.sure | self.likely) & holders)

    def agrees(self, commune: Territory) -> float:
        """How much speaks for ``commune``; below zero when more speaks against it."""
        points = 0.0
        if self.postcode:
            if self.postcode in commune.postcodes:
                points += 6.0
            elif self.departement == commune.departement:
                points += 3.0 if not self.served else 2.0
            elif self.served or self.departement:
                points -= 4.0
        if self.sure or self.likely:
            holders = {
                f"departement:{commune.departement}",
                f"region:{commune.region}",
                f"epci:{commune.epci}",
            }
            if self.sure & holders:
                points += 4.0
            elif self.sure:
                points -= 4.0
            elif self.likely & holders:
                points += 3.0
        return points


@dataclass(slots=True)
class _Span:
    """Words of the text that are a name."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    standing: float = 0.0
    alone: bool = False
    told: str = ""  # what it must be by the words around: "departement", "region", "epci"
    name: str = ""

    @property
    def spelling(self) -> Spelling:
        return min(e.spelling for e in self.entries)


@dataclass(slots=True)
class _Choice:
    """A commune in the running."""

    entry: Entry
    span: _Span
    evidence: float
    agreement: float
    total: float


class Settler:
    """Tells which territory of a gazetteer the words of a text mean."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._gazetteer = gazetteer
        self._lexicon = lexicon

    def around(self, reading: Reading, postcode: str = "", within: Sequence[str] = ()) -> Around:
        """The surroundings that a reading, and codes besides it, give."""
        code = postcode or reading.postcode
        around = Around(
            postcode=code,
            served=self._gazetteer.of_postcode(code) if code else (),
            departement=departement_of_postcode(code) if code else "",
            sure=set(within),
        )
        if code and not around.served and not self._gazetteer.communes_of(around.departement):
            around.departement = ""
        return around

    def settle(self, reading: Reading, around: Around) -> Named | Unsettled | None:
        """The territory that the words mean, or the namesakes that are left, or nothing."""
        spans = self._spans(reading)
        self._read_wide(reading, spans, around)
        groups = self._groups(reading, spans, around)
        choices = [c for span in spans for c in self._choices(span, reading, around)]
        best = self._best(choices, around)
        if groups and not (isinstance(best, Named) and best.score > 0.9):
            return groups
        if isinstance(best, Named) and best.score >= 0.7:
            return best
        wide = self._wide(reading, spans, around)
        if wide and wide.score >= 0.9:
            return wide
        if near := self._misspelt(reading, spans, around):
            return near
        return best or wide

    def larger(self, reading: Reading) -> Territory | None:
        """The territory larger than a commune that the words name by themselves."""
        spans = self._spans(reading)
        around = self.around(reading)
        self._read_wide(reading, spans, around)
        found = self._wide(reading, spans, around)
        return found.territory if found else None

    # Names in the text

    def _spans(self, reading: Reading) -> list[_Span]:
        words, parts = reading.words, reading.parts
        names, longest = self._lexicon.names, self._lexicon.longest
        spans: list[_Span] = []
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
            if end > start and end > reached and entries:
                spans.append(_Span(start, end, entries, name=name))
                reached = end
        if reading.lost:
            spans += self._with_lost_letters(reading)
        for span in spans:
            self._stand(span, reading)
        return spans

    def _with_lost_letters(self, reading: Reading) -> list[_Span]:
        """Names in which letters were lost: every vowel and ç that can have stood there is tried."""
        spans = []
        words = reading.words
        for at, word in enumerate(words):
            if "\ufffd" not in word:
                continue
            for start in range(at, max(-1, at - 7), -1):
                if reading.parts[start] != reading.parts[at]:
                    break
                for end in range(min(len(words), at + 7), at, -1):
                    text = " ".join(words[start:end])
                    for letter in "eaciou":
                        entries = self._lexicon.names.get(text.replace("\ufffd", letter))
                        if entries:
                            spans.append(_Span(start, end, entries, name=text))
                            break
        return [max(spans, key=lambda s: s.end - s.start)] if spans else []

    def _stand(self, span: _Span, reading: Reading) -> None:
        """How much the place of a name in the text speaks for it."""
        words, parts = reading.words, reading.parts
        part = parts[span.start]
        first = span.start
        while first > 0 and parts[first - 1] == part:
            first -= 1
        last = span.end
        while last < len(words) and parts[last] == part:
            last += 1
        before = words[first : span.start]
        points = 0.0
        street = self._street(words, first, span)
        if street == "named":
            points -= 6.0
        elif street == "inside":
            points -= 3.0
        elif street == "after":
            points -= 0.25
        else:
            span.alone = all(
                w in _LIGHT or w[0].isdigit() or ordinal(w) for w in before
            ) and all(w in _LIGHT or w[0].isdigit() or ordinal(w) for w in words[span.end : last])
            cue = before[-1] if before else ""
            link = cue in _OF or cue in ARTICLES
            told = next((w for w in reversed(before) if w not in LINKS), "")
            if cue in _AT or (len(before) > 1 and cue in ARTICLES and before[-2] in _AT):
                points += 1.5
            elif cue in _OF and told in _TOWN:
                points += 2.0
            elif told in _QUARTER and before[-3:].count(told):
                points -= 3.0
            elif told in _FACILITY and not link:
                points -= 2.5
            elif cue in _OF and not span.alone:
                points += 0.25
            elif not span.alone:
                points -= 0.75 if not before or span.end == last else 1.75
            if span.alone:
                points += 2.0
            if told in ("departement", "region") and (link or cue == told):
                span.told = told
        if part == reading.after_postcode and all(w in LINKS for w in before):
            points += 2.0
        points += 0.1 * min(part, 5)
        if reading.cased and not reading.capitals[span.start] and span.end - span.start < 3:
            points -= 3.0
        if span.end - span.start == 1 and len(words[span.start]) < 3:
            points -= 1.5
        points += 0.4 * min(3, span.end - span.start - 1)
        span.standing = points

    def _street(self, words: list[str], first: int, span: _Span) -> str:
        """Where a name stands to a street of its part: it is its name, inside it, or after it."""
        for at in range(span.start - 1, first - 1, -1):
            if words[at] in STREETS:
                named = at + 1
                while named < span.start and (words[named] in LINKS or words[named] in STREETS):
                    named += 1
                if span.start <= named:
                    return "named"
                return "after" if span.start - named > 0 else "inside"
        if words[span.start] in STREETS and span.end - span.start == 1:
            return "named" if span.end < len(words) or span.start > first else ""
        return ""

    # What is larger than a commune

    def _read_wide(self, reading: Reading, spans: list[_Span], around: Around) -> None:
        """Take from the text the départements and régions that it names beside a commune."""
        for code, sure, at in reading.departements:
            if self._gazetteer.get(f"departement:{code}") is None:
                continue
            neighbour = reading.parts.count(reading.parts[at]) == 1
            street = any(w in STREETS for w in reading.words[at + 1 : at + 3])
            city = reading.arrondissement is not None
            if (sure or neighbour) and not city:
                around.sure.add(f"departement:{code}")
            elif not street and not city:
                around.likely.add(f"departement:{code}")
        for span in spans:
            for entry in span.entries:
                level = entry.territory.level
                if level in (Level.COMMUNE, Level.COUNTRY):
                    continue
                only = not any(e.territory.level is Level.COMMUNE for e in span.entries)
                if (span.alone and len(spans) > 1 and only) or span.told == level:
                    around.sure.add(entry.territory.ref)
                elif span.standing > -2:
                    around.likely.add(entry.territory.ref)

    def _groups(self, reading: Reading, spans: list[_Span], around: Around) -> Named | None:
        """The group of communes that a part of the text is: "CC du Pays de X", "X Métropole"."""
        for part in dict.fromkeys(reading.parts):
            inside = [i for i, p in enumerate(reading.parts) if p == part]
            text = " ".join(reading.words[i] for i in inside)
            match = GROUP.match(text)
            if match:
                name = text[match.end() :].strip()
            elif text.endswith((" metropole", " agglo", " agglomeration", " communaute")):
                name = text.rpartition(" ")[0]
            else:
                continue
            found = self._lexicon.group_of(text) or self._lexicon.group_of(name)
            found = [g for g in found if around.holds_group(g)] or found
            if len(found) == 1:
                spans[:] = [s for s in spans if reading.parts[s.start] != part]
                around.likely.add(found[0].ref)
                return Named(found[0], 0.9, at=inside[0])
        return None

    def _wide(self, reading: Reading, spans: list[_Span], around: Around) -> Named | None:
        """The smallest of the larger territories that the text names by themselves."""
        found = []
        for span in spans:
            for entry in span.entries:
                wide = entry.territory
                if wide.level is Level.COMMUNE or span.standing < -2:
                    continue
                if wide.level is Level.COUNTRY and not span.alone:
                    continue
                if span.name in ALONE and len(reading.words) > 2:
                    continue
                told = span.told == wide.level
                found.append((not (span.alone or told), _WIDE_RANK[wide.level], wide, span))
        if not found:
            codes = [c for c, sure, at in reading.departements if f"departement:{c}" in around.sure]
            if codes and all(w in _LIGHT or w[0].isdigit() for w in reading.words):
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

    # Communes

    def _choices(self, span: _Span, reading: Reading, around: Around) -> list[_Choice]:
        if span.told in ("departement", "region"):
            return []
        words = reading.words
        article = words[span.start - 1] if span.start else ""
        if article in ("au", "du"):
            article = "le"
        elif article in ("aux", "des"):
            article = "les"
        elif article not in ARTICLES:
            article = words[span.end] if span.end < len(words) else ""
            if article not in ARTICLES or (
                span.end + 1 < len(words) and reading.parts[span.end + 1] == reading.parts[span.end]
            ):
                article = ""
        made = []
        for entry in span.entries:
            commune = entry.territory
            if commune.level is not Level.COMMUNE:
                continue
            agreement = around.agrees(commune)
            evidence = agreement + span.standing + _SPELLING[entry.spelling]
            if entry.article != article:
                evidence -= 0.5
            total = evidence + 0.25 * log10(commune.population + 1)
            made.append(_Choice(entry, span, evidence, agreement, total))
        return made

    def _best(self, choices: list[_Choice], around: Around) -> Named | Unsettled | None:
        """The commune that most speaks for, unless namesakes are left."""
        choices = [c for c in choices if c.total > 0 or c.agreement >= 6]
        if not choices:
            return None
        best = max(choices, key=lambda c: c.total)
        rivals = {
            c.entry.territory.code: c.entry.territory
            for c in choices
            if c.span is best.span and c.evidence > best.evidence - TIE
        }
        share = 1.0
        if best.agreement < 2 and (wider := _wider(best)):
            share = best.entry.territory.population / (
                best.entry.territory.population + wider.population
            )
            if share < 1 - DOMINANT:
                others = [c for c in choices if c.span is not best.span]
                return self._best(others, around) if others else None
            if share < DOMINANT:
                return Unsettled(best.span.name, (best.entry.territory, wider))
        if len(rivals) > 1:
            people = sum(t.population for t in rivals.values()) or 1
            share = max(t.population for t in rivals.values()) / people
            if share < DOMINANT:
                others = [c for c in choices if c.span is not best.span and c.total > best.total - 1]
                if others and (settled := self._best(others, around)):
                    return settled
                return Unsettled(best.span.name, tuple(rivals.values()))
            best = max(
                (c for c in choices if c.span is best.span and c.entry.territory.code in rivals),
                key=lambda c: c.entry.territory.population,
            )
        return Named(
            best.entry.territory,
            round(_score(best, around) * share, 3),
            self._doubts(best, around),
            at=best.span.start,
        )

    def _doubts(self, choice: _Choice, around: Around) -> tuple[str, ...]:
        commune = choice.entry.territory
        if around.postcode and around.postcode not in commune.postcodes:
            if around.departement != commune.departement:
                return (f"postcode {around.postcode} is not one of {commune.name}",)
        elif choice.agreement < 0 and around.sure:
            ref = next(iter(around.sure))
            holder = self._gazetteer.get(ref)
            return (f"{commune.name} does not lie in {holder.name if holder else ref}",)
        return ()

    # Misspelt names

    def _misspelt(self, reading: Reading, spans: list[_Span], around: Around) -> Named | None:
        """The commune whose name is nearly one of those that the text may hold."""
        windows = self._windows(reading, spans)
        if not windows:
            return None
        communes: Sequence[Territory] = around.served
        if communes:
            found = self._most_alike(windows, communes, ALIKE)
            if found:
                return self._as_read(found, 0.95)
        held = [*around.sure, *around.likely]
        if around.departement:
            held.append(f"departement:{around.departement}")
        for ref in held:
            level, _, code = ref.partition(":")
            if level == Level.DEPARTEMENT:
                found = self._most_alike(windows, self._gazetteer.communes_of(code), ALIKE_AROUND)
                if found:
                    return self._as_read(found, 0.93)
        if around.postcode and around.departement:
            return None
        best: list[tuple[Territory, str]] = []
        for window in windows:
            for name in self._lexicon.near(window):
                best += [
                    (e.territory, window)
                    for e in self._lexicon.names[name]
                    if e.territory.level is Level.COMMUNE
                    and (not around.sure or around.agrees(e.territory) > 0)
                ]
            if best:
                break
        else:
            for window in windows:
                for commune in self._lexicon.shortened(window):
                    if around.agrees(commune) >= 0:
                        best.append((commune, window))
                if best:
                    break
        if not best:
            return None
        people = {t.code: t.population + 1 for t, _ in best}
        largest = max(best, key=lambda found: found[0].population)
        share = (largest[0].population + 1) / sum(people.values())
        if share < 0.95:
            return None
        return self._as_read((*largest, 100.0), 0.9 * share)

    def _windows(self, reading: Reading, spans: list[_Span]) -> list[str]:
        """The words that may be a name, the likeliest first."""
        words, parts = reading.words, reading.parts
        wide = {
            i
            for span in spans
            if not any(e.territory.level is Level.COMMUNE for e in span.entries)
            for i in range(span.start, span.end)
        }
        by_part: dict[int, list[int]] = {}
        for i, part in enumerate(parts):
            if i not in wide:
                by_part.setdefault(part, []).append(i)
        order = sorted(by_part, key=lambda p: (p != reading.after_postcode, -p))
        found: dict[str, None] = {}
        for part in order:
            inside = by_part[part]
            cued = [
                i + 1
                for i in inside
                if words[i] in _AT or (words[i] in _OF and i and words[i - 1] in _TOWN)
            ]
            while inside and (words[inside[0]] in _LIGHT or words[inside[0]][0].isdigit()):
                if words[inside[0]] in ARTICLES and len(inside) > 1:
                    pass
                inside = inside[1:]
            while inside and (words[inside[-1]][0].isdigit() or words[inside[-1]] in _LIGHT):
                inside = inside[:-1]
            if not inside:
                continue
            street = next((i for i in inside if words[i] in STREETS), None)
            if street is not None and (street == inside[0] or words[street - 1][:1].isdigit()):
                tail = [i for i in inside if i > street + 2]
                for count in (3, 2, 1):
                    if len(tail) >= count:
                        found[" ".join(words[i] for i in tail[-count:])] = None
                continue
            if len(inside) <= 7:
                found[" ".join(words[i] for i in inside)] = None
            for start in cued:
                rest = [i for i in inside if i >= start and words[i] not in ARTICLES or i > start]
                rest = [i for i in rest if i >= start][:6]
                for count in range(len(rest), 0, -1):
                    found[" ".join(words[i] for i in rest[:count])] = None
        return [w for w in found if len(w) > 3][:12]

    def _most_alike(
        self, windows: list[str], communes: Sequence[Territory], least: float
    ) -> tuple[Territory, str, float] | None:
        """The commune most like a window, the window, and how like from 0 to 100."""
        names = {t.code: key(t.name) for t in communes}
        best: tuple[Territory, str, float] | None = None
        for window in windows:
            found = process.extractOne(window, names, scorer=fuzz.ratio, score_cutoff=least)
            begun = [
                code
                for code, name in names.items()
                if len(window) >= 5
                and (name.startswith(f"{window} ") or window.startswith(f"{name} "))
            ]
            if found and (best is None or found[1] > best[2]):
                best = (next(t for t in communes if t.code == found[2]), window, found[1])
            elif len(begun) == 1 and (best is None or best[2] < 90):
                best = (next(t for t in communes if t.code == begun[0]), window, 90.0)
        return best

    def _as_read(self, found: tuple[Territory, str, float], score: float) -> Named:
        commune, window, alike = found
        warning = (f"'{window}' read as {commune.name}",)
        return Named(commune, round(score * (0.5 + alike / 200), 3), warning)


def _wider(choice: _Choice) -> Territory | None:
    """The most populous larger territory that bears the name of a commune, if it is another."""
    commune = choice.entry.territory
    wider = [
        e.territory
        for e in choice.span.entries
        if e.territory.level not in (Level.COMMUNE, Level.EPCI)
        and e.territory.population > commune.population
        and e.article == choice.entry.article
    ]
    return max(wider, key=lambda t: t.population) if wider else None


def _score(choice: _Choice, around: Around) -> float:
    """How often such a choice is right, as measured: see docs/locating.md."""
    if choice.agreement >= 6:
        base = 0.99
    elif choice.agreement >= 2:
        base = 0.97
    elif choice.agreement < 0:
        base = 0.55
    else:
        base = 0.95
    if choice.agreement < 2:
        if not choice.span.alone:
            base -= 0.08
        if choice.entry.spelling is not Spelling.OFFICIAL:
            base -= 0.05
    return base
