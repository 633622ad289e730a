"""What a search finds, as charts: by theme, public, territory, year, who tells it, and status."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.translation import gettext as _

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.pipeline.naming import labels
from carrefour.search.query import Facet, Figures, Query, Years
from carrefour.web.addresses import narrowing, search_address
from carrefour.web.charts.layout import Bar, Chart, number

YEARS = "year"
BACK, AHEAD = 60, 10  # years from now between which none is left out
CHARTS = (
    Facet.THEME,
    Facet.PUBLIC,
    Facet.REGION,
    Facet.DEPARTEMENT,
    Facet.ORGANISATION,
    Facet.SOURCE,
    Facet.STATUS,
)
NAMES = (*(facet.value for facet in CHARTS), YEARS)


@dataclass(frozen=True, slots=True)
class Share:
    """A value of a facet, its name, and how many of the sheets found have it."""

    value: str
    label: str
    count: int


def shares(query: Query, figures: Figures, facet: Facet) -> list[Share]:
    """The values of ``facet`` among what was found, most first.

    Where the search chose values of the facet, those alone: the others are there only because a
    sheet may have several, and no search would find just those sheets.
    """
    chosen = query.values(facet)
    counts = [
        (value, count)
        for value, count in figures.facets.get(facet, [])
        if (value in chosen if chosen else value not in taxonomy().categories)
    ]
    names = labels(facet, [value for value, _count in counts])
    return [Share(value, names[value], count) for value, count in counts]


def charts(query: Query, figures: Figures) -> list[Chart]:
    """The charts that say something, in the order of the page."""
    first = (Facet.THEME.value, YEARS)
    names = (*first, *(name for name in NAMES if name not in first))
    made = [chart(query, figures, name) for name in names]
    return [one for one in made if one.bars]


def chart(query: Query, figures: Figures, name: str) -> Chart:
    """The chart of ``name``, which is one of `NAMES`."""
    if name == YEARS:
        return _by_year(query, figures)
    facet = Facet(name)
    address = narrowing(query, facet)
    bars = [
        Bar(share.label, share.count, address(share.value))
        for share in shares(query, figures, facet)
    ]
    title, note = {
        Facet.THEME: (_("Par thème"), _("Un projet peut avoir plusieurs thèmes.")),
        Facet.PUBLIC: (_("Par public"), _("Un projet peut s’adresser à plusieurs publics.")),
        Facet.REGION: (_("Par région"), _("Un projet peut agir dans plusieurs régions.")),
        Facet.DEPARTEMENT: (
            _("Par département"),
            _("Un projet peut agir dans plusieurs départements."),
        ),
        Facet.ORGANISATION: (_("Par organisation"), ""),
        Facet.SOURCE: (_("Par source"), _("Un projet peut être raconté par plusieurs sources.")),
        Facet.STATUS: (_("Par avancement"), _("Seuls comptent les projets qui le disent.")),
    }[facet]
    return Chart(name, title, bars, note)


def _by_year(query: Query, figures: Figures) -> Chart:
    counts = dict(figures.years)
    now = timezone.localdate().year
    # A year long ago or far ahead is an error of typing more often than not: it is told, but no
    # hundred empty bars lead to it.
    near = [year for year in counts if now - BACK < year <= now + AHEAD]
    between = range(min(near), max(near) + 1) if near else range(0)
    bars = [
        Bar(str(year), counts.get(year, 0), search_address(replace(query, years=Years(year, year))))
        for year in sorted({*counts, *between})
    ]
    note = _("Année de début. Projets qui ne la disent pas : %(number)s.") % {
        "number": number(figures.undated)
    }
    return Chart(YEARS, _("Par année"), bars, note, upright=True, before=_("avant {}"))
