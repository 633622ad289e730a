"""People and their roles: found by name or address, never listed whole."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community import mandates
from carrefour.community.access import insist, operators_only
from carrefour.community.access import person as whoever_asks
from carrefour.community.models import User
from carrefour.community.organisation_form import place_typed
from carrefour.community.rights import Right, standing_of

FEWEST = 3  # characters of a search: one letter would list everybody
MOST = 20  # people that a search shows


@operators_only
def people(request: HttpRequest) -> HttpResponse:
    """Those whose name or address holds ``q``; without it, operators and moderators."""
    wanted = " ".join(request.GET.get("q", "").split())[:100]
    found = _with_roles(_found(wanted)) if len(wanted) >= FEWEST else []
    roles = User.objects.filter(Q(is_operator=True) | Q(mandates__isnull=False)).distinct()
    context = {
        "q": wanted,
        "short": bool(wanted) and len(wanted) < FEWEST,
        "fewest": FEWEST,
        "found": found[:MOST],
        "more": len(found) > MOST,
        "most": MOST,
        "in_charge": [] if wanted else _with_roles(roles.order_by("name", "pk")),
    }
    return render(request, "desk/people.html", context)


@operators_only
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: their organisations, and the mandates that an operator gives and takes."""
    user = get_object_or_404(User, pk=pk)
    facets = taxonomy().facets["domains"]
    context = {
        "user": user,
        "roles": standing_of(user).roles,
        "memberships": user.memberships.select_related("organisation"),
        "mandates": [(one, mandates.told_of(one)) for one in user.mandates.all()],
        "themes": [(one.id, one.codes) for one in facets.categories],
    }
    return render(request, "desk/person.html", context)


@operators_only
@require_POST
def give_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """Have someone look after a theme, a territory, both, or all when that is said."""
    insist(request, Right.OPERATE)
    user = get_object_or_404(User, pk=pk, is_active=True)
    theme = request.POST.get("theme", "")[:40]
    territory, understood = place_typed(request)
    if not understood:
        messages.error(request, _("Aucun lieu de ce nom."))
    elif not theme and territory is None and "everything" not in request.POST:
        messages.error(request, _("Choisissez un thème, un territoire, ou les deux."))
    else:
        try:
            ref = territory.ref if territory else ""
            mandates.give(whoever_asks(request), user, theme, ref)
            messages.success(request, _("Le mandat est confié, et la personne prévenue."))
        except mandates.NoSuchField:
            messages.error(request, _("Ce thème ou ce territoire n’existe pas."))
    return redirect("desk:person", pk)


@operators_only
@require_POST
def take_mandate(request: HttpRequest, pk: int, mandate: int) -> HttpResponse:
    """Have someone look after a field no more."""
    insist(request, Right.OPERATE)
    user = get_object_or_404(User, pk=pk)
    mandates.take(whoever_asks(request), get_object_or_404(user.mandates, pk=mandate))
    messages.success(request, _("Le mandat est retiré."))
    return redirect("desk:person", pk)


def _found(wanted: str) -> QuerySet[User]:
    named = Q(name__icontains=wanted) | Q(email__icontains=wanted)
    return User.objects.filter(named).order_by("name", "pk")[: MOST + 1]


def _with_roles(users: QuerySet[User]) -> list[tuple[User, list[str]]]:
    """Each with the fields they look after and the organisations that they are of, in words."""
    told = users.prefetch_related("mandates", "memberships__organisation")
    return [
        (
            user,
            [mandates.told_of(one) for one in user.mandates.all()]
            + [one.organisation.name for one in user.memberships.all() if one.approved_at],
        )
        for user in told
    ]
