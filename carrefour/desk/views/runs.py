"""One run at the desk: what it did, what it would change, and what a person decides of it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.community.access import operators_only, person
from carrefour.community.audit import note, noting
from carrefour.desk.acts import RUN_ACCEPTED, RUN_CANCELLED, RUN_REFUSED
from carrefour.desk.returning import back
from carrefour.desk.views.home import workers
from carrefour.harvest.models import Run
from carrefour.pipeline.alone import AlreadyRunning
from carrefour.pipeline.comparing import key_rates, rates, run_before
from carrefour.pipeline.difference import PER_PAGE, counts, difference
from carrefour.pipeline.harvesting import NotHeld
from carrefour.pipeline.harvesting import refuse as drop
from carrefour.pipeline.queue import NotUnderWay, ask_to_apply
from carrefour.pipeline.queue import cancel as give_up

KINDS = ("gone", "new", "changed", "rejected")


@operators_only
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one run; ``voir`` and ``page`` say which of its records are shown."""
    one = get_object_or_404(Run.objects.select_related("source"), pk=pk)
    held = one.state == Run.State.HELD
    found = counts(one) if held else {}
    found["rejected"] = one.rejections.count()
    wanted = request.GET.get("voir", "")
    kind = wanted if wanted in found else next((k for k in KINDS if found.get(k)), "rejected")
    last = max(1, -(-found[kind] // PER_PAGE))
    page = _number(request.GET.get("page", ""), last)
    start = (page - 1) * PER_PAGE
    before = run_before(one)
    context = {
        "run": one,
        "held": held and not one.decided_by,
        "under_way": one.state in (Run.State.WAITING, Run.State.RUNNING)
        or (bool(one.decided_by) and held),
        "found": [(k, found[k]) for k in KINDS if k in found],
        "kind": kind,
        "changes": [] if kind == "rejected" else difference(one, kind, page),
        "rejections": one.rejections.order_by("pk")[start : start + PER_PAGE]
        if kind == "rejected"
        else [],
        "page": page,
        "pages": last,
        "before": before,
        "rates": rates(one, before),
        "key_rates": key_rates(one, before),
        "warnings": sorted(one.warnings.items(), key=lambda item: -item[1]),
        "workers": workers(),
    }
    return render(request, "desk/run.html", context)


@operators_only
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a run that is held applied."""
    one = get_object_or_404(Run, pk=pk)
    with transaction.atomic():
        accepted = ask_to_apply(one, str(request.user))
        if accepted:
            note(person(request), RUN_ACCEPTED, f"source:{one.source_id}", one.source.title, run=pk)
    if accepted:
        messages.success(request, _("La moisson est acceptée : elle est appliquée sous peu."))
    else:
        messages.error(request, _("Cette moisson n’attend plus de décision."))
    return back(request, "desk:run", pk)


@operators_only
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop what a run that is held brought."""
    one = get_object_or_404(Run, pk=pk)
    try:
        with noting(
            person(request), RUN_REFUSED, f"source:{one.source_id}", one.source.title, run=pk
        ):
            drop(one, str(request.user))
    except NotHeld:
        messages.error(request, _("Cette moisson n’attend plus de décision."))
    except AlreadyRunning:
        messages.error(request, _("La source est en train d’être moissonnée : réessayez après."))
    else:
        messages.success(request, _("La moisson est refusée : rien n’a changé."))
    return back(request, "desk:run", pk)


@operators_only
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a run that waits or is under way."""
    one = get_object_or_404(Run, pk=pk)
    try:
        with transaction.atomic():
            state = give_up(one, str(request.user))
            note(
                person(request), RUN_CANCELLED, f"source:{one.source_id}", one.source.title, run=pk
            )
    except NotUnderWay:
        messages.error(request, _("Cette moisson est déjà finie."))
    else:
        told = {
            Run.State.CANCELLED: _("La moisson est annulée."),
            Run.State.RUNNING: _("La moisson s’arrête."),
        }
        messages.success(request, told[state])
    return back(request, "desk:run", pk)


def _number(text: str, last: int) -> int:
    return min(last, max(1, int(text))) if text.isdigit() and len(text) < 6 else 1
