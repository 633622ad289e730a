"""What an index holds of a sheet, whichever engine keeps it: a document read into terms."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.search.analysis import folded, ordering, spellings, stem_each, stemmed
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
REMEMBERED = 10_000  # short texts
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
    facets: dict[Facet, list[str]]
    order_title: str
    date: int
    points: tuple[tuple[float, float], ...]


def entry(document: Document) -> Entry:
    """``document`` as an index holds it. Raises ``ValueError`` for an id that is none."""
    labels = [
        *document.tags,
        document.holder,
        *document.partners,
        *document.organisation_names,
        *(
            label
            for code in {*document.themes, *document.publics, *document.methods}
            for label in _labels(code)
        ),
    ]
    said = said_in(document)
    title_spelt = folded(said.title)
    short = map(_spelt, (*labels, *document.place_names))
    spelt = {*title_spelt, *folded(said.summary)}.union(*short)
    traits = traits_of(document, said)
    facets = facet_values(document)
    held = dict.fromkeys(document.territories)
    for facet, values in facets.items():
        held |= dict.fromkeys(_PREFIXES[facet] + value for value in values)
    return Entry(
        key=key_of(document.id),
        texts={
            "title": " ".join(stem_each(said.title)),
            "labels": " ".join(map(_stemmed, labels)),
            "summary": " ".join(stem_each(said.summary)),
            "places": " ".join(map(_stemmed, document.place_names)),
            "body": " ".join(stem_each(said.body)),
            "spelt": " ".join(spelt),
            "title_spelt": " ".join(title_spelt),
            "likened": " ".join(traits.stems),
        },
        shown_title=document.title,
        shown_text=_shown(document),
        traits=traits,
        kept=tuple(held),
        facets=facets,
        order_title=ordering(said.title),
        date=document.date,
        points=document.points[:SLOTS],
    )


def kept(facet: Facet, value: str) -> str:
    """The term of a document that counts for ``value``: of a territory, its reference."""
    return _PREFIXES[facet] + value


def facet_values(document: Document) -> dict[Facet, list[str]]:
    """What ``document`` counts for in each facet; themes count for their categories too."""
    held: dict[str, list[str]] = {"region": [], "departement": []}
    for ref in document.territories:
        level, _, code = ref.partition(":")
        if level in held and code not in held[level]:
            held[level].append(code)
    return {
        Facet.THEME: [*document.themes, *taxonomy().categories_of(document.themes)],
        Facet.PUBLIC: list(document.publics),
        Facet.METHOD: list(document.methods),
        Facet.ORGANISATION: list(document.organisations),
        Facet.SOURCE: list(document.sources),
        Facet.STATUS: [document.status] if document.status else [],
        Facet.REGION: held["region"],
        Facet.DEPARTEMENT: held["departement"],
        Facet.ZONE: list(document.zones),
    }


@cache
def _labels(code: str) -> tuple[str, str]:
    return taxonomy().label(code, "fr"), taxonomy().label(code, "en")


# Tags, names and labels come back from sheet to sheet.
_stemmed = lru_cache(maxsize=REMEMBERED)(stemmed)


@lru_cache(maxsize=REMEMBERED)
def _spelt(text: str) -> frozenset[str]:
    return frozenset(spellings(text))


def _shown(document: Document) -> str:
    """What a passage is cut from: a body that begins as the summary does says it all."""
    summary, told = document.summary, " ".join(document.description[:MOST_SHOWN].split())
    repeated = told.startswith(summary.rstrip("… "))
    return told if repeated else f"{summary}\n{told}"[:MOST_SHOWN]
