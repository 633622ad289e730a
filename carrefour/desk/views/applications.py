"""Organisations that ask to join: who they are, and the answer."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.catalogue.models import Organisation
from carrefour.community import joining
from carrefour.community.access import insist, operators_only, person
from carrefour.community.models import Application, Membership, Profile
from carrefour.community.portraits import is_of_the_collective
from carrefour.community.rights import Right
from carrefour.community.visiting import typed
from carrefour.desk.returning import back
from carrefour.pipeline.gazetteer import gazetteer

PER_PAGE = 25


@operators_only
def applications(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first; ``voir=decided`` shows the others."""
    decided = request.GET.get("voir") == "decided"
    every = Application.objects.select_related("user", "organisation")
    waiting = every.filter(state=Application.State.WAITING)
    shown = every.exclude(state=Application.State.WAITING).order_by("-decided_at")
    page = Paginator(shown if decided else waiting, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "applications": [(one, _around(one)) for one in page],
        "decided": decided,
        "waiting": waiting.count(),
        "longest": joining.LONGEST,
    }
    return render(request, "desk/applications.html", context)


@operators_only
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """``welcome`` the organisation, or refuse it with a reason; who asked is told by mail."""
    insist(request, Right.APPROVE_ORGANISATION)
    application = get_object_or_404(
        Application.objects.select_related("user", "organisation"), pk=pk
    )
    reason = typed(request, "reason", joining.LONGEST)
    try:
        if "welcome" in request.POST:
            joining.welcome(application, person(request))
            told = _("« %(name)s » fait maintenant partie du collectif.")
            messages.success(request, told % {"name": application.name})
        elif reason:
            joining.refuse(application, person(request), reason)
            messages.success(request, _("C’est noté, et la réponse part par courriel."))
        else:
            messages.error(
                request, _("Donnez la raison du refus : elle est envoyée à la personne.")
            )
    except joining.Decided:
        messages.info(request, _("Quelqu’un a déjà décidé de cette demande."))
    return back(request, "desk:applications")


def _around(application: Application) -> dict[str, object]:
    """What helps to decide: where it acts, what it brings, and what is known under that name."""
    known = application.organisation
    editors = Membership.objects.filter(organisation=known, role=Membership.Role.EDITOR)
    territory = gazetteer().get(application.territory) if application.territory else None
    return {
        "territory": territory.name if territory else "",
        "parts": [one.label for one in Profile.Part if one in application.parts],
        "collective": known is not None and is_of_the_collective(known),
        "edited": known is not None and editors.exclude(approved_at=None).exists(),
        "alike": [
            one for one in joining.alike(application.name, application.number) if one != known
        ],
    }


@operators_only
@require_POST
def part(request: HttpRequest, slug: str) -> HttpResponse:
    """Have an organisation that leaves be of the collective no more, once that is confirmed."""
    insist(request, Right.APPROVE_ORGANISATION)
    organisation = get_object_or_404(Organisation, pk=slug)
    if "sure" in request.POST:
        joining.part(organisation, person(request))
        messages.success(request, _("L’organisation ne fait plus partie du collectif."))
        return redirect("web:organisation", slug)
    messages.error(request, _("Cochez la case pour confirmer."))
    return redirect("community:organisation", slug)
