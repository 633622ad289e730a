"""A source that exists: how it stands, its versions and their differences, going back to one."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from carrefour.catalogue.definition_file import DefinitionError, parse
from carrefour.catalogue.models import Source
from carrefour.catalogue.quality import quality_of_fill
from carrefour.community.access import operators_only, person
from carrefour.community.audit import note
from carrefour.desk.acts import HARVEST
from carrefour.desk.remarks import remark
from carrefour.harvest.models import DefinitionVersion, Run
from carrefour.pipeline.queue import ask
from carrefour.pipeline.registry import (
    UnknownSource,
    definition_file,
    find_definition,
    known_sources,
    register,
)
from carrefour.pipeline.versions import current_version, go_back
from carrefour.workshop.drafting import sample_of, take
from carrefour.workshop.models import WorkshopDraft
from carrefour.workshop.noting import BEGUN, WENT_BACK, note_draft
from carrefour.workshop.views.begin import author_of
from carrefour.workshop.views.yaml import as_file


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a difference: its kind (``same``, ``new``, ``gone``, ``skip``) and its text."""

    kind: str
    text: str


@operators_only
@require_GET
def source(request: HttpRequest, id_: str) -> HttpResponse:
    """How the source stands, and its versions."""
    text = text_of(id_)
    try:
        definition, error = find_definition(id_), ""
    except DefinitionError as broken:
        definition, error = None, str(broken)
    runs = Run.objects.filter(source=id_)
    applied = runs.filter(state=Run.State.DONE).first()
    quality = quality_of_fill(applied.filled) if applied and applied.filled.get("sheets") else None
    context = {
        "id": id_,
        "definition": definition,
        "error": error,
        "kept": Source.objects.filter(pk=id_).first(),
        "run": runs.first(),
        "quality": quality,
        "versions": DefinitionVersion.objects.filter(source=id_),
        "current": current_version(id_),
        "drafts": WorkshopDraft.objects.filter(source=id_),
        "text": text,
    }
    return render(request, "workshop/source.html", context)


@operators_only
@require_POST
def edit(request: HttpRequest, id_: str) -> HttpResponse:
    """Begin a draft that changes the source."""
    current = current_version(id_)
    draft = WorkshopDraft.objects.create(
        text=text_of(id_),
        source=id_,
        based_on=current.number if current else 0,
        author=author_of(request),
    )
    note_draft(request, BEGUN, draft)
    try:
        parse(draft.text)
        if sample_of(draft) is None:
            take(draft)
    except DefinitionError:
        return redirect("workshop:yaml", draft.pk)
    return redirect("workshop:fields", draft.pk)


@operators_only
@require_GET
def version(request: HttpRequest, id_: str, number: int) -> HttpResponse:
    """One version, and in what it differs from the one before it and from the one that leads."""
    this = get_object_or_404(DefinitionVersion, source=id_, number=number)
    before = DefinitionVersion.objects.filter(source=id_, number__lt=number).first()
    current = current_version(id_)
    since = difference(this.text, current.text) if current and current != this else []
    context = {
        "id": id_,
        "version": this,
        "before": before,
        "current": current,
        "changes": difference(before.text if before else "", this.text),
        "since": since,
    }
    return render(request, "workshop/version.html", context)


@operators_only
@require_POST
def back(request: HttpRequest, id_: str, number: int) -> HttpResponse:
    """Have an earlier version lead again."""
    version, before = (
        get_object_or_404(DefinitionVersion, source=id_, number=number),
        current_version(id_),
    )
    with transaction.atomic():
        go_back(version)
        left = before.number if before else None
        note(person(request), WENT_BACK, f"source:{id_}", id_, version=number, replaces=left)
    told = gettext("La version %(number)s sert de nouveau. Rien n’est perdu des autres.")
    messages.success(request, told % {"number": number})
    return redirect("workshop:source", id_)


@operators_only
@require_GET
def download(request: HttpRequest, id_: str) -> HttpResponse:
    """The definition that leads, as a file."""
    return as_file(text_of(id_), id_)


@operators_only
@require_POST
def harvest(request: HttpRequest, id_: str) -> HttpResponse:
    """Put a harvest of the source in the queue."""
    try:
        one = register(find_definition(id_))
        with transaction.atomic():
            run = ask(one, Run.Asked.PERSON, by=author_of(request))
            note(person(request), HARVEST, f"source:{id_}", one.title, run=run.pk)
    except UnknownSource as error:
        raise Http404 from error
    except DefinitionError as error:
        messages.error(request, remark(str(error)))
    else:
        messages.success(request, gettext("La moisson est demandée : elle attend son tour."))
    return redirect("workshop:source", id_)


def text_of(id_: str) -> str:
    """The text of the definition that leads. Raises ``Http404``."""
    if id_ not in known_sources():
        raise Http404
    current = current_version(id_)
    return current.text if current else definition_file(id_).read_text("utf-8-sig")


def difference(old: str, new: str) -> list[Line]:
    """In what ``new`` differs from ``old``, with a few lines around each change."""
    kinds = {"+": "new", "-": "gone", " ": "same", "@": "skip"}
    told = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=3)
    return [Line(kinds[line[0]], line[1:] if line[0] != "@" else "…") for line in list(told)[2:]]
