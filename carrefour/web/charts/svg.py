"""A chart as SVG: in a page, where the stylesheet paints it, or as a file that stands alone."""

from __future__ import annotations

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from carrefour.web.charts.layout import (
    WIDTH,
    Bar,
    Chart,
    Drawing,
    Group,
    Rect,
    Tone,
    Words,
    lay_out,
    number,
)

COLOURS = {
    Tone.INK: "#16302f",
    Tone.SOFT: "#4d6261",
    Tone.BAR: "#0b5f5a",
    Tone.TRACK: "#e4efe9",
    Tone.NONE: "none",
}
PAPER, MARGIN, HEAD, TAIL = "#ffffff", 24, 46, 40


def inline(chart: Chart) -> SafeString:
    """``chart`` for a page: each bar is a link, and the whole is named and described."""
    drawing = lay_out(chart)
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="group" aria-labelledby="{}-t {}-d">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
        WIDTH,
        _n(drawing.height),
        chart.id,
        chart.id,
        chart.id,
        chart.title,
        chart.id,
        described(chart),
        format_html_join("", "{}", ((_linked(group),) for group in drawing.groups)),
    )


def as_file(chart: Chart, origin: str) -> str:
    """``chart`` as a file that stands alone; ``origin`` says where its figures come from."""
    drawing = lay_out(chart)
    width, height = WIDTH + 2 * MARGIN, drawing.height + HEAD + TAIL + MARGIN
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="{}" viewBox="0 0 {} {}" '
        'role="img" aria-labelledby="t d" font-family="\'Source Sans 3\', sans-serif">'
        '<title id="t">{}</title><desc id="d">{}</desc>'
        '<rect width="100%" height="100%" fill="{}"/>'
        '<g transform="translate({},{})">{}</g><g transform="translate({},{})">{}</g></svg>\n',
        *(_n(length) for length in (width, height, width, height)),
        chart.title,
        described(chart),
        PAPER,
        MARGIN,
        HEAD + MARGIN / 2,
        _all(drawing),
        MARGIN,
        MARGIN / 2,
        format_html_join(
            "", "{}", ((_shape(words),) for words in captions(chart, drawing, origin))
        ),
    )


def captions(chart: Chart, drawing: Drawing, origin: str) -> list[Words]:
    """The title over a file's chart and the lines under it."""
    under = drawing.height + HEAD + 24
    return [
        Words(0, 24, chart.title, 20, bold=True),
        Words(0, under, chart.note, 12, Tone.SOFT),
        Words(0, under + 18, origin, 12, Tone.SOFT),
    ]


def described(chart: Chart) -> str:
    """The chart in a sentence: its first values."""
    largest = sorted(chart.bars, key=lambda bar: -bar.value)[:3]
    return ", ".join(_told(bar) for bar in largest)


def _told(bar: Bar) -> str:
    return _("%(label)s : %(number)s") % {"label": bar.label, "number": number(bar.value)}


def _all(drawing: Drawing) -> SafeString:
    shapes = [shape for group in drawing.groups for shape in group.shapes]
    return format_html_join("", "{}", ((_shape(shape),) for shape in shapes))


def _linked(group: Group) -> SafeString:
    # A link is called by the words that it shows, with a space between them.
    shapes = format_html_join(" ", "{}", ((_shape(shape),) for shape in group.shapes))
    if not group.bar.url:
        return format_html("<g><title>{}</title>{}</g>", _told(group.bar), shapes)
    return format_html('<a href="{}">{}</a>', group.bar.url, shapes)


def _shape(shape: Rect | Words) -> SafeString:
    # Hundreds a page. What we chose ourselves (numbers, colours, names of classes) is written as
    # it is; words come from sources.
    if isinstance(shape, Rect):
        x, y, width, height, corner = map(
            _n, (shape.x, shape.y, shape.width, shape.height, shape.round_)
        )
        drawn = (
            f'<rect class="{shape.tone.value}" x="{x}" y="{y}" width="{width}" height="{height}" '
            f'rx="{corner}" fill="{COLOURS[shape.tone]}"/>'
        )
    else:
        drawn = (
            f'<text class="{shape.tone.value}" x="{_n(shape.x)}" y="{_n(shape.y)}" '
            f'font-size="{shape.size}" font-weight="{700 if shape.bold else 400}" '
            f'text-anchor="{shape.anchor}" fill="{COLOURS[shape.tone]}">{escape(shape.text)}</text>'
        )
    return mark_safe(drawn)  # noqa: S308


def _n(length: float) -> str:
    """A length as SVG writes it, whatever the language of the page."""
    return f"{length:.1f}".removesuffix(".0")
