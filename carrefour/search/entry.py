"""What an index holds of a sheet, whichever engine keeps it: a document read into terms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.search.analysis import folded, ordering, spellings, stemmed
from carrefour.search.document import Document
from carrefour.search.keys import key_of
from carrefour.search.likeness import Traits, traits_of
from carrefour.search.query import Facet
from carrefour.search.saying import said_in

# How much a word found in each field weighs.
WEIGHTS = {"title": 6.0, "labels": 3.0, "summary": 2.0, "places": 2.0, "body": 2.0}
# Points of one sheet that a box can find; a sheet of more places is found by its territories.
SLOTS = 4
MOST_SHOWN = 1200  # characters
REMEMBERED = 10_000  # lists of codes and of places
_PREFIXES = {facet: f"{facet.value}:" for facet in Facet}


@dataclass(frozen=True, slots=True)
class Entry:
    """One sheet as it is written into an index.

    ``texts`` holds, by field, stems or folded words parted by spaces: those of `WEIGHTS`, ``spelt``
    and ``title_spelt`` (words as they are spelt), ``likened`` (what sheets are likened by).
    ``kept`` are the terms to narrow by, ``facets`` the values to count.
    """

    key: int
    texts: dict[str, str]
    shown_title: str
    shown_text: str
    traits: Traits
    kept: tuple[str, ...]
    facets: dict[Facet, tuple[str, ...]]
    order_title: str
    date: int
    points: tuple[tuple[float, float], ...]


def entry(document: Document) -> Entry:
    """``document`` as an index holds it. Raises ``ValueError`` for an id that is none."""
    said = said_in(document)
    codes = (*document.themes, *document.publics, *document.methods)
    labels = [*map(_label, dict.fromkeys(codes))]
    title_spelt = folded(said.title.words)
    short = (said.summary, said.tags, said.names, said.places)
    spelt = {*title_spelt, *folded(chain.from_iterable(read.words for read in short))}
    spelt.update(*(label.spelt for label in labels))
    traits = traits_of(document, said)
    facets = facet_values(document)
    told = (*said.tags.stems, *said.names.stems, *(label.stemmed for label in labels))
    return Entry(
        key=key_of(document.id),
        texts={
            "title": traits.title,
            "labels": " ".join(told),
            "summary": " ".join(said.summary.stems),
            "places": " ".join(said.places.stems),
            "body": " ".join(said.body.stems),
            "spelt": " ".join(spelt),
            "title_spelt": " ".join(title_spelt),
            "likened": " ".join(traits.stems),
        },
        shown_title=document.title,
        shown_text=_shown(document),
        traits=traits,
        kept=_kept(document.territories, facets),
        facets=facets,
        order_title=ordering(said.title.words),
        date=document.date,
        points=document.points[:SLOTS],
    )


def kept(facet: Facet, value: str) -> str:
    """The term of a document that counts for ``value``: of a territory, its reference."""
    return _PREFIXES[facet] + value


def facet_values(document: Document) -> dict[Facet, tuple[str, ...]]:
    """What ``document`` counts for in each facet; themes count for their categories too."""
    regions, departements = _codes_of(document.territories)
    return {
        Facet.THEME: _with_categories(document.themes),
        Facet.PUBLIC: document.publics,
        Facet.METHOD: document.methods,
        Facet.ORGANISATION: document.organisations,
        Facet.SOURCE: document.sources,
        Facet.STATUS: (document.status,) if document.status else (),
        Facet.REGION: regions,
        Facet.DEPARTEMENT: departements,
        Facet.ZONE: document.zones,
    }


def _kept(territories: tuple[str, ...], facets: dict[Facet, tuple[str, ...]]) -> tuple[str, ...]:
    """The terms to narrow by, each once."""
    held = dict.fromkeys(territories)
    for facet, values in facets.items():
        if values:
            held |= _terms(facet, values)
    return tuple(held)


# Codes, places and labels come back from sheet to sheet.
@lru_cache(maxsize=REMEMBERED)
def _terms(facet: Facet, values: tuple[str, ...]) -> dict[str, None]:
    return dict.fromkeys(kept(facet, value) for value in values)


@lru_cache(maxsize=REMEMBERED)
def _with_categories(themes: tuple[str, ...]) -> tuple[str, ...]:
    return (*themes, *taxonomy().categories_of(themes))


@lru_cache(maxsize=REMEMBERED)
def _codes_of(territories: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes of the régions and of the départements among references, each once."""
    held: dict[str, dict[str, None]] = {"region": {}, "departement": {}}
    for ref in territories:
        level, _, code = ref.partition(":")
        if level in held:
            held[level][code] = None
    return tuple(held["region"]), tuple(held["departement"])


class _Label(NamedTuple):
    """What a code is called in French and in English: stems, and words as they are spelt."""

    stemmed: str
    spelt: frozenset[str]


@cache
def _label(code: str) -> _Label:
    told = f"{taxonomy().label(code, 'fr')} {taxonomy().label(code, 'en')}"
    return _Label(stemmed(told), frozenset(spellings(told)))


def _shown(document: Document) -> str:
    """What a passage is cut from: a body that begins as the summary does says it all."""
    summary, told = document.summary, " ".join(document.description[:MOST_SHOWN].split())
    repeated = told.startswith(summary.rstrip("… "))
    return told if repeated else f"{summary}\n{told}"[:MOST_SHOWN]
