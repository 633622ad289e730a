"""Claiming a sheet as its holder."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from carrefour.catalogue.models import Organisation, Sheet
from carrefour.community.access import person, signed_in
from carrefour.community.limits import count
from carrefour.community.models import Holding, Membership, User
from carrefour.community.rights import stake_of
from carrefour.community.visiting import TRAP, is_machine, typed
from carrefour.contribution.claiming import (
    OF_A_PERSON,
    OF_A_SHEET,
    address_at,
    ask_for_proof,
    proven,
)
from carrefour.contribution.deciding import NotWaiting, grant
from carrefour.contribution.domains import domain_of
from carrefour.contribution.models import Proposal
from carrefour.contribution.sending import send
from carrefour.contribution.telling import tell_editors

MOST_REASON, LEAST_REASON = 1000, 10  # characters
Kind, State = Proposal.Kind, Proposal.State


@signed_in
def claim(request: HttpRequest, id_: str) -> HttpResponse:
    """Ask for the sheet: by an address at its domain, or by the word of who knows."""
    sheet = get_object_or_404(Sheet, pk=id_, withdrawn_at=None)
    user = person(request)
    if Holding.objects.filter(user=user, sheet=id_).exists():
        return redirect("contribution:edit", id_)
    waiting = Proposal.objects.filter(by=user, sheet=id_, kind=Kind.CLAIM, state=State.SENT)
    if waiting.exists():
        return _page(request, sheet, waits=True)
    if request.method != "POST":
        return _page(request, sheet)
    if "by_email" in request.POST:
        return _by_email(request, sheet, user)
    return _by_word(request, sheet, user)


@signed_in
def proof(request: HttpRequest, id_: str, token: str) -> HttpResponse:
    """A link that was mailed: asks first, since programs open links of mails."""
    sheet = get_object_or_404(Sheet, pk=id_, withdrawn_at=None)
    found = proven(token, person(request))
    valid = found is not None and found.sheet == sheet.pk
    if valid and found and request.method == "POST":
        try:
            grant(found)
        except NotWaiting:
            valid = False
        else:
            messages.success(request, _("C’est prouvé : vous tenez cette fiche, merci."))
            return redirect("contribution:edit", id_)
    context = {"sheet": sheet, "valid": valid}
    return render(request, "contribution/proof.html", context, status=200 if valid else 404)


def _by_email(request: HttpRequest, sheet: Sheet, user: User) -> HttpResponse:
    email = address_at(sheet, typed(request, "local", 320))
    if not email:
        return _page(request, sheet, wrong="email", status=422)
    if count([OF_A_PERSON.of(str(user.pk)), OF_A_SHEET.of(sheet.pk)]):
        return _page(request, sheet, busy=True, status=429)
    if not is_machine(request):
        Proposal.objects.filter(
            by=user, sheet=sheet.pk, kind=Kind.CLAIM, state=State.DRAFT
        ).delete()
        ask_for_proof(Proposal(kind=Kind.CLAIM, by=user, sheet=sheet.pk, title=sheet.title), email)
    return _page(request, sheet, mailed=email)


def _by_word(request: HttpRequest, sheet: Sheet, user: User) -> HttpResponse:
    reason = typed(request, "reason", MOST_REASON)
    if len(reason) < LEAST_REASON:
        return _page(request, sheet, wrong="reason", status=422)
    proposal = Proposal(
        kind=Kind.CLAIM,
        by=user,
        sheet=sheet.pk,
        title=sheet.title,
        content={"way": "word"},
        reason=reason,
    )
    if not is_machine(request):
        if send(request, proposal, stake_of(sheet)):
            return _page(request, sheet, busy=True, status=429)
        tell_editors(proposal)
    return render(request, "contribution/sent.html", {"proposal": proposal})


def _page(request: HttpRequest, sheet: Sheet, *, status: int = 200, **more: object) -> HttpResponse:
    editors = Membership.objects.filter(
        organisation__in=stake_of(sheet).organisations, role=Membership.Role.EDITOR
    ).exclude(approved_at=None)
    by = Organisation.objects.filter(pk__in=editors.values("organisation"))
    context = {
        "sheet": sheet,
        "domain": domain_of(sheet),
        "organisations": by,
        "reason": typed(request, "reason", MOST_REASON),
        "trap": TRAP,
        **more,
    }
    return render(request, "contribution/claim.html", context, status=status)
