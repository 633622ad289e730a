"""What a search and the values that it narrows by are called, in the language of the visitor."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Organisation, Source
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.search.params import FIRST_YEAR, LAST_YEAR
from carrefour.search.query import Circle, Facet, Query, Years

STATUSES = {"planned": _("En projet"), "running": _("En cours"), "ended": _("Terminé")}
ZONES = {"qpv": _("Quartier prioritaire (QPV)"), "rural": _("Commune rurale")}
NAMED = 3  # values of one facet that the name of a search tells


def labels(facet: Facet, values: Iterable[str]) -> dict[str, str]:
    """How each value of ``facet`` is called in the visitor's language."""
    wanted = list(values)
    language = get_language() or "fr"
    if facet in (Facet.THEME, Facet.PUBLIC, Facet.METHOD):
        return {v: taxonomy().label(v, language) for v in wanted}
    if facet in (Facet.REGION, Facet.DEPARTEMENT):
        found = {v: gazetteer().get(f"{facet.value}:{v}") for v in wanted}
        return {v: territory.name if territory else v for v, territory in found.items()}
    if facet is Facet.ZONE:
        return {v: str(ZONES.get(v, v)) for v in wanted}
    if facet is Facet.STATUS:
        return {v: str(STATUSES.get(v, v)) for v in wanted}
    if facet is Facet.ORGANISATION:
        names = dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name"))
    else:
        names = dict(Source.objects.filter(pk__in=wanted).values_list("pk", "title"))
    return {v: names.get(v, v) for v in wanted}


def years_name(years: Years) -> str:
    """A span of years as people say it."""
    first, last = years
    if first == last:
        return str(first)
    if first == FIRST_YEAR:
        return gettext("jusqu’en %(year)s") % {"year": last}
    if last == LAST_YEAR:
        return gettext("depuis %(year)s") % {"year": first}
    return f"{first}–{last}"


def search_name(query: Query) -> str:
    """A search on one line: "jardin · Agriculture · Nantes"."""
    parts = [query.text] if query.text else []
    for facet, values in query.chosen:
        parts.append(_some(labels(facet, values).values()))
    if query.territories:
        found = ((ref, gazetteer().get(ref)) for ref in query.territories)
        parts.append(_some(territory.name if territory else ref for ref, territory in found))
    if query.circle:
        parts.append(circle_name(query.circle))
    if query.box:
        parts.append(gettext("la zone de la carte"))
    if query.area:
        parts.append(gettext("la zone dessinée"))
    if query.years:
        parts.append(years_name(query.years))
    return " · ".join(parts) or gettext("Tous les projets")


def circle_name(circle: Circle) -> str:
    """A circle as people say it."""
    told = {"km": f"{circle.km:g}"}
    if middle := gazetteer().get(circle.of):
        return gettext("%(place)s et %(km)s km autour") % {**told, "place": middle.name}
    return gettext("à moins de %(km)s km") % told


def _some(names: Iterable[str]) -> str:
    told = list(names)
    return ", ".join(told[:NAMED]) + ("…" if len(told) > NAMED else "")
