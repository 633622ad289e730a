"""Small things that the desk's templates ask for."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carrefour.catalogue.models import Correction, Sheet
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.desk.wording import (
    ASKED,
    CORRECTED_FIELDS,
    HEALTH,
    STATES,
    VERDICTS,
    age,
    schedule_in_words,
)
from carrefour.harvest.models import Run
from carrefour.pipeline.comparing import Rate
from carrefour.pipeline.health import Health
from carrefour.pipeline.reasons import in_words
from carrefour.structure.correcting import as_typed

register = template.Library()
register.filter("in_words", in_words)
register.filter("age", age)
register.filter("schedule_in_words", schedule_in_words)
WIDTH, HEIGHT = 96, 26  # of a sparkline, in its own units


@register.filter
def health_name(health: Health) -> str:
    """What a state of health is called."""
    return str(HEALTH[health])


@register.filter
def run_state(run: Run) -> str:
    """What the state of a run is called."""
    if run.state == Run.State.HELD and run.decided_by:
        return _("acceptée, prendra effet sous peu")
    if run.state == Run.State.RUNNING and run.cancel_asked:
        return _("on l’arrête")
    return str(STATES[Run.State(run.state)])


@register.filter
def labels(codes: list[str]) -> str:
    """The names of codes of the taxonomy, in the reader's language."""
    return ", ".join(taxonomy().label(code, get_language() or "fr") for code in codes)


@register.filter
def named(source: str, titles: dict[str, str]) -> str:
    """What a source is called; its id when it is not here."""
    return titles.get(source, source)


@register.filter
def field_name(field: str) -> str:
    """What a field of a sheet is called."""
    return str(CORRECTED_FIELDS.get(field, field))


@register.filter("in")
def of(id_: str, sheets: dict[str, Sheet]) -> Sheet | None:
    """The sheet of an id, if it is here."""
    return sheets.get(id_)


@register.filter
def as_said(correction: Correction) -> str:
    """What a person says, as it is typed."""
    return as_typed(correction.field, correction.value)


@register.filter
def as_given(correction: Correction) -> str:
    """What the sources said when the person decided, as it is typed."""
    return as_typed(correction.field, correction.given)


@register.filter
def as_told(correction: Correction) -> str:
    """What the sources say now, as it is typed."""
    return as_typed(correction.field, correction.told)


@register.filter
def verdict(name: str) -> str:
    """How what two sheets say of one thing compares."""
    return str(VERDICTS[name])


@register.filter
def error_in_words(run: Run) -> str:
    """Why a run failed, in the reader's language; the page says of which source it is."""
    return in_words(run.error.removeprefix(f"{run.source_id}: "))


@register.filter
def asked_name(run: Run) -> str:
    """Who asked for a run."""
    return str(ASKED[Run.Asked(run.asked)])


@register.filter
def moment(at: datetime | str | None) -> SafeString | str:
    """A moment to the minute, as people read it and as programs do; a dash for none."""
    if not isinstance(at, datetime):
        return "—"
    local = localtime(at)
    year = "" if local.year == localtime().year else " Y"
    shown = date_format(local, f"j N{year}, H:i")
    return format_html('<time datetime="{}">{}</time>', local.isoformat("T", "minutes"), shown)


@register.filter
def plain_moment(at: datetime) -> str:
    """A moment to the minute as people read it."""
    return date_format(localtime(at), "j F Y, H:i")


@register.filter
def duration(run: Run) -> str:
    """How long a run took."""
    if run.started_at is None or run.ended_at is None:
        return "—"
    seconds = max(0, round((run.ended_at - run.started_at).total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02}"
    return f"{minutes} min {seconds:02}" if minutes else f"{seconds} s"


@register.filter
def percent(share: float | None) -> str:
    """A share as people read it."""
    return "—" if share is None else f"{share:.0%}".replace("%", "\N{NO-BREAK SPACE}%")


@register.filter
def bar(rate: Rate) -> SafeString:
    """A bar as long as the rate, with a mark where it was before."""
    before = ""
    if rate.before is not None:
        x = f"{rate.before * 100:.1f}"
        before = format_html('<line class="before" x1="{}" x2="{}" y1="0" y2="10"/>', x, x)
    now = f"{(rate.now or 0) * 100:.1f}"
    return format_html(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="whole" width="100" height="10"/><rect class="now" width="{}" height="10"/>'
        "{}</svg>",
        now,
        before,
    )


@register.filter
def sparkline(totals: list[int]) -> SafeString | str:
    """The course of ``totals``, from nothing to the most of them."""
    if len(totals) < 2:
        return ""
    most, step = max(*totals, 1), (WIDTH - 6) / (len(totals) - 1)
    points = [(3 + n * step, HEIGHT - 3 - t / most * (HEIGHT - 6)) for n, t in enumerate(totals)]
    label = _("Notices des dernières moissons :")
    x, y = points[-1]
    return format_html(
        '<svg class="spark" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" '
        'aria-label="{label}"><polyline points="{points}"/><circle cx="{x}" cy="{y}" r="2.6"/>'
        "</svg>",
        w=WIDTH,
        h=HEIGHT,
        label=f"{label} {', '.join(map(str, totals))}",
        points=" ".join(f"{a:.1f},{b:.1f}" for a, b in points),
        x=f"{x:.1f}",
        y=f"{y:.1f}",
    )
