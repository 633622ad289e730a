"""Step 1: from an address, a file or a definition to a draft."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from carrefour.catalogue.definition_file import DefinitionError
from carrefour.catalogue.fetching import Fetch
from carrefour.community.access import operators_only, user_of
from carrefour.desk.remarks import remark
from carrefour.harvest.connectors.origin import visiting
from carrefour.harvest.fetch import FetchError
from carrefour.harvest.recognition import (
    About,
    Proposal,
    Reason,
    propose_mapping,
    recognise,
    recognise_file,
)
from carrefour.harvest.recognition.recognising import with_scheme
from carrefour.harvest.recognition.skeleton import skeleton
from carrefour.pipeline.origins import remote_for_trial
from carrefour.workshop.drafting import (
    LIMITS,
    MOST_TEXT,
    MOST_UPLOADED,
    PACE,
    data_of,
    discard,
    forget_old,
    keep,
    keep_file,
    records_in,
    take,
)
from carrefour.workshop.models import WorkshopDraft
from carrefour.workshop.noting import BEGUN, note_draft, notes_work
from carrefour.workshop.steps import reads_pages, steps
from carrefour.workshop.suggesting import suggested_table
from carrefour.workshop.words import kind, why


@operators_only
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask where the source is; of an address, find out what is there."""
    address = request.POST.get("address", "").strip()[:2000]
    if not address:
        # Whoever accepts a source that was proposed comes with its address.
        return _ask(request, status=200, address=request.GET.get("address", "").strip()[:2000])
    forget_old()
    url = with_scheme(address)
    try:
        with visiting(remote_for_trial(), Fetch(url=url, pace=PACE, limits=LIMITS)) as web:
            found = recognise(address, web)
    except FetchError as error:
        return _ask(request, address=address, error=f"{error.url} : {error.reason}. {error.cure}")
    except ValueError:
        return _ask(request, address=address, error=gettext("Ce n’est pas une adresse web."))
    if not found.proposals:
        told = gettext("Carrefour n’a rien reconnu à cette adresse. Donnez celle de la liste.")
        return _ask(request, address=address, error=told)
    draft = WorkshopDraft.objects.create(
        address=found.url[:2000],
        proposals=[asdict(proposal) for proposal in found.proposals],
        author=author_of(request),
    )
    note_draft(request, BEGUN, draft)
    return redirect("workshop:proposals", draft.pk)


@operators_only
@require_POST
def new_file(request: HttpRequest) -> HttpResponse:
    """Begin from a file of data that was given."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        return _ask(request, file_error=gettext("Choisissez un fichier."))
    if file.size > MOST_UPLOADED:
        return _ask(request, file_error=gettext("Ce fichier dépasse 20 Mo."))
    draft = WorkshopDraft.objects.create(
        file=str(file.name or "")[-200:], author=author_of(request)
    )
    found = recognise_file(keep_file(draft, file), draft.file)
    if not found:
        discard(draft)
        told = gettext("Carrefour ne lit pas ce fichier. Donnez un CSV, un Excel ou du JSON.")
        return _ask(request, file_error=told)
    draft.proposals = [asdict(proposal) for proposal in found]
    draft.save()
    note_draft(request, BEGUN, draft)
    return redirect("workshop:proposals", draft.pk)


@operators_only
@require_POST
def new_yaml(request: HttpRequest) -> HttpResponse:
    """Begin from a definition that was given."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        return _ask(request, yaml_error=gettext("Choisissez un fichier."))
    if file.size > MOST_TEXT:
        return _ask(request, yaml_error=gettext("Ce fichier est trop long pour une définition."))
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return _ask(request, yaml_error=gettext("Enregistrez ce fichier en UTF-8."))
    draft = WorkshopDraft.objects.create(
        text=text.replace("\0", ""), file="", author=author_of(request)
    )
    note_draft(request, BEGUN, draft)
    return redirect("workshop:yaml", draft.pk)


@operators_only
@notes_work
@require_http_methods(["GET", "POST"])
def proposals(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was found, and begin the definition by what is chosen."""
    draft = get_object_or_404(WorkshopDraft, pk=pk)
    told = [proposal_of(kept) for kept in draft.proposals]
    if request.method == "POST":
        number = request.POST.get("number", "")
        if number.isdecimal() and int(number) < len(told):
            return _choose(request, draft, told[int(number)])
    shown = [
        {
            "kind": kind(one.kind),
            "title": one.title,
            "url": one.url,
            "why": why(one.reason, one.facts),
        }
        for one in told
    ]
    context = {"draft": draft, "steps": steps(draft, "proposals"), "proposals": shown}
    return render(request, "workshop/proposals.html", context)


def _choose(request: HttpRequest, draft: WorkshopDraft, proposal: Proposal) -> HttpResponse:
    """Begin the definition by ``proposal``: what kind it is, and how its keys become ours."""
    try:
        looked_at = proposal if proposal.certain else _looked_at(proposal)
    except FetchError as error:
        messages.error(request, remark(f"{error.url} : {error.reason}. {error.cure}"))
        return redirect("workshop:proposals", draft.pk)
    begin(draft, skeleton(looked_at))
    return redirect("workshop:page" if reads_pages(data_of(draft)) else "workshop:fields", draft.pk)


def begin(draft: WorkshopDraft, data: dict[str, Any]) -> None:
    """Write ``data`` as the draft's definition, with a mapping when a sample can be had."""
    keep(draft, data)
    if not reads_pages(data):
        propose(draft)


def propose(draft: WorkshopDraft) -> None:
    """Take a sample, and fill in the mapping that it speaks for.

    What the definition says already stays. Nothing happens when the source can not be read: the
    next page tells why.
    """
    try:
        records = records_in(take(draft))
    except DefinitionError:
        return
    data = data_of(draft)
    found = propose_mapping(records, str(data.get("homepage") or data["fetch"].get("url") or ""))
    fetch = {**data["fetch"], **({"gather": True} if found.gather else {})}
    proposed: dict[str, Any] = {
        "record_id": found.record_id,
        "fields": found.fields,
        "places": found.places,
        "drop": found.drop,
    }
    proposed = {key: value for key, value in proposed.items() if value and not data.get(key)}
    data |= {**proposed, "fetch": fetch}
    if not data.get("tags") and (table := suggested_table(data, records)):
        data["tags"] = table
    keep(draft, data)


def _looked_at(proposal: Proposal) -> Proposal:
    """``proposal`` with what its address truly gives; itself when that tells no more."""
    with visiting(remote_for_trial(), Fetch(url=proposal.url, pace=PACE, limits=LIMITS)) as web:
        found = recognise(proposal.url, web).proposals
    certain = [one for one in found if one.certain and one.kind != "html"]
    if not certain:
        return proposal
    return replace(certain[0], title=proposal.title, about=proposal.about)


def proposal_of(kept: dict[str, Any]) -> Proposal:
    """The proposal that was kept as plain data."""
    return Proposal(**{**kept, "about": About(**kept["about"]), "reason": Reason(kept["reason"])})


def author_of(request: HttpRequest) -> str:
    """Who is at work, as versions name their author."""
    return str(user_of(request) or "")[:150]


def _ask(request: HttpRequest, status: int = 422, **context: str) -> HttpResponse:
    return render(request, "workshop/new.html", context, status=status)
