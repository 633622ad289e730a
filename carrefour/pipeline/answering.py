"""A search answered as it was meant: its place read, and widened where nothing is found.

What was done to the search is told beside the results, so that a page can say it and undo it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from html import unescape
from time import perf_counter

from carrefour.observation.figures import count_search
from carrefour.observation.spans import span
from carrefour.pipeline.subjects import subjects
from carrefour.search.analysis import fold, sort_key, words
from carrefour.search.engine import SearchEngine
from carrefour.search.query import Circle, Facet, Query, Reading, Relaxed, Results
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.in_query import PlaceRead, misspelt_place, read_place
from carrefour.territory.model import Level, Territory
from carrefour.territory.names import arrondissement_code, key

NEAR_KM, FAR_KM = 20.0, 50.0
# What reaches most of an arrondissement from its middle.
ARRONDISSEMENT_KM = {"paris": 1.5, "lyon": 2.0, "marseille": 3.0}
FEW = 3  # results under which wider searches are proposed
ENOUGH = 10  # results in a commune for those around it not to follow
MOST_OFFERS = 3


class Wider(StrEnum):
    """In what a search was widened."""

    WORDS = "words"  # some of the words are enough
    PLACE = "place"  # a wider place
    AROUND = "around"  # what is around the place follows what is there
    ANYWHERE = "anywhere"  # any place
    YEARS = "years"  # begun in any year
    FACET = "facet"  # without a filter
    SUBJECT = "subject"  # what the words are about, in place of the words


@dataclass(frozen=True, slots=True)
class Step:
    """A wider search: the query, in what it is wider, and how far its words may be loosened.

    ``territory`` or ``query.circle`` is the place that it was widened to; ``facets`` are those let
    go, ``subject`` is the code that stands in for words.
    """

    query: Query
    wider: tuple[Wider, ...] = ()
    loosest: Relaxed = Relaxed.SPELLING
    territory: Territory | None = None
    facets: tuple[Facet, ...] = ()
    subject: str = ""

    @property
    def alone(self) -> Query:
        """The query that finds the same sheets when it is asked by itself: on a map, in a file."""
        free = self.query.reading is Reading.FREE
        if free and self.loosest is Relaxed.SPELLING:
            return replace(self.query, reading=Reading.WORDS)
        return self.query


@dataclass(frozen=True, slots=True)
class Offer:
    """A wider search that was not made, and how many sheets it would find."""

    step: Step
    count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The results of a search, and how it was read.

    ``query`` is what was put to the engine, before it was widened by ``step``. ``place`` was read
    in the words and narrows; ``maybe`` is one that may be meant and does not. ``offers`` are
    proposed where little was found.
    """

    query: Query
    results: Results
    step: Step
    place: PlaceRead | None = None
    maybe: PlaceRead | None = None
    offers: tuple[Offer, ...] = ()


def answer(
    query: Query,
    engine: SearchEngine,
    gazetteer: Gazetteer,
    *,
    offset: int = 0,
    limit: int = 20,
    facets: bool = True,
) -> Answer:
    """The sheets that ``query`` means, from ``offset``. Raises `SearchResting`.

    A text that finds nothing is put right, then looked for in a wider place, then by some of its
    words, then without filters, then by its subject: the first step that finds anything is taken.
    """
    asked, place, maybe = read(query, engine, gazetteer)

    def found(step: Step) -> Results:
        with span("search", {"facets": facets, "limit": limit}) as told:
            began = perf_counter()
            results = engine.search(
                step.query, offset=offset, limit=limit, facets=facets, loosest=step.loosest
            )
            count_search(perf_counter() - began)
            told.tell({"found": results.total})
            return results

    # Where few sheets hold all the words, those that hold some follow.
    step = Step(asked, loosest=Relaxed.MORE)
    results = found(step)
    if query.reading is Reading.EXACT:
        return Answer(asked, results, step)
    if results.corrected and place is None:
        # The word put right may be a place: "compost grenobel".
        again, place, _ = read(replace(query, text=results.corrected), engine, gazetteer)
        if place is not None:
            asked, step = again, Step(again, loosest=Relaxed.MORE)
            results = replace(found(step), relaxed=Relaxed.SPELLING, corrected=results.corrected)
    offers: list[Offer] = []
    if results.whole < FEW and not (results.total and offset):
        most = results.whole
        for wider in _wider(asked, gazetteer):
            if not results.total:
                if (more := found(wider)).total:
                    step, results = wider, more
            elif wider.query.circle and not asked.circle:
                continue  # to measure a circle is long, and the territories around it are proposed
            elif (count := _total(wider, engine)) > most:
                offers.append(Offer(wider, count))
            most = max(results.whole or results.total, offers[-1].count if offers else 0)
            if len(offers) == MOST_OFFERS or results.whole >= FEW:
                break
    if place and step.query == asked and 0 < results.whole < ENOUGH and asked.text:
        here = results.whole
        near = _around(asked, gazetteer)
        if near is not None and (more := found(near)).total > here:
            step, results = near, replace(more, whole=here)
    return Answer(asked, results, step, place, maybe, tuple(offers))


def read(
    query: Query, engine: SearchEngine, gazetteer: Gazetteer
) -> tuple[Query, PlaceRead | None, PlaceRead | None]:
    """``query`` with the place in its words as a filter, that place, and one that may be meant.

    A place that leaves nothing to find, where the words as they are find something, is none; nor
    is one in words that are the title of a sheet.
    """
    whole = replace(query, text=f"{query.text} ")  # typed to its end: no word is just begun
    placed = query.territories or query.circle or query.box or query.area
    if query.reading is not Reading.FREE or placed or not query.text:
        return query, None, None
    place = read_place(query.text, gazetteer)
    if place is None and not _total(Step(query, loosest=Relaxed.NOT), engine):
        place = misspelt_place(query.text, gazetteer)
    if place is None:
        return query, None, None
    there = at_place(query, place, gazetteer)
    if place.here:
        return there, place, None
    first = engine.search(whole, limit=1, facets=False, loosest=Relaxed.NOT)
    titled = first.hits and sort_key(_plain(first.hits[0].title)) == sort_key(query.text)
    # Sheets that say the name as it is typed, not a word of the same stem.
    shown = f"{first.hits[0].title} {first.hits[0].passage}" if first.hits else ""
    said = f" {_spaced(place.named)} " in f" {_spaced(_plain(shown))} "
    if titled or (said and not place.sure):
        return query, None, place
    if said and not _total(Step(there, loosest=Relaxed.NOT), engine):
        return query, None, place
    return there, place, None


def at_place(query: Query, place: PlaceRead, gazetteer: Gazetteer) -> Query:
    """``query`` for what is left of its words, at the place that was read in them."""
    circle, centre = None, place.territories[0] if len(place.territories) == 1 else None
    town = place.near and centre is not None and centre.level is Level.COMMUNE
    if town and centre and centre.lat is not None and centre.lon is not None:
        circle = Circle(centre.lat, centre.lon, NEAR_KM, centre.ref)
    elif place.arrondissement and centre is not None:
        city = key(centre.name)
        code = arrondissement_code(city, place.arrondissement)
        if point := gazetteer.arrondissements.get(code):
            circle = Circle(*point, ARRONDISSEMENT_KM[city])
    refs = () if circle else tuple(t.ref for t in place.territories)
    return replace(query, text=place.words, territories=refs, circle=circle)


def _around(query: Query, gazetteer: Gazetteer) -> Step | None:
    """``query`` around the commune where it is asked for, the sheets of that commune first."""
    here = gazetteer.get(query.territories[0]) if len(query.territories) == 1 else None
    if here is None or here.level is not Level.COMMUNE or here.lat is None or here.lon is None:
        return None
    around = Circle(here.lat, here.lon, NEAR_KM, here.ref)
    return Step(
        replace(query, territories=(), first=query.territories, circle=around), (Wider.AROUND,)
    )


def _total(step: Step, engine: SearchEngine) -> int:
    return engine.search(step.query, limit=0, facets=False, loosest=step.loosest).total


def _wider(query: Query, gazetteer: Gazetteer) -> Iterator[Step]:
    """Ever wider searches than ``query``."""
    some = Relaxed.SOME_WORDS
    places = list(_places(query, gazetteer))
    close = [
        step for step in places if step.territory is None or step.territory.level is Level.EPCI
    ]
    yield from close
    worded = bool(query.text)
    if worded:
        yield Step(query, (Wider.WORDS,), some)
    yield from (step for step in places if step not in close)
    # An area and a box stay: they were drawn, or are what the map shows while it is moved.
    anywhere = replace(query, territories=(), circle=None)
    placed = anywhere != query
    if placed:
        yield Step(anywhere, (Wider.ANYWHERE,))
    if query.years:
        yield Step(replace(query, years=None), (Wider.YEARS,))
    gone: tuple[Facet, ...] = ()
    for facet, _ in reversed(query.chosen):
        gone = (*gone, facet)
        left = tuple(pair for pair in query.chosen if pair[0] not in gone)
        yield Step(replace(query, chosen=left), (Wider.FACET,), facets=gone)
        if placed:
            yield Step(replace(anywhere, chosen=left), (Wider.ANYWHERE, Wider.FACET), facets=gone)
    if worded and placed:
        yield Step(anywhere, (Wider.ANYWHERE, Wider.WORDS), some)
    if worded and gone:
        bare = replace(anywhere, chosen=())
        told = (Wider.ANYWHERE, Wider.FACET, Wider.WORDS) if placed else (Wider.FACET, Wider.WORDS)
        yield Step(bare, told, some, facets=gone)
    for subject in subjects(query.text):
        about = replace(query, text="", chosen=((subject.facet, (subject.code,)),))
        yield Step(about, (Wider.SUBJECT,), subject=subject.code)


def _places(query: Query, gazetteer: Gazetteer) -> Iterator[Step]:
    """``query`` in the territories that hold its place, and around it, from small to large."""
    if len(query.territories) != 1:
        if query.circle and query.circle.km < FAR_KM:
            yield Step(replace(query, circle=query.circle._replace(km=FAR_KM)), (Wider.PLACE,))
        return
    here = gazetteer.get(query.territories[0])
    if here is None:
        return
    if here.level is Level.COMMUNE and (group := gazetteer.get(f"epci:{here.epci}")):
        yield _within(query, group)
    if here.level in (Level.COMMUNE, Level.EPCI) and here.lat is not None and here.lon is not None:
        around = Circle(here.lat, here.lon, FAR_KM, here.ref)
        yield Step(replace(query, territories=(), circle=around), (Wider.PLACE,))
    for ref in (f"departement:{here.departement}", f"region:{here.region}"):
        held = gazetteer.get(ref)
        if held is not None and held is not here:
            yield _within(query, held)


def _within(query: Query, territory: Territory) -> Step:
    return Step(replace(query, territories=(territory.ref,)), (Wider.PLACE,), territory=territory)


def _spaced(text: str) -> str:
    """The folded words of ``text``, a space between each."""
    return " ".join(map(fold, words(text)))


def _plain(marked: str) -> str:
    return unescape(marked.replace("<mark>", "").replace("</mark>", ""))
