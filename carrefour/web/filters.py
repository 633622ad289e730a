"""The filters of a search as people see them: facets to tick, chips to take away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.naming import circle_name, labels, years_name
from carrefour.search.params import encode, to_pairs
from carrefour.search.query import Facet, Query, Results

TITLES = {
    Facet.THEME: _("Thèmes"),
    Facet.PUBLIC: _("Publics"),
    Facet.REGION: _("Régions"),
    Facet.DEPARTEMENT: _("Départements"),
    Facet.ORGANISATION: _("Organisations"),
    Facet.METHOD: _("Méthodes"),
    Facet.ZONE: _("Zones"),
    Facet.STATUS: _("Où en est le projet"),
}
SHOWN = 8  # values of a facet shown before "more"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet to tick."""

    value: str
    label: str
    count: int
    ticked: bool


@dataclass(frozen=True, slots=True)
class Group:
    """One facet: its first values, then the others."""

    name: str
    title: str
    choices: list[Choice]
    more: list[Choice]
    open: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter, and the address of the same search without it."""

    kind: str
    label: str
    url: str


def groups(query: Query, results: Results) -> list[Group]:
    """The facets to tick; a value that is ticked stays in sight whatever its count."""
    made = []
    for facet, title in TITLES.items():
        counts = dict(results.facets.get(facet, []))
        if facet is Facet.THEME:
            counts = {v: c for v, c in counts.items() if v not in taxonomy().categories} | {
                v: counts.get(v, 0) for v in query.values(facet)
            }
        if facet is Facet.DEPARTEMENT and not (query.values(Facet.REGION) or query.values(facet)):
            continue
        ticked = query.values(facet)
        counts |= {v: counts.get(v, 0) for v in ticked}
        names = labels(facet, counts)
        choices = [Choice(v, names[v], c, v in ticked) for v, c in counts.items()]
        choices.sort(key=lambda choice: not choice.ticked)
        if choices:
            cut = max(SHOWN, len(ticked))
            open_ = bool(ticked) or facet in (Facet.THEME, Facet.PUBLIC, Facet.REGION)
            made.append(Group(facet.value, str(title), choices[:cut], choices[cut:], open_))
    return made


def chips(query: Query, path: str, extra: Iterable[tuple[str, str]] = ()) -> list[Chip]:
    """Every active filter as a chip that takes it away; ``extra`` stays in their addresses."""
    pairs = [*to_pairs(query), *extra]
    made = []
    for facet, values in query.chosen:
        for value, label in labels(facet, values).items():
            kind = str(TITLES.get(facet, gettext("Source")))
            made.append(Chip(kind, label, _without(path, pairs, {(facet.value, value)})))
    for ref in query.territories:
        territory = gazetteer().get(ref)
        label = territory.name if territory else ref
        made.append(Chip(gettext("Lieu"), label, _without(path, pairs, {("territory", ref)})))
    if query.circle:
        gone = {pair for pair in pairs if pair[0] in ("near", "radius")}
        gone.add(("territory", query.circle.of))
        label = circle_name(query.circle)
        made.append(Chip(gettext("Lieu"), label, _without(path, pairs, gone)))
    if query.box:
        gone = {pair for pair in pairs if pair[0] == "bbox"}
        made.append(
            Chip(gettext("Lieu"), gettext("la zone de la carte"), _without(path, pairs, gone))
        )
    if query.area:
        gone = {pair for pair in pairs if pair[0] == "area"}
        made.append(Chip(gettext("Lieu"), gettext("la zone dessinée"), _without(path, pairs, gone)))
    if query.years:
        gone = {pair for pair in pairs if pair[0] in ("since", "until")}
        made.append(Chip(gettext("Début"), years_name(query.years), _without(path, pairs, gone)))
    return made


def _without(path: str, pairs: list[tuple[str, str]], gone: set[tuple[str, str]]) -> str:
    rest = encode([pair for pair in pairs if pair not in gone])
    return f"{path}?{rest}" if rest else path
