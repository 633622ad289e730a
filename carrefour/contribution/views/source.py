"""Proposing a source: where a partner tells its projects."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from carrefour.community.access import person, signed_in
from carrefour.community.rights import Stake
from carrefour.community.visiting import TRAP, email_of, is_machine, typed
from carrefour.contribution.models import Proposal
from carrefour.contribution.sending import send
from carrefour.structure.links import web_address

LONGEST = {"address": 1000, "organisation": 200, "licence": 200, "email": 254, "about": 3000}
LABELS = {
    "address": _("Adresse de la source"),
    "organisation": _("Organisation qui la publie"),
    "licence": _("Licence, si vous la connaissez"),
    "email": _("Courriel d’une personne à joindre là-bas"),
    "about": _("Ce que l’on y trouve"),
}


@signed_in
def propose(request: HttpRequest) -> HttpResponse:
    """Ask where the projects are; operators decide whether and how they are harvested."""
    told = {name: typed(request, name, longest) for name, longest in LONGEST.items()}
    if request.method != "POST":
        return _page(request, told)
    told["address"] = web_address(told["address"]) or told["address"]
    wrong = ""
    if not web_address(told["address"]):
        wrong = "address"
    elif not told["organisation"]:
        wrong = "organisation"
    elif told["email"] and not email_of(request):
        wrong = "email"
    elif not told["about"]:
        wrong = "about"
    if wrong:
        return _page(request, told, wrong=wrong)
    proposal = Proposal(
        kind=Proposal.Kind.SOURCE,
        by=person(request),
        title=told["organisation"],
        content=told,
    )
    if not is_machine(request) and send(request, proposal, Stake()):
        return _page(request, told, busy=True)
    return render(request, "contribution/sent.html", {"proposal": proposal})


def _page(
    request: HttpRequest, told: dict[str, str], *, wrong: str = "", busy: bool = False
) -> HttpResponse:
    context = {"told": told, "wrong": wrong, "busy": busy, "longest": LONGEST, "trap": TRAP}
    status = 429 if busy else 422 if wrong else 200
    return render(request, "contribution/source.html", context, status=status)
