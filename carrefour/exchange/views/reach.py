"""Saying whether one may be written to, and taking back a block."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.community.access import person, signed_in
from carrefour.exchange.forms.letters import ReachForm
from carrefour.exchange.models import Block
from carrefour.exchange.people import name_of
from carrefour.exchange.reaching import reach_of, unblock


@signed_in
def reach(request: HttpRequest) -> HttpResponse:
    """Who may write to me, and whom I blocked."""
    me = person(request)
    mine = reach_of(me)
    if request.method == "POST":
        form = ReachForm(request.POST)
        if form.is_valid():
            mine.in_person = form.cleaned_data["in_person"]
            mine.for_organisations = form.cleaned_data["for_organisations"]
            mine.save(update_fields=["in_person", "for_organisations"])
            messages.success(request, _("C’est noté."))
            return redirect("exchange:reach")
    now = {"in_person": mine.in_person, "for_organisations": mine.for_organisations}
    blocks = Block.objects.filter(by=me).select_related("whom")
    context = {
        "form": ReachForm(initial=now),
        "reach": mine,
        "blocks": [(one, name_of(one.whom)) for one in blocks],
    }
    return render(request, "exchange/reach.html", context)


@require_POST
@signed_in
def unblocking(request: HttpRequest, pk: int) -> HttpResponse:
    """Let someone write again whom one blocked."""
    unblock(person(request), pk)
    messages.success(request, _("Cette personne peut de nouveau vous écrire."))
    return redirect("exchange:reach")
