"""Step 3: which key of the source is which of our fields, with the drafts that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from carrefour.catalogue.definition_file import DefinitionError
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.access import operators_only
from carrefour.pipeline.trying import COUNT, Sample, Trial, Tried, try_items
from carrefour.territory.gazetteer import GazetteerError
from carrefour.web.parts import PARTS
from carrefour.workshop import mapping_form
from carrefour.workshop.drafting import data_of, for_trial, keep, records_in, sample_of, take
from carrefour.workshop.models import WorkshopDraft
from carrefour.workshop.noting import notes_work
from carrefour.workshop.steps import steps
from carrefour.workshop.views.begin import propose
from carrefour.workshop.words import CURES

_WELL = 0.8  # a part that is filled so well needs no mending


@dataclass(slots=True)
class Preview:
    """What a definition in the making gives: the trial, or why there is none."""

    trial: Trial | None = None
    mistakes: tuple[str, ...] = ()
    error: str = ""
    sample: Sample | None = None

    @property
    def shown(self) -> list[Tried]:
        """The first records, with their drafts."""
        return self.trial.tried[:COUNT] if self.trial else []

    @property
    def cures(self) -> list[dict[str, Any]]:
        """What to mend first."""
        if not self.trial or not self.trial.drafts:
            return []
        shares = self.trial.quality.shares
        return [
            {"cure": CURES[part], "name": PARTS[part], "percent": round(100 * shares[part])}
            for part in self.trial.quality.worst_first
            if shares[part] < _WELL
        ][:3]


@operators_only
@notes_work
@require_http_methods(["GET", "POST"])
def fields(request: HttpRequest, pk: int) -> HttpResponse:
    """The form and the drafts; what is sent is kept."""
    draft = get_object_or_404(WorkshopDraft, pk=pk)
    try:
        data = data_of(draft)
    except DefinitionError:
        return redirect("workshop:yaml", pk)
    if request.method == "POST":
        keep(draft, mapping_form.data_from(request.POST, data))
        onward = "workshop:about" if "onward" in request.POST else "workshop:fields"
        return redirect(onward, pk)
    preview = preview_of(draft)
    form = mapping_form.form_of(data, records_in(preview.sample), preview.trial)
    context = {
        "draft": draft,
        "steps": steps(draft, "fields"),
        "form": form,
        "preview": preview,
        "codes": code_choices(),
        "feed": _is_bare_feed(data),
    }
    return render(request, "workshop/fields.html", context)


@operators_only
@notes_work
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The drafts of what the form says now, which is kept."""
    draft = get_object_or_404(WorkshopDraft, pk=pk)
    try:
        keep(draft, mapping_form.data_from(request.POST, data_of(draft)))
    except DefinitionError:
        return redirect("workshop:yaml", pk)
    told = preview_of(draft)
    form = mapping_form.form_of(data_of(draft), records_in(told.sample), told.trial)
    # Only a list of tags that changed is shown anew: the others may be in someone's hands.
    sent = [request.POST.get(f"tags.{n}.tag", "") for n in range(len(form.tags) + 1)]
    swap = [tag for tag in sent if tag] != [one.tag for one in form.tags]
    choices = code_choices()
    context = {"draft": draft, "preview": told, "form": form, "codes": choices, "swap": swap}
    return render(request, "workshop/parts/preview.html", context)


@operators_only
@notes_work
@require_POST
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the source for a sample again."""
    draft = get_object_or_404(WorkshopDraft, pk=pk)
    try:
        if data_of(draft).get("fields"):
            take(draft)
        else:
            propose(draft)
    except DefinitionError:
        return redirect("workshop:yaml", pk)
    messages.success(request, gettext("La source a été relue."))
    return redirect("workshop:fields", pk)


def _is_bare_feed(data: dict[str, Any]) -> bool:
    """Whether the source is a feed of which only the entries are read."""
    fetch = data.get("fetch")
    return isinstance(fetch, dict) and fetch.get("kind") == "feed" and not fetch.get("page")


def preview_of(draft: WorkshopDraft) -> Preview:
    """What the draft gives on its sample; its score is kept."""
    sample = sample_of(draft)
    if sample is None:
        return Preview()
    if not sample.items:
        told = gettext("La source n’a donné aucune notice que Carrefour puisse lire.")
        return Preview(Trial(rejected=sample.rejected), error=sample.error or told, sample=sample)
    try:
        definition = for_trial(data_of(draft))
        trial = try_items(definition, sample.items, count=len(sample.items) or 1)
    except DefinitionError as error:
        reasons = tuple(mistake.reason for mistake in error.mistakes)
        return Preview(mistakes=reasons, error=sample.error, sample=sample)
    except GazetteerError as error:
        return Preview(error=str(error), sample=sample)
    trial.rejected = [*sample.rejected, *trial.rejected]
    score = trial.score if trial.tried else None
    if draft.score != score:
        draft.score = score
        draft.save(update_fields=["score"])
    return Preview(trial, error=sample.error or trial.error, sample=sample)


def code_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The codes of the taxonomy by facet, as people read them."""
    language = get_language() or "fr"
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    told: set[str] = set()
    for facet in taxonomy().facets.values():
        held = [code for category in facet.categories for code in category.codes]
        codes = sorted(
            (taxonomy().label(code, language), code) for code in dict.fromkeys(held)
            if code not in told
        )  # fmt: skip
        told.update(code for _, code in codes)
        groups.append((facet.fr if language == "fr" else facet.en, [(c, t) for t, c in codes]))
    rest = sorted((c.label(language), c.id) for c in taxonomy().codes.values() if c.id not in told)
    groups[0][1].extend((code, text) for text, code in rest)
    return groups
