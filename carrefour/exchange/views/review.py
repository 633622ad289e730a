"""What waits for moderators and operators: read, let go, or refused."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.community.access import insist, person, signed_in
from carrefour.community.rights import Right
from carrefour.exchange.complaining import decide
from carrefour.exchange.moderating import drop_letter, let_go
from carrefour.exchange.reviewing import one_of, waiting


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
    complaint = one_of(waiting(me).complaints, pk=pk)
    if complaint is None:
        raise Http404
    decide(complaint, me, upheld="uphold" in request.POST)
    messages.success(request, _("C’est noté."))
    return redirect("exchange:review")


@require_POST
@signed_in
def decide_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a letter go that was held, or delete it."""
    me = person(request)
    letter = one_of(waiting(me).letters, pk=pk)
    if letter is None:
        raise Http404
    if "go" in request.POST:
        let_go(letter, me)
        messages.success(request, _("Le message est parti."))
    else:
        drop_letter(letter, me)
        messages.success(request, _("Le message est effacé."))
    return redirect("exchange:review")
