"""Results of a search as charts, and each of these charts as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from carrefour.pipeline.engine import search_engine
from carrefour.search.engine import SearchResting
from carrefour.usage.counting import What, count
from carrefour.web import figures
from carrefour.web.charts import png, svg
from carrefour.web.charts.layout import WIDTH, Chart, shortened
from carrefour.web.counted import count_search
from carrefour.web.reading import answered, frame, read, resting
from carrefour.web.spreadsheet import lines

_TYPES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}


def as_figures(request: HttpRequest) -> HttpResponse:
    """What the search finds, counted in charts."""
    reading = read(request)
    try:
        told = answered(reading)
        counted = search_engine().figures(told.step.alone)
        context = frame(reading, "web:figures", told)
    except SearchResting:
        return resting(request)
    made = figures.charts(told.step.alone, counted)
    context["charts"] = [(chart, svg.inline(chart)) for chart in made]
    count_search(request, "web:figures", reading, told)
    return render(request, "web/figures.html", context)


@cache_control(max_age=300, public=True)
def chart_file(request: HttpRequest, name: str, kind: str) -> HttpResponse:
    """The chart ``name`` of a search as a file of ``kind``: svg, png or csv."""
    if name not in figures.NAMES or kind not in _TYPES:
        raise Http404
    reading = read(request)
    try:
        query = answered(reading, facets=False).step.alone
        counted = search_engine().figures(query)
    except SearchResting:
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    chart = figures.chart(query, counted, name)
    written = _written(chart, kind, reading.told(), f"{request.scheme}://{request.get_host()}")
    count(request, What.TAKEN, "chart")
    response = HttpResponse(written, content_type=_TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="carrefour-{name}.{kind}"'
    return response


def _written(chart: Chart, kind: str, search: str, site: str) -> str | bytes:
    if kind == "csv":
        rows = ((bar.label, bar.value) for bar in chart.bars)
        return "".join(lines([(chart.title, _("Projets")), *rows]))
    day = date_format(timezone.localdate(), "j F Y")
    origin = " · ".join(filter(None, (f"Carrefour, {site}", day, search)))
    origin = shortened(origin, WIDTH, 12)
    return svg.as_file(chart, origin) if kind == "svg" else png.as_file(chart, origin)
