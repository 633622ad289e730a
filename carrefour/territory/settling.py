"""Which territory a text means: every name in it is weighed by where it stands and what agrees.

A name weighs more after a postcode, alone between commas or after "à" than within a street's
name; a commune more when the postcode, département or région that the text gives holds it. What
the text does not settle is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import log10

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.lexicon import GROUP, Entry, Lexicon, Spelling
from carrefour.territory.model import Level, Territory
from carrefour.territory.names import ARTICLES, departement_of_postcode, fold, key, ordinal
from carrefour.territory.reading import LINKS, STREETS, Reading
from carrefour.territory.wider import ALONE, names_france

LOST = "\ufffd"
_ACCENTED = ("e", "a", "i", "o", "u", "c", "oe")

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
_OWN_STREETS = frozenset("grande grand gde haute basse petite".split())
# What a person's name begins with: what follows is no place.
PERSONS = frozenset(
    "abbe adolphe adrien aime alain albert alexandre alfred alphonse amiral anatole andre anne "
    "antoine aristide armand arthur auguste baptiste barthelemy benoit bernard blaise camille "
    "capitaine casimir cesar charles chanoine claude clement colonel commandant docteur dr duc "
    "edmond edouard eloi emile emmanuel ernest etienne eugene fabien felix ferdinand fernand "
    "francis francois frederic frere freres gabriel gaston general georges gerard gilbert guillaume "
    "gustave guy hector henri hippolyte honore hubert irene jacques jean jeanne jerome jose joseph "
    "jules julien lieutenant leo leon leonard leopold louis louise lucien madame marc marcel "
    "marechal mal marguerite marie marius martin mathieu maurice max maxime michel monseigneur mgr "
    "nicolas olivier paul philippe pierre president professeur prof raoul raymond remy rene "
    "robert roger roland romain rosa saint sainte salvador sebastien sergent simon simone suzanne "
    "sully theodore theophile thomas ulysse victor vincent xavier yves".split()
)
_FACILITY = frozenset(
    "college lycee ecole groupe stade gymnase salle espace centre maison hotel foyer institut "
    "association theatre cafe tour immeuble fondation saint sainte notre".split()
)
# Words of the language that are communes too: alone they name none.
_ORDINARY = (_TOWN | _QUARTER | _FACILITY | STREETS | frozenset({"port", "tiers"})) - {
    "saint",
    "sainte",
    "notre",
}
# Words that leave a name standing alone in its part of the text.
_LIGHT = (
    LINKS
    | _AT
    | _TOWN
    | frozenset(
        "en sur dans environs ses alentours france cedex centre f dpt dept departement region "
        "arrondissement arr deleguee associee ancienne nouvelle fr m mr mme localite "
        "siege social adresse pres vers 1er".split()
    )
)
# Régions of one département, which bear the same name.
_ONE_DEPARTEMENT = frozenset({"01", "02", "03", "04", "06"})
_KINDS = {
    "communaute de communes": "cc",
    "communaute d agglomeration": "ca",
    "communaute urbaine": "cu",
}
_DOUBLE = re.compile(r"(.)\1")
_WIDE_RANK = {Level.EPCI: 0, Level.DEPARTEMENT: 1, Level.REGION: 2, Level.COUNTRY: 3}


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names, how surely (0 to 1), and what was doubtful."""

    territory: Territory
    score: float
    warnings: tuple[str, ...] = ()
    postcode_only: bool = False
    at: int = -1  # the word at which the name begins
    name: str = ""  # as the text writes it
    sure: bool = False  # whether no other reading of the words need be tried
    firm: bool = False  # whether only a longer name may be meant


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
    # References of what holds the place, with the word of the text that says so.
    sure: dict[str, int] = field(default_factory=dict)
    likely: dict[str, int] = field(default_factory=dict)
    soft: dict[str, int] = field(default_factory=dict)  # speaks for, never against

    def holds_group(self, group: Territory) -> bool:
        """Whether a group of communes lies in what is known to hold the place."""
        holders = {f"departement:{group.departement}", f"region:{group.region}"}
        return self.departement == group.departement or any(
            ref in holders for ref in (*self.sure, *self.likely)
        )

    def agrees(self, commune: Territory, start: int = -1, end: int = -1) -> float:
        """How much speaks for ``commune``; below zero when more speaks against it.

        What the words from ``start`` to ``end`` say themselves does not count: "Mayenne" is no
        reason to think that Mayenne is the town in Mayenne.
        """
        points = 0.0
        if self.postcode:
            if self.postcode in commune.postcodes:
                points += 6.0
            elif self.departement == commune.departement or (
                self.postcode.startswith("20") and not self.served and commune.region == "94"
            ):
                points += 3.0 if not self.served else 2.0
            elif self.served or self.departement:
                points -= 4.0
        if self.sure or self.likely or self.soft:
            holders = [
                f"departement:{commune.departement}",
                f"region:{commune.region}",
                f"epci:{commune.epci}",
            ]
            if commune.departement in ("977", "978"):
                holders.append("departement:971")  # of which they were a part until 2007
            sure = [ref for ref, at in self.sure.items() if not start <= at < end]
            likely = [ref for ref, at in self.likely.items() if not start <= at < end]
            if any(ref in holders for ref in sure):
                points += 4.0
            elif sure:
                points -= 4.0
            elif any(ref in holders for ref in likely):
                points += 3.0
            elif any(ref in holders for ref, at in self.soft.items() if not start <= at < end):
                points += 2.0
            elif likely:
                points -= 1.0
        return points


@dataclass(slots=True)
class _Span:
    """Words of the text that are a name."""

    start: int
    end: int
    entries: tuple[Entry, ...]
    standing: float = 0.0
    alone: bool = False
    torn: bool = False  # a hyphen ties it to more
    held: bool = False  # it is the name of a commune that nothing speaks against
    street: bool = False  # it stands in the part of a street
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
    article_met: bool


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
            sure=dict.fromkeys(within, -1),
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
        numbered = any(w in STREETS for w in reading.words) and reading.words[0][0].isdigit()
        best = self._best(choices, around, numbered)
        if reading.cedex and around.served and not any(c.agreement >= 6 for c in choices):
            # A postcode of its own for whom gets much mail: only its département tells.
            around.served = ()
            choices = [c for span in spans for c in self._choices(span, reading, around)]
            best = self._best(choices, around, numbered)
        if groups and not (isinstance(best, Named) and best.score > 0.9):
            return groups
        if isinstance(best, Named) and best.sure:
            return best
        windows = self._windows(reading, spans)
        if isinstance(best, Named) and best.firm:
            # What else the text holds may be misspelt, but a name is there.
            windows = {w: kind for w, kind in windows.items() if kind == 2 and best.name in w}
        if windows and (near := self._misspelt(windows, around)):
            return near
        if isinstance(best, Unsettled):
            return best
        wide = self._wide(reading, spans, around)
        if wide and around.departement and not around.holds_group(wide.territory):
            return best
        if best is None or (wide and wide.score >= 0.9 and best.score < 0.7):
            return wide
        return best

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
        if parts and parts[-1] and len(words) < 9 and (entries := names.get(" ".join(words))):
            return [_Span(0, len(words), entries, 4.0, alone=True, name=" ".join(words))]
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
                spans.append(_Span(start, end, entries, name=name))
                reached = end
        if reading.lost:
            spans += self._with_lost_letters(reading)
        for span in spans:
            self._stand(span, reading)
        return spans

    def _with_lost_letters(self, reading: Reading) -> list[_Span]:
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
                        spans.append(_Span(start, end, entries, name=" ".join(words[start:end])))
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
        span.street = bool(street)
        if street == "named":
            points -= 6.0
        elif street in ("inside", "beside"):
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
            elif told in _QUARTER:
                points -= 3.0
                span.alone = False
            elif told in _FACILITY and not link:
                points -= 2.5
            elif (cue in _OF or (link and before[-2:-1] in (["de"], ["d"]))) and not span.alone:
                points += 0.25
            elif not span.alone:
                ends = all(w[0].isdigit() or w in _LIGHT for w in words[span.end : last])
                points -= 0.5 if not before or ends else 1.75
            if span.alone:
                points += 2.0
            if told in ("departement", "region", "academie") and (link or cue == told):
                span.told = told
        if part == reading.after_postcode and all(w in LINKS for w in before):
            points += 2.0
        points += 0.1 * min(part, 5)
        if reading.arrondissement and span.name == reading.arrondissement[0]:
            points += 3.0
        if reading.cased and not reading.capitals[span.start] and span.end - span.start < 3:
            points -= 3.0
        if span.end - span.start == 1:
            word = words[span.start]
            if len(word) < 3:
                points -= 1.5
            others = sum(not (w[0].isdigit() or w in LINKS) for w in words[first:last])
            if word in STREETS:
                points -= 1.0 if others == 1 or (span.end == last and span.start > first) else 6.0
            elif word in _ORDINARY:
                points -= 4.0
            if word == "ligne" and before[-1:] == ["en"]:
                points -= 6.0
        beyond = span.end < last and reading.joined[span.end] and not words[span.end][0].isdigit()
        tied = bool(before) and reading.joined[span.start]
        if beyond or (tied and (before[-1] not in LINKS or reading.joined[span.start - 1])):
            points -= 2.0  # "Saint-Étienne-de-Tulmonnt" is not Saint-Étienne
            span.torn = True
        points += 0.4 * min(3, span.end - span.start - 1)
        span.standing = points

    def _street(self, words: list[str], first: int, span: _Span) -> str:
        """Where a name stands to a street of its part: it is its name, inside it, or after it."""
        for at in range(span.start - 1, first - 1, -1):
            if words[at] not in STREETS:
                continue
            bare = span.start - at - (words[span.start - 1] in ARTICLES)
            if at > first and words[at - 1] in _OWN_STREETS and bare == 1:
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
            return "inside" if before in _OF or person else "after"
        return ""

    # What is larger than a commune

    def _read_wide(self, reading: Reading, spans: list[_Span], around: Around) -> None:
        """Take from the text the départements and régions that it names beside a commune."""
        for code, sure, at in reading.departements:
            if code == "20" and sure:
                around.sure["region:94"] = at
            if self._gazetteer.get(f"departement:{code}") is None:
                continue
            neighbour = reading.parts.count(reading.parts[at]) == 1
            part = reading.parts[at]
            ends = at + 1 == len(reading.parts) or reading.parts[at + 1] != part
            number = any(w in STREETS for w in reading.words[at + 1 : at + 3]) or (
                not ends
                and any(reading.words[i] in STREETS for i in range(at) if reading.parts[i] == part)
            )
            of_city = reading.arrondissement is not None and code == str(
                reading.arrondissement[1]
            ).zfill(2)
            if of_city or (number and not sure):
                continue
            if sure or neighbour:
                around.sure[f"departement:{code}"] = at
            else:
                around.likely[f"departement:{code}"] = at
        for span in spans:
            for entry in span.entries:
                level = entry.territory.level
                if level in (Level.COMMUNE, Level.COUNTRY):
                    continue
                only = not any(e.territory.level is Level.COMMUNE for e in span.entries)
                sure = span.alone and len(spans) > 1 and only and span.name not in ALONE
                if sure or span.told == level:
                    kind = around.sure
                elif span.standing > -2 and not (
                    span.street or span.torn or span.name in ALONE
                ):
                    kind = around.likely
                elif span.standing > -2:
                    kind = around.soft
                else:
                    continue
                kind.setdefault(entry.territory.ref, span.start)

    def _groups(self, reading: Reading, spans: list[_Span], around: Around) -> Named | None:
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

    def _wide(self, reading: Reading, spans: list[_Span], around: Around) -> Named | None:
        """The smallest of the larger territories that the text names by themselves."""
        found = []
        for span in spans:
            for entry in span.entries:
                wide = entry.territory
                if wide.level is Level.COMMUNE or span.standing < -2:
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
        written = span.alone and article in ARTICLES
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
            agreement = around.agrees(commune, span.start, span.end)
            evidence = agreement + span.standing + _SPELLING[entry.spelling]
            if entry.article != article:
                evidence -= 0.8 if not written or entry.article else 1.5
            total = evidence + 0.25 * log10(commune.population + 1)
            met = bool(article) and entry.article == article
            span.held = span.held or (not span.torn and agreement >= 0)
            made.append(_Choice(entry, span, evidence, agreement, total, met))
        return made

    def _best(
        self, choices: list[_Choice], around: Around, numbered: bool
    ) -> Named | Unsettled | None:
        """The commune that most speaks for, unless namesakes are left.

        ``numbered`` says that the text gives a street: no département has one.
        """
        everyone = choices
        choices = [c for c in everyone if c.total > 0 or c.agreement >= 6]
        if not choices:
            return None
        best = max(choices, key=lambda c: c.total)
        rivals = {
            c.entry.territory.code: c.entry.territory
            for c in everyone
            if c.span is best.span and c.evidence > best.evidence - TIE
        }
        share = 1.0
        if best.agreement < 2 and not numbered and (wider := _wider(best)):
            share = best.entry.territory.population / (
                best.entry.territory.population + wider.population
            )
            if share < 1 - DOMINANT:
                others = [c for c in choices if c.span is not best.span]
                return self._best(others, around, numbered) if others else None
            if share < DOMINANT:
                return Unsettled(best.span.name, (best.entry.territory, wider))
        if len(rivals) > 1:
            people = sum(t.population for t in rivals.values()) or 1
            share = max(t.population for t in rivals.values()) / people
            if share < DOMINANT:
                others = [c for c in choices if c.span is not best.span and c.total > best.total - 1]
                if others and (settled := self._best(others, around, numbered)):
                    return settled
                return Unsettled(best.span.name, tuple(rivals.values()))
            best = max(
                (c for c in everyone if c.span is best.span and c.entry.territory.code in rivals),
                key=lambda c: c.entry.territory.population,
            )
        return Named(
            best.entry.territory,
            round(_score(best, around) * share, 3),
            self._doubts(best, around),
            at=best.span.start,
            name=best.span.name,
            firm=not best.span.torn and best.agreement > -2,
            sure=not best.span.torn
            and (best.agreement >= 6 or (best.span.alone and not around.served))
            and share * _score(best, around) >= 0.89,
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

    def _misspelt(self, windows: Mapping[str, int], around: Around) -> Named | None:
        """The commune whose name is nearly one of those that the text may hold."""
        if found := self._most_alike(windows, around.served, ALIKE, few=True):
            return self._as_read(found, 0.95)
        held = [*around.sure, *around.likely]
        if around.departement:
            held.append(f"departement:{around.departement}")
        for ref in held:
            level, _, code = ref.partition(":")
            if level == Level.DEPARTEMENT:
                found = self._nearest(windows, around, 3, {code}) or self._most_alike(
                    windows, self._gazetteer.communes_of(code), ALIKE_AROUND, few=False
                )
                if found:
                    return self._as_read(found, 0.93)
        if around.departement or any(ref.startswith("departement:") for ref in around.sure):
            return None
        regions = {ref.partition(":")[2] for ref in held if ref.startswith("region:")}
        found = self._nearest(windows, around, 5, regions, Level.REGION if regions else None)
        return self._as_read(found, 0.9) if found else None

    def _nearest(
        self,
        windows: Mapping[str, int],
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
                if len(window) < least or len(name) < least - 1 or (begun and kind == 1):
                    continue
                if level is None and (kind == 0 or name in self._lexicon.names):
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

    def _windows(self, reading: Reading, spans: list[_Span]) -> dict[str, int]:
        """The words that may be a misspelt name, the likeliest first, and what they are.

        Two for a whole part of the text, one for what follows "à", none for the end of a street.
        """
        words, parts = reading.words, reading.parts
        wide: set[int] = set()
        loose: set[int] = set()
        borne: list[_Span] = []
        for span in spans:
            levels = {e.territory.level for e in span.entries}
            if levels != {Level.COMMUNE}:
                (wide if span.alone else loose).update(range(span.start, span.end))
            if span.held:
                borne.append(span)
        by_part: dict[int, list[int]] = {}
        for i, part in enumerate(parts):
            if i not in wide:
                by_part.setdefault(part, []).append(i)
        found: dict[str, int] = {}

        def propose(inside: list[int], kind: int) -> None:
            if not inside:
                return
            first = inside[0]
            if words[first] in ARTICLES:
                first += 1
            known = any(s.start <= first and inside[-1] < s.end for s in borne)
            if not known:
                found.setdefault(" ".join([words[i] for i in inside]), kind)

        for part in sorted(by_part, key=lambda p: (p != reading.after_postcode, -p)):
            whole = by_part[part]
            inside = self._stripped(words, whole)
            if not inside:
                continue
            street = next((i for i in inside if words[i] in STREETS), None)
            numbered = street is not None and (
                street == inside[0]
                or words[street - 1][:1].isdigit()
                or words[street - 1] in _OWN_STREETS
            )
            if street is not None and numbered:
                own = words[street - 1] in _OWN_STREETS if street else False
                tail = [i for i in inside if i > street + (0 if own else 2)]
                for count in (3, 2, 1):
                    if len(tail) >= count:
                        propose(tail[-count:], 0)
                continue
            if len(inside) <= 7:
                propose(inside, 2)
                propose([i for i in whole if not words[i][0].isdigit()][:8], 2)
                if rest := [i for i in inside if i not in loose]:
                    propose(rest, 2)
                    propose(self._stripped(words, rest), 2)
            for at in whole[:-1]:
                if words[at] in _AT or (words[at] in _OF and at and words[at - 1] in _TOWN):
                    start = at + 1
                    while start < whole[-1] and words[start] in ARTICLES:
                        start += 1
                    if any(span.start == start for span in borne):
                        continue
                    rest = [i for i in whole if i >= start][:6]
                    for count in range(len(rest), 0, -1):
                        propose(rest[:count], 1)
        return {w: kind for w, kind in found.items() if len(w) > 2 and w not in _ORDINARY}

    def _stripped(self, words: list[str], inside: list[int]) -> list[int]:
        """``inside`` without the words at its ends that are no part of a name."""
        first, last = 0, len(inside)
        while first < last and (
            words[inside[first]] in _LIGHT or words[inside[first]][0].isdigit()
        ):
            first += 1
        while last > first and (
            words[inside[last - 1]] in _LIGHT or words[inside[last - 1]][0].isdigit()
        ):
            last -= 1
        return inside[first:last]

    def _most_alike(
        self,
        windows: Mapping[str, int],
        communes: Sequence[Territory],
        least: float,
        few: bool,
    ) -> tuple[Territory, str, float] | None:
        """The commune most like a window, the window, and how like from 0 to 100."""
        names = {t.code: key(t.name) for t in communes}
        best: tuple[str, str, float] | None = None
        for window, kind in windows.items():
            found = process.extract(
                window, names, scorer=_likeness, score_cutoff=least, limit=2
            )
            if found and (len(found) < 2 or found[0][1] > found[1][1]):
                if best is None or found[0][1] > best[2]:
                    best = (found[0][2], window, found[0][1])
            elif not found and kind != 1 and len(window) >= 5 and (best is None or best[2] < 90):
                begun = [code for code, name in names.items() if _goes_on(name, window, few)]
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


def _wider(choice: _Choice) -> Territory | None:
    """The most populous larger territory that bears the name of a commune, if it is another."""
    commune = choice.entry.territory
    wider = [
        e.territory
        for e in choice.span.entries
        if e.territory.level not in (Level.COMMUNE, Level.EPCI)
        and e.territory.population > commune.population
        and (e.article == choice.entry.article or not choice.article_met)
        and (choice.span.alone or e.territory.level is not Level.COUNTRY)
    ]
    return max(wider, key=lambda t: t.population) if wider else None


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
    """Whether one of two names goes on after the other: communes that merge add their names.

    Among ``few`` names, an end or a telling first word in common will do.
    """
    if name.startswith(f"{window} ") or window.startswith(f"{name} "):
        return True
    if not few:
        return False
    first = name.partition(" ")[0]
    telling = len(first) > 5 and first not in ("saint", "sainte", "chateau", "grande")
    return name.endswith(f" {window}") or (telling and window.partition(" ")[0] == first)


def _likeness(one: str, other: str, *, score_cutoff: float = 0.0, **_: object) -> float:
    """How like two names are, from 0 to 100; one error of typing is always likely."""
    if abs(len(one) - len(other)) < 2 and OSA.distance(one, other, score_cutoff=1) <= 1:
        return 95.0 if one != other else 100.0
    return fuzz.ratio(one, other, score_cutoff=score_cutoff)


def _score(choice: _Choice, around: Around) -> float:
    """How often such a choice is right, as measured: see docs/locating.md."""
    if choice.agreement >= 6:
        base = 0.99
    elif choice.agreement >= 2:
        base = 0.97
    elif choice.agreement < -2:
        base = 0.55 if around.served else 0.65
    elif choice.span.street:
        base = 0.7
    else:
        base = 0.95
    if choice.agreement < 2:
        if not choice.span.alone and not choice.span.street:
            base -= 0.08
        if choice.entry.spelling is not Spelling.OFFICIAL:
            base -= 0.05
    return base
