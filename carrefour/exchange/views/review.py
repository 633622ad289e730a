"""What waits for moderators and operators: read, let go, or refused."""

from __future__ import annotations

from typing import TypeVar

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.community.access import insist, person, signed_in
from carrefour.community.rights import Right
from carrefour.exchange.complaining import decide
from carrefour.exchange.moderating import drop_letter, let_go
from carrefour.exchange.reviewing import waiting

M = TypeVar("M", bound=Model)


@signed_in
def review(request: HttpRequest) -> HttpResponse:
    """Everything that waits for whoever asks."""
    insist(request, Right.MODERATE)
    return render(request, "exchange/review.html", {"waiting": waiting(person(request))})


@require_POST
@signed_in
def decide_complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether a complaint holds."""
    me = person(request)
    complaint = _of(waiting(me).complaints, pk)
    decide(complaint, me, upheld="uphold" in request.POST)
    messages.success(request, _("C’est noté."))
    return redirect("exchange:review")


@require_POST
@signed_in
def decide_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a letter go that was held, or delete it."""
    me = person(request)
    letter = _of(waiting(me).letters, pk)
    if "go" in request.POST:
        let_go(letter, me)
        messages.success(request, _("Le message est parti."))
    else:
        drop_letter(letter, me)
        messages.success(request, _("Le message est effacé."))
    return redirect("exchange:review")


def _of(those: list[M], pk: int) -> M:
    """The one of that number among those that someone may decide on."""
    for one in those:
        if one.pk == pk:
            return one
    raise Http404
