"""Step 4: what the source is and when it is read; then it is saved as a version."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from carrefour.catalogue.definition_file import DefinitionError, parse
from carrefour.catalogue.models import Organisation
from carrefour.community.access import operators_only, person
from carrefour.community.audit import note
from carrefour.pipeline.registry import known_sources
from carrefour.pipeline.versions import current_version, save_version
from carrefour.workshop import about_form
from carrefour.workshop.drafting import data_of, discard, hand_over_file, keep
from carrefour.workshop.models import WorkshopDraft
from carrefour.workshop.noting import PUBLISHED, notes_work
from carrefour.workshop.steps import steps
from carrefour.workshop.views.begin import author_of
from carrefour.workshop.views.fields import preview_of
from carrefour.workshop.words import LICENCES, ORGANISATIONS, SCHEDULES


@operators_only
@notes_work
@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; what is sent is kept, and saved as a version when that is asked."""
    draft = get_object_or_404(WorkshopDraft, pk=pk)
    mistakes: list[str] = []
    try:
        data = data_of(draft)
    except DefinitionError:
        return redirect("workshop:yaml", pk)
    if request.method == "POST":
        keep(draft, about_form.data_from(request.POST, data, fixed_id=draft.source))
        if "save" not in request.POST:
            return redirect("workshop:about", pk)
        mistakes = mistakes_in(draft, confirmed="confirmed" in request.POST)
        if not mistakes:
            return save(request, draft)
    context = {
        "draft": draft,
        "steps": steps(draft, "about"),
        "form": about_form.form_of(data_of(draft)),
        "mistakes": mistakes,
        "overtaken": overtaken(draft),
        "preview": preview_of(draft),
        "organisations": Organisation.objects.all()[:500],
        "organisation_kinds": ORGANISATIONS.items(),
        "schedules": SCHEDULES.items(),
        "licences": LICENCES,
    }
    return render(request, "workshop/about.html", context, status=422 if mistakes else 200)


def mistakes_in(draft: WorkshopDraft, *, confirmed: bool) -> list[str]:
    """Why the draft can not be saved; empty when it can."""
    try:
        definition = parse(draft.text)
    except DefinitionError as error:
        return [mistake.reason for mistake in error.mistakes]
    if not draft.source and definition.id in known_sources():
        told = gettext("Une autre source s’appelle déjà « %(id)s » : changez l’identifiant.")
        return [told % {"id": definition.id}]
    if overtaken(draft) and not confirmed:
        return [
            gettext("Une autre version a été enregistrée depuis : confirmez pour la remplacer.")
        ]
    return []


def overtaken(draft: WorkshopDraft) -> bool:
    """Whether another version leads than the one that the draft began from."""
    current = current_version(draft.source) if draft.source else None
    return (current.number if current else 0) != draft.based_on


def save(request: HttpRequest, draft: WorkshopDraft) -> HttpResponse:
    """Save the draft as the version that leads from now on."""
    reason = request.POST.get("note", "").strip()[:200]
    before = current_version(draft.source) if draft.source else None
    with transaction.atomic():
        version = save_version(draft.text, note=reason, author=author_of(request))
        note(
            person(request),
            PUBLISHED,
            f"source:{version.source}",
            version.source,
            reason=reason,
            version=version.number,
            replaces=before.number if before else None,
        )
    hand_over_file(draft, parse(draft.text))
    discard(draft)
    done = gettext("La version %(number)s est enregistrée : elle sert dès la prochaine moisson.")
    messages.success(request, done % {"number": version.number})
    return redirect("workshop:source", version.source)
