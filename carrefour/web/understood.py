"""What a page says of how a search was read: place, spelling, what was widened, and what else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import get_language, gettext, ngettext

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.pipeline.answering import NEAR_KM, Answer, Step, Wider, at_place
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.subjects import subjects
from carrefour.search.engine import SearchEngine
from carrefour.search.params import encode, to_pairs
from carrefour.search.query import Circle, Facet, Query, Reading, Relaxed
from carrefour.territory.in_query import PlaceRead, read_place
from carrefour.territory.model import Level, Territory
from carrefour.web.filters import TITLES

MOST_SUBJECTS = 3


@dataclass(frozen=True, slots=True)
class Link:
    """Another search: what it is called, its address, and how many sheets it finds if known."""

    label: str
    url: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """The lines above the results, each empty where there is nothing to say.

    ``place`` says where what is shown lies, ``named`` what was typed for it, and ``undo`` takes it
    for words again; ``others`` are its namesakes. ``here`` asks for the visitor's position.
    ``corrected`` is the text put right, ``notes`` say what was widened, and ``strict`` leads to the
    search as typed. ``maybe`` takes words for a place that may be one. ``offers`` are wider
    searches where little was found, ``subjects`` filters that the words name, ``starts`` the themes
    to begin by where nothing was found at all.
    """

    place: str = ""
    words: str = ""
    named: str = ""
    undo: str = ""
    others: Sequence[Link] = ()
    here: bool = False
    corrected: str = ""
    notes: Sequence[str] = ()
    strict: str = ""
    maybe: Link | None = None
    offers: Sequence[Link] = ()
    subjects: Sequence[Link] = ()
    starts: Sequence[Link] = ()


def understood(
    query: Query, answer: Answer, engine: SearchEngine, path: str, *, first_page: bool
) -> Understood:
    """What to say of ``answer`` to ``query``; links lead to ``path``."""
    place, results = answer.place, answer.results
    elsewhere = {Wider.PLACE, Wider.AROUND, Wider.ANYWHERE}.intersection(answer.step.wider)
    corrected = results.corrected if results.relaxed is Relaxed.SPELLING else ""
    notes = [] if query.reading is Reading.EXACT else list(_notes(answer))
    maybe = answer.maybe if query.reading is Reading.FREE else _unread(query)
    return Understood(
        place=_where(answer.query, place) if place and not (place.here or elsewhere) else "",
        words=place.words if place else "",
        named=place.named if place else "",
        undo=_url(path, replace(query, reading=Reading.WORDS)) if place else "",
        others=_namesakes(query, place, path) if place else (),
        here=place.here if place else False,
        corrected=corrected,
        notes=notes,
        strict=_url(path, replace(query, reading=Reading.EXACT)) if notes or corrected else "",
        maybe=_taken(query, maybe, path) if maybe and first_page else None,
        offers=[
            Link(_offered(offer.step), _url(path, _free(offer.step.query)), offer.count)
            for offer in answer.offers
        ],
        subjects=list(_subjects(answer, engine, path)) if first_page else [],
        starts=[] if results.total else _starts(engine, path),
    )


def _url(path: str, query: Query) -> str:
    pairs = encode(to_pairs(query))
    return f"{path}?{pairs}" if pairs else path


def _free(query: Query) -> Query:
    return replace(query, reading=Reading.FREE)


def _namesakes(query: Query, place: PlaceRead, path: str) -> list[Link]:
    """The same search at the other territories of that name."""
    named = ((t, replace(place, territories=(t,))) for t in place.others)
    return [Link(_name(t), _url(path, at_place(query, one, gazetteer()))) for t, one in named]


def _taken(query: Query, place: PlaceRead, path: str) -> Link | None:
    if place.here:
        return None
    there = _free(at_place(query, place, gazetteer()))
    return Link(_where(there, place), _url(path, there))


def _unread(query: Query) -> PlaceRead | None:
    """The place that the words were not to be read for, so that a visitor can change their mind."""
    placed = query.territories or query.circle or query.box or query.area
    if placed or query.reading is not Reading.WORDS:
        return None
    found = read_place(query.text, gazetteer())
    return found if found and found.sure else None


def _name(territory: Territory) -> str:
    """A territory as people tell it from others: "Nantes (44)", "Bretagne"."""
    code = territory.departement if territory.level is Level.COMMUNE else territory.code
    numbered = territory.level in (Level.COMMUNE, Level.DEPARTEMENT)
    return f"{territory.name} ({code})" if numbered and code else territory.name


def _at(name: str) -> str:
    """Where, before the name of a commune: "à Nantes", "au Havre", "aux Abymes"."""
    if get_language() != "fr":
        return gettext("à %(place)s") % {"place": name}
    for article, at in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return at + name.removeprefix(article)
    return f"à {name}"


def _from(name: str) -> str:
    """What a distance is counted from: "de Lyon", "du Havre", "d’Annecy"."""
    if get_language() != "fr":
        return gettext("de %(place)s") % {"place": name}
    for article, of in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return of + name.removeprefix(article)
    return f"d’{name}" if name[0] in "AÀÂEÉÈÊIÎOÔUY" else f"de {name}"


def _where(query: Query, place: PlaceRead) -> str:
    """Where a search with the place read in it looks: "à Nantes (44)"."""
    if place.arrondissement:
        return gettext("à %(place)s") % {"place": _arrondissement(place)}
    if query.circle and place.territories:
        return _around(query.circle, place.territories[0])
    communes = all(t.level is Level.COMMUNE for t in place.territories)
    names = [_at(_name(t)) if communes else _name(t) for t in place.territories[:3]]
    more = len(place.territories) - len(names)
    told = gettext(" et ").join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    if more:
        told += gettext(" et %(more)s autres") % {"more": more}
    return told if communes else gettext("dans ce territoire : %(place)s") % {"place": told}


def _arrondissement(place: PlaceRead) -> str:
    """An arrondissement as people write it: "Paris 20e"."""
    rank = "1er" if place.arrondissement == 1 else f"{place.arrondissement}e"
    return f"{place.territories[0].name} {rank}"


def _around(circle: Circle, centre: Territory) -> str:
    return gettext("à moins de %(km)s km %(place)s") % {
        "km": f"{circle.km:g}",
        "place": _from(_name(centre)),
    }


def _notes(answer: Answer) -> Iterable[str]:
    """What was widened to find anything at all, in plain words."""
    step, relaxed = answer.step, answer.results.relaxed
    if Wider.PLACE in step.wider:
        yield gettext("Rien %(where)s : voici les projets %(wider)s.") % {
            "where": _asked_place(answer.query),
            "wider": _wider_place(step),
        }
    if Wider.AROUND in step.wider:
        whole = answer.results.whole
        yield ngettext(
            "Un seul projet %(where)s : les suivants sont à moins de %(km)s km.",
            "%(whole)s projets %(where)s : les suivants sont à moins de %(km)s km.",
            whole,
        ) % {"whole": whole, "where": _asked_place(answer.query), "km": f"{NEAR_KM:g}"}
    if Wider.ANYWHERE in step.wider:
        yield gettext("Rien %(where)s : voici les projets d’autres lieux.") % {
            "where": _asked_place(answer.query)
        }
    if Wider.YEARS in step.wider:
        yield gettext("Rien dans ces années : voici les projets de toutes les années.")
    if Wider.FACET in step.wider:
        names = ", ".join(str(TITLES.get(f, gettext("Source"))).lower() for f in step.facets)
        yield gettext("Rien avec ce filtre (%(names)s) : voici les projets sans lui.") % {
            "names": names
        }
    if Wider.SUBJECT in step.wider:
        yield gettext(
            "Aucun projet ne contient ces mots : voici ceux du sujet « %(subject)s »."
        ) % {"subject": _label(step.subject)}
    elif relaxed is Relaxed.SOME_WORDS:
        yield gettext(
            "Aucun projet ne contient tous ces mots : voici ceux qui en contiennent une partie."
        )
    elif relaxed is Relaxed.MORE:
        whole = answer.results.whole
        yield ngettext(
            "Un seul projet contient tous ces mots : les suivants en contiennent une partie.",
            "%(whole)s projets contiennent tous ces mots : les suivants en contiennent une partie.",
            whole,
        ) % {"whole": whole}
    elif relaxed is Relaxed.SPELLING and not answer.results.corrected:
        yield gettext("Rien d’exact : voici les projets dont l’orthographe est proche.")


def _asked_place(query: Query) -> str:
    """Where a search looked, as "Rien …" goes on."""
    found = tuple(t for ref in query.territories if (t := gazetteer().get(ref)))
    if found:
        return _where(query, PlaceRead("", "", found))
    return gettext("à cet endroit")


def _wider_place(step: Step) -> str:
    if step.territory:
        return gettext("de ce territoire : %(place)s") % {"place": _name(step.territory)}
    km = f"{step.query.circle.km:g}" if step.query.circle else ""
    return gettext("à moins de %(km)s km") % {"km": km}


def _offered(step: Step) -> str:
    """What a wider search is called: "à moins de 50 km, avec une partie des mots"."""
    told = []
    if Wider.PLACE in step.wider:
        territory = step.territory
        told.append(_name(territory) if territory else _wider_place(step))
    if Wider.ANYWHERE in step.wider:
        told.append(gettext("dans toute la France"))
    if Wider.YEARS in step.wider:
        told.append(gettext("de toutes les années"))
    if Wider.FACET in step.wider:
        names = ", ".join(str(TITLES.get(f, gettext("Source"))).lower() for f in step.facets)
        told.append(gettext("sans filtre (%(names)s)") % {"names": names})
    if Wider.WORDS in step.wider:
        told.append(gettext("avec une partie des mots"))
    if Wider.SUBJECT in step.wider:
        told.append(gettext("sujet « %(subject)s »") % {"subject": _label(step.subject)})
    return ", ".join(told)


def _subjects(answer: Answer, engine: SearchEngine, path: str) -> Iterable[Link]:
    """Filters by the themes and publics that the words name, with what each finds."""
    query, made = answer.query, 0
    for subject in subjects(query.text):
        if made == MOST_SUBJECTS or query.values(subject.facet):
            continue
        chosen = (*query.chosen, (subject.facet, (subject.code,)))
        by_subject = replace(query, text=subject.rest, chosen=chosen)
        count = engine.search(by_subject, limit=0, facets=False, loosest=Relaxed.NOT).total
        if count > 1:
            made += 1
            where = f", {_asked_place(query)}" if query.territories else ""
            yield Link(_label(subject.code) + where, _url(path, _free(by_subject)), count)


def _starts(engine: SearchEngine, path: str) -> list[Link]:
    """Every category of themes that holds sheets, the fullest first."""
    counts = engine.search(Query(), limit=0).facets.get(Facet.THEME, [])
    return [
        Link(_label(id_), _url(path, Query(chosen=((Facet.THEME, (id_,)),))), count)
        for id_, count in counts
        if id_ in taxonomy().categories
    ]


def _label(code: str) -> str:
    return taxonomy().label(code, get_language() or "fr")
