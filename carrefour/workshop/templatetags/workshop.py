"""Small things that the templates of the workshop ask for."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma
from django.shortcuts import resolve_url
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.definition_file import DefinitionError
from carrefour.catalogue.draft import Draft
from carrefour.catalogue.expression import texts
from carrefour.catalogue.quality import Part, Quality
from carrefour.desk.remarks import remark
from carrefour.harvest.models import Run
from carrefour.pipeline.versions import FIRST_NOTE
from carrefour.web.parts import PARTS
from carrefour.workshop.drafting import data_of
from carrefour.workshop.models import WorkshopDraft
from carrefour.workshop.steps import reads_pages
from carrefour.workshop.words import SCHEDULES, kind

register = template.Library()
register.filter("kind_name", kind)
register.filter("remark", remark)
_STATES = {
    Run.State.WAITING: _("attend son tour"),
    Run.State.RUNNING: _("en cours"),
    Run.State.DONE: _("réussie"),
    Run.State.HELD: _("à vérifier"),
    Run.State.REFUSED: _("refusée"),
    Run.State.FAILED: _("en échec"),
    Run.State.CANCELLED: _("annulée"),
    Run.State.INTERRUPTED: _("interrompue"),
}


@register.filter
def state_name(state: str) -> str:
    """What the state of a run is called."""
    return str(_STATES.get(Run.State(state), state))


@register.filter
def part_name(part: str) -> str:
    """What a part of a good sheet is called."""
    return str(PARTS[Part(part)])


@register.filter
def schedule_name(schedule: str) -> str:
    """A schedule as people say it, where we know how."""
    return str(SCHEDULES.get(schedule, schedule))


@register.filter
def note_text(note: str) -> str:
    """What a version's author wrote; the file that came first has words of ours."""
    return gettext("le fichier d’origine") if note == FIRST_NOTE else note


@register.filter
def draft_name(draft: WorkshopDraft) -> str:
    """What a draft is called: its title, or where it comes from."""
    try:
        title = str(data_of(draft).get("title") or "")
    except DefinitionError:
        title = ""
    return title or draft.address or draft.file or gettext("Définition sans titre")


@register.filter
def resume_url(draft: WorkshopDraft) -> str:
    """Where the author of a draft goes on."""
    try:
        data = data_of(draft)
    except DefinitionError:
        return resolve_url("workshop:yaml", draft.pk)
    if not data:
        return resolve_url("workshop:proposals", draft.pk)
    step = "fields" if data.get("fields") or not reads_pages(data) else "page"
    return resolve_url(f"workshop:{step}", draft.pk)


@register.filter
def codes(draft: Draft) -> list[str]:
    """The codes of a draft, each once."""
    return list(dict.fromkeys([*draft.themes, *draft.publics, *draft.methods]))


@register.filter
def euros(amount: int) -> str:
    """An amount of money."""
    return f"{intcomma(amount)} €"


@register.filter
def flat(data: dict[str, Any]) -> list[tuple[str, str]]:
    """A record as keys and texts, as far as it fits a short list."""
    return [(key, " · ".join(_leaves(value))) for key, value in list(data.items())[:60] if value]


@register.filter
def shares(quality: Quality) -> list[tuple[Part, int]]:
    """Each part with its percentage."""
    return [(part, round(100 * quality.shares[part])) for part in Part]


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in _leaves(part)]
    if isinstance(value, list):
        return [text for part in value[:20] for text in _leaves(part)]
    return texts(value)
