"""Proving again who one is, before what a thief of a session would do first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters

from carrefour.community.access import person, signed_in
from carrefour.community.account.entering import is_proved, prove, target_of
from carrefour.community.account.way_in import Wish, send
from carrefour.community.attempts import Attempt

P = ParamSpec("P")


def ask_to_prove(request: HttpRequest) -> HttpResponse:
    """Lead to where one proves who one is, and from there back to the page that was asked for."""
    told = urlencode({"next": request.get_full_path() if request.method == "GET" else ""})
    return redirect(f"{reverse('community:prove')}?{told}")


def proved_lately(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """``view`` for those who proved who they are a short while ago; others do it first."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not is_proved(request):
            return ask_to_prove(request)
        return view(request, *args, **kwargs)

    return signed_in(guarded)


@sensitive_post_parameters("password")
@signed_in
def proving(request: HttpRequest) -> HttpResponseBase:
    """Ask for the password, or write a link to the address of the account."""
    user, target, wait = person(request), target_of(request), 0
    sent, failed = False, False
    if request.method == "POST" and "link" in request.POST:
        send(user.email, Wish.SIGN_IN, target)
        sent = True
    elif request.method == "POST":
        attempt = Attempt(request, user.email)
        wait = attempt.begin()
        failed = not wait
        if not wait and user.check_password(request.POST.get("password", "")):
            attempt.succeed()
            prove(request)
            return redirect(target)
    context = {
        "next": target,
        "sent": sent,
        "failed": failed,
        "minutes": -(-wait // 60),
        "has_password": user.has_usable_password(),
    }
    return render(request, "community/prove.html", context, status=429 if wait else 200)
