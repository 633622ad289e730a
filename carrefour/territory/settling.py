"""Which territory a text means: every name in it is weighed by where it stands and what agrees.

A name weighs more after a postcode, alone between commas or after "à" than within a street's
name; a commune more when the postcode, département or région that the text gives holds it. What
the text does not settle is not guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

from carrefour.territory.cues import STREETS
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.lexicon import Entry, Lexicon, Spelling
from carrefour.territory.misspelt import Misspelt
from carrefour.territory.model import Level, Territory
from carrefour.territory.named import Named, Unsettled
from carrefour.territory.names import ARTICLES
from carrefour.territory.reading import Reading
from carrefour.territory.spans import Span, SpanFinder
from carrefour.territory.surroundings import Around, read_wide, surroundings
from carrefour.territory.wide import Wide
from carrefour.territory.windows import Window, Windows

# Of several communes of one name, one is meant where it holds this share of their people.
DOMINANT = 0.98
# Communes whose evidence is within this of the best are namesakes that nothing tells apart.
TIE = 0.4
_SPELLING = {
    Spelling.OFFICIAL: 0.0,
    Spelling.USUAL: 0.0,
    Spelling.FORMER: -1.0,
    Spelling.OTHER: -1.0,
}


@dataclass(slots=True)
class _Choice:
    """A commune in the running."""

    entry: Entry
    span: Span
    evidence: float
    agreement: float
    total: float
    article_met: bool


class Settler:
    """Tells which territory of a gazetteer the words of a text mean."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._gazetteer = gazetteer
        self._lexicon = lexicon
        self._spans = SpanFinder(lexicon)
        self._wide = Wide(gazetteer, lexicon)
        self._misspelt = Misspelt(gazetteer, lexicon)

    def settle(self, reading: Reading, around: Around) -> Named | Unsettled | None:
        """The territory that the words mean, or the namesakes that are left, or nothing."""
        spans = self._spans.find(reading)
        read_wide(self._gazetteer, reading, spans, around)
        groups = self._wide.group(reading, spans, around)
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
        windows = Windows(reading, spans).find()
        firm = isinstance(best, Named) and best.firm
        if isinstance(best, Named) and firm:
            # What else the text holds may be misspelt, but a name is there.
            windows = {
                w: kind for w, kind in windows.items() if kind is not Window.CUED and best.name in w
            }
        if windows and (near := self._misspelt.find(windows, around, strict=firm)):
            same = isinstance(best, Named) and best.territory is near.territory
            return best if same else near
        if isinstance(best, Unsettled):
            return best
        wide = self._wide.find(reading, spans, around)
        if wide and around.departement and not around.holds_group(wide.territory):
            return best
        if wide and around.served and wide.territory.level is not Level.COUNTRY:
            return best  # the postcode says more
        if best is None or (wide and wide.score >= 0.9 and best.score < 0.7):
            return wide
        return best

    def inside_names(self, reading: Reading) -> set[int]:
        """The words of the text that are part of a name."""
        return {i for span in self._spans.find(reading) for i in range(span.start, span.end)}

    def larger(self, reading: Reading) -> Territory | None:
        """The territory larger than a commune that the words name by themselves."""
        spans = self._spans.find(reading)
        around = surroundings(self._gazetteer, reading)
        read_wide(self._gazetteer, reading, spans, around)
        found = self._wide.find(reading, spans, around)
        return found.territory if found else None

    def _choices(self, span: Span, reading: Reading, around: Around) -> list[_Choice]:
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
        choices = [
            c for c in everyone if c.total > 0 or (c.agreement >= 6 and c.span.standing > -4)
        ]
        if not choices:
            return None
        best = max(choices, key=lambda c: c.total)
        rivals = {
            c.entry.territory.code: c.entry.territory
            for c in everyone
            if c.span is best.span and c.evidence > best.evidence - TIE
        }
        share = 1.0
        wider = _wider(best) if best.agreement < 2 else None
        doubtful = wider is not None
        if wider and (not numbered or wider.population > 50 * best.entry.territory.population):
            share = best.entry.territory.population / (
                best.entry.territory.population + wider.population
            )
            if share < 1 - DOMINANT:
                others = [c for c in choices if c.span is not best.span]
                return self._best(others, around, numbered) if others else None
            if share < DOMINANT:
                return Unsettled(best.span.name, (best.entry.territory, wider))
        if best.entry.spelling is Spelling.FORMER and best.agreement < 2:
            # "Villefranche" is hardly ever the delegated commune of that name.
            longer = self._lexicon.shortened(best.span.name)
            if sum(t.population for t in longer) > 3 * best.entry.territory.population:
                return Unsettled(best.span.name, (best.entry.territory, *longer))
        if len(rivals) > 1:
            people = sum(t.population for t in rivals.values()) or 1
            share = max(t.population for t in rivals.values()) / people
            if share < DOMINANT:
                others = [
                    c for c in choices if c.span is not best.span and c.total > best.total - 1
                ]
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
            firm=not (best.span.torn or doubtful)
            and (best.agreement >= 6 if around.served else best.agreement > -2),
            sure=not (best.span.torn or doubtful)
            and (
                best.agreement >= 6
                or (best.agreement >= 2 and best.span.posted)
                or (best.span.alone and not around.served)
            )
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


def _score(choice: _Choice, around: Around) -> float:
    """How often such a choice is right, as measured: see docs/locating.md."""
    if choice.agreement >= 6:
        base = 0.99
    elif choice.agreement >= 2:
        base = 0.98
    elif choice.agreement < -2:
        base = 0.55 if around.served else 0.65
    elif choice.span.street:
        base = 0.7
    else:
        base = 0.97
    if choice.agreement < 2:
        if not choice.span.alone and not choice.span.street:
            base -= 0.2 if choice.span.torn else 0.04
        if choice.entry.spelling not in (Spelling.OFFICIAL, Spelling.USUAL):
            base -= 0.03
    return base
