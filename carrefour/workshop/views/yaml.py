"""A draft's definition as text: edited by hand, checked, downloaded."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carrefour.catalogue.definition_file import DefinitionError, Mistake, parse
from carrefour.community.access import operators_only
from carrefour.workshop.drafting import MOST_TEXT, data_of, discard, sample_of, take
from carrefour.workshop.models import WorkshopDraft
from carrefour.workshop.noting import DROPPED, note_draft, notes_work
from carrefour.workshop.steps import steps

_AROUND = 2  # lines shown above and below one that is wrong


@dataclass(frozen=True, slots=True)
class Marked:
    """A mistake with the lines around it: number, text, and whether it is the one."""

    mistake: Mistake
    lines: list[tuple[int, str, bool]]


@operators_only
@notes_work
@require_http_methods(["GET", "POST"])
def yaml(request: HttpRequest, pk: int) -> HttpResponse:
    """The text, with what is wrong beside it; what is sent is kept."""
    draft = get_object_or_404(WorkshopDraft, pk=pk)
    if request.method == "POST":
        text = request.POST.get("text", "").replace("\r\n", "\n").replace("\0", "")
        draft.text = text[:MOST_TEXT]
        draft.save()
    mistakes = marked(draft.text)
    if request.method == "POST" and not mistakes and "onward" in request.POST:
        if sample_of(draft) is None:
            take(draft)
        return redirect("workshop:fields", pk)
    if request.method == "POST" and not mistakes:
        messages.success(request, gettext("La définition est valide."))
    context = {"draft": draft, "steps": steps(draft, "yaml"), "mistakes": mistakes}
    status = 422 if mistakes and request.method == "POST" else 200
    return render(request, "workshop/yaml.html", context, status=status)


@operators_only
@require_GET
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft's definition as a file."""
    draft = get_object_or_404(WorkshopDraft, pk=pk)
    try:
        name = str(data_of(draft).get("id") or "")
    except DefinitionError:
        name = ""
    return as_file(draft.text, name or f"brouillon-{draft.pk}")


@operators_only
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a draft."""
    draft = get_object_or_404(WorkshopDraft, pk=pk)
    note_draft(request, DROPPED, draft)
    discard(draft)
    messages.success(request, gettext("Le brouillon est supprimé."))
    return redirect("workshop:home")


def as_file(text: str, name: str) -> HttpResponse:
    """``text`` as a YAML file to keep, called after ``name``."""
    safe = "".join(c for c in name if c.isascii() and (c.isalnum() or c == "-")) or "source"
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{safe}.yml"'
    return answer


def marked(text: str) -> list[Marked]:
    """What is wrong in ``text``, each with the lines around it."""
    try:
        parse(text)
    except DefinitionError as error:
        lines = text.split("\n")
        return [Marked(mistake, _around(lines, mistake.line)) for mistake in error.mistakes]
    return []


def _around(lines: list[str], line: int) -> list[tuple[int, str, bool]]:
    first, last = max(1, line - _AROUND), min(len(lines), line + _AROUND)
    return [(n, lines[n - 1], n == line) for n in range(first, last + 1)]
