"""Figures of use as charts and tables, for operators and for the people of a source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carrefour.usage.counting import What
from carrefour.usage.models import Tally
from carrefour.usage.reading import Span, Step, course, span
from carrefour.web.charts import svg
from carrefour.web.charts.layout import Bar, Chart
from carrefour.web.spreadsheet import lines

STEPS = {Step.WEEK: gettext_lazy("12 semaines"), Step.MONTH: gettext_lazy("12 mois")}
NAMES = {
    What.SEARCH: gettext_lazy("recherches"),
    What.EMPTY: gettext_lazy("recherches sans résultat exact"),
    What.SHOWN: gettext_lazy("recherches où ses fiches sont montrées"),
    What.READ: gettext_lazy("fiches lues"),
    What.LEFT: gettext_lazy("clics vers la source"),
    What.TAKEN: gettext_lazy("téléchargements"),
    What.CALL: gettext_lazy("appels de l’API"),
    What.EMBED: gettext_lazy("affichages sur d’autres sites"),
}


def span_asked(text: str, today: date) -> Span:
    """The span that an address asks for; weeks unless it says ``month``."""
    return span(Step.MONTH if text == Step.MONTH else Step.WEEK, today)


def drawn(
    tallies: QuerySet[Tally], wanted: Iterable[What], within: Span
) -> list[tuple[Chart, SafeString]]:
    """The charts of what was done at all, each with its drawing."""
    charts = [chart_of(tallies, what, within) for what in wanted]
    return [(one, svg.inline(one)) for one in charts if any(bar.value for bar in one.bars)]


def chart_of(tallies: QuerySet[Tally], what: What, within: Span) -> Chart:
    """How often ``what`` was done, week by week or month by month."""
    bars = [Bar(_name(day, within.step), n) for day, n in course(tallies, what, within)]
    title = str(NAMES[what])
    return Chart(what.value, title[:1].upper() + title[1:], bars, upright=True)


def as_csv(tallies: QuerySet[Tally]) -> Iterator[str]:
    """Each tally as a line: the day, what was done, to what, how often."""

    def rows() -> Iterator[list[str | int]]:
        yield [_("Jour"), _("Quoi"), _("Objet"), _("Nombre")]
        told = tallies.order_by("day", "what", "key").values_list("day", "what", "key", "n")
        names = {what.value: str(name) for what, name in NAMES.items()}
        for day, what, key, n in told.iterator(chunk_size=2000):
            yield [day.isoformat(), names.get(what, what), key, n]

    return lines(rows())


def _name(day: date, step: Step) -> str:
    """A week by its number, a month in short: four letters at the most fit under a bar."""
    if step is Step.WEEK:
        return _("S%(week)02d") % {"week": day.isocalendar().week}
    return date_format(day, "M")[:4]
