"""The words of a query read: what to find, phrases to find whole, and what to leave out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from carrefour.search.analysis import sort_key, spellings, stems
from carrefour.search.synonyms import Form, Synonyms

_PART = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')
MOST_WORDS = 24
MOST_OTHERS = 12  # synonyms of one word that are looked for
# Words by which people put a question or say the obvious; they are left out where another word
# says what about.
_ASKING = frozenset(
    (
        "comment quel quelle quels quelles quand pourquoi combien je ai suis avoir etre fait faire "
        "cherche chercher recherche trouver trouve veux voudrais souhaite besoin peut peux "
        "existe existent projet projets initiative initiatives exemple exemples idee idees svp "
        "aimerais gratuit gratuite gratuits gratuites gratuitement how what where which who find "
        "looking for in project projects"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Unit:
    """Stems typed in a row that mean one thing, and other stems that mean the same."""

    terms: Form
    others: tuple[Form, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What to find, phrases to find whole, and what to leave out, as terms.

    ``spelt`` are the words to find as they are spelt, in order; ``whole`` is what a title that
    says just this is ordered by.
    """

    units: list[Unit]
    spelt: list[str]
    phrases: list[list[str]]
    without: list[list[str]]
    unfinished: str
    whole: str = ""

    @property
    def terms(self) -> set[str]:
        """Every term that a sheet may be found by."""
        forms = [form for unit in self.units for form in (unit.terms, *unit.others)]
        return {term for form in (*forms, *self.phrases) for term in form}


def parse(text: str, synonyms: Synonyms) -> Parsed:
    """The parts of what was typed: words, "phrases" and -exclusions."""
    runs: list[list[str]] = [[]]  # of stems that nothing parts
    plain: list[str] = []
    phrases: list[list[str]] = []
    without: list[list[str]] = []
    unfinished = ""
    parts = _PART.findall(text[:400])
    wordy = [word for sign, phrase, word in parts if word and not sign and not asks(word)]
    for sign, phrase, word in parts:
        terms = stems(phrase or word)
        if not terms or (wordy and word and not sign and asks(word)):
            continue
        if sign:
            without.append(terms)
        elif phrase:
            phrases.append(terms)
        else:
            runs[-1] += terms
            plain += spellings(word)
            unfinished = plain[-1] if text.endswith(word) else ""
            continue
        runs.append([])
    units = [unit for run in runs for unit in _units(run, synonyms)]
    whole = "" if phrases or without else sort_key(text)
    return Parsed(units[:MOST_WORDS], plain[:MOST_WORDS], phrases, without, unfinished, whole)


def asks(word: str) -> bool:
    """Whether ``word`` only puts a question, and is not looked for beside another."""
    return all(spelling in _ASKING for spelling in spellings(word))


def _units(terms: list[str], synonyms: Synonyms) -> Iterator[Unit]:
    at = 0
    while at < len(terms):
        length, others = synonyms.at(terms, at)
        yield Unit(tuple(terms[at : at + length]), others[:MOST_OTHERS])
        at += length
