"""What a person brought in, and what became of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from carrefour.catalogue.models import Sheet
from carrefour.community.access import person, signed_in
from carrefour.community.audit import Verb, note
from carrefour.community.models import Holding
from carrefour.contribution.deciding import resume
from carrefour.contribution.models import Proposal
from carrefour.contribution.sending import MOST_DRAFTS, withdraw

PER_PAGE = 30
RELEASED = Verb("holding.released", gettext_lazy("ne tient plus une fiche"))
Kind, State = Proposal.Kind, Proposal.State
# A claim whose mail was not answered yet is nothing that one could go on with.
_UNPROVEN = Q(kind=Kind.CLAIM, state=State.DRAFT)


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Drafts to go on with, the sheets that one holds, and what was sent, the newest first."""
    user = person(request)
    own = Proposal.objects.filter(by=user).exclude(_UNPROVEN)
    sent = own.exclude(state=State.DRAFT).order_by("-sent_at", "-made_at")
    page = Paginator(sent, PER_PAGE).get_page(request.GET.get("page"))
    held = Holding.objects.filter(user=user).values("sheet")
    context = {
        "page": page,
        "drafts": own.filter(state=State.DRAFT).order_by("-saved_at"),
        "sheets": Sheet.objects.filter(withdrawn_at=None).in_bulk([one.sheet for one in page]),
        "held": Sheet.objects.filter(pk__in=held, withdrawn_at=None).order_by("title"),
    }
    return render(request, "contribution/mine.html", context)


@signed_in
@require_POST
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a draft, or take back what nobody decided on yet."""
    proposal = get_object_or_404(Proposal, pk=pk, by=person(request))
    if proposal.state == State.DRAFT:
        proposal.delete()
        messages.success(request, _("Le brouillon est effacé."))
    elif withdraw(proposal, person(request)):
        if proposal.kind == Kind.PROJECT:
            messages.success(request, _("Votre projet est retiré : c’est de nouveau un brouillon."))
        else:
            messages.success(request, _("Votre proposition est retirée."))
    else:
        messages.info(request, _("Quelqu’un a déjà décidé de cette proposition."))
    return redirect("contribution:mine")


@signed_in
@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a draft from a project that was not taken."""
    refused = Proposal.objects.filter(kind=Kind.PROJECT, state=State.REFUSED)
    proposal = get_object_or_404(refused, pk=pk, by=person(request))
    drafts = Proposal.objects.filter(by=person(request), state=State.DRAFT)
    if drafts.count() >= MOST_DRAFTS:
        messages.error(request, _("Vous avez déjà beaucoup de brouillons : terminez-en un."))
        return redirect("contribution:mine")
    return redirect("contribution:step", resume(proposal).pk, "projet")


@signed_in
@require_POST
def release(request: HttpRequest, id_: str) -> HttpResponse:
    """No longer be the holder of a sheet."""
    user = person(request)
    with transaction.atomic():
        if Holding.objects.filter(user=user, sheet=id_).delete()[0]:
            note(user, RELEASED, f"sheet:{id_}")
            messages.success(request, _("Vous ne tenez plus cette fiche."))
    return redirect("contribution:mine")
