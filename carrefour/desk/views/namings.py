"""Names of organisations: those that may be one, and the decision on each pair."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.catalogue.models import Naming, Organisation
from carrefour.community.access import operators_only, person
from carrefour.community.audit import note
from carrefour.community.portraits import is_of_the_collective
from carrefour.desk.acts import NAMES_APART, NAMES_SAME, NAMES_UNDONE
from carrefour.desk.returning import back
from carrefour.pipeline import namings
from carrefour.pipeline.namings import APART, NoNaming, proposed
from carrefour.structure.organisations import name_key

PER_PAGE = 25
MOST_FOUND = 30


@operators_only
def organisations(request: HttpRequest) -> HttpResponse:
    """Every pair that waits for a person, the likeliest first, and those whose name has ``q``."""
    page = Paginator(proposed(), PER_PAGE).get_page(request.GET.get("page"))
    wanted = request.GET.get("q", "").strip()[:100]
    found = namings.carrying(name_key(wanted))[:MOST_FOUND] if wanted else None
    context = {
        "page": page,
        "q": wanted,
        "found": found,
    }
    return render(request, "desk/organisations.html", context)


@operators_only
def decided(request: HttpRequest) -> HttpResponse:
    """What was decided, the newest first, with who and when."""
    page = Paginator(Naming.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/decided_namings.html", {"page": page})


@operators_only
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Say that the organisations ``with`` are the one that is ``kept``, or two when it is empty."""
    kept = Organisation.objects.filter(pk=request.POST.get("kept", "")).first()
    chosen = list(Organisation.objects.filter(pk__in=request.POST.getlist("with")[:MOST_FOUND]))
    others = [one for one in chosen if one != kept]
    if kept is not None and any(is_of_the_collective(one) for one in others):
        told = _("Impossible : une organisation du collectif garde son nom.")
        messages.error(request, told)
        return back(request, "desk:organisations")
    try:
        if kept is not None and others:
            with transaction.atomic():
                for other in others:
                    namings.decide(other, kept, kept.reference, str(request.user))
                names = [one.name for one in others]
                target = f"organisation:{kept.pk}"
                note(person(request), NAMES_SAME, target, kept.name, names=names)
            told = _("C’est une même organisation : « %(name)s ».") % {"name": kept.name}
            messages.success(request, told)
        elif kept is None and len(others) == 2:
            with transaction.atomic():
                namings.decide(others[0], others[1], APART, str(request.user))
                target = f"organisation:{others[0].pk}"
                note(person(request), NAMES_APART, target, others[0].name, names=[others[1].name])
            messages.success(request, _("Ce sont deux organisations."))
        else:
            messages.error(request, _("Cochez les autres noms de cette organisation."))
    except NoNaming:
        told = _("Impossible : une organisation qui tient une source garde son nom.")
        messages.error(request, told)
    return back(request, "desk:organisations")


@operators_only
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was decided of two names."""
    one = get_object_or_404(Naming, pk=pk, current=True)
    with transaction.atomic():
        made = namings.take_back(one, str(request.user))
        note(person(request), NAMES_UNDONE, f"naming:{made.pk}", one.names[0], names=one.names)
    told = _("« %(one)s » et « %(other)s » : la décision est annulée.")
    messages.success(request, told % dict(zip(("one", "other"), one.names, strict=True)))
    return back(request, "desk:decided-namings")
