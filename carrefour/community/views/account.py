"""The first page of an account, and declining a kind of letters from a mail."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from carrefour.community.access import signed_in
from carrefour.community.letters import declined_by


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Who one is here, and the way to everything that is one's own."""
    return render(request, "community/account_home.html")


@csrf_exempt  # mail programs post here with one click, without any cookie (RFC 8058)
@never_cache
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Have no more letters of a kind; asks first, since programs open links of mails."""
    found = declined_by(token)
    if found and request.method == "POST":
        user, kind = found
        if kind.name not in user.declined:
            user.declined = [*user.declined, kind.name]
            user.save(update_fields=["declined"])
    context = {"kind": found[1] if found else None, "done": request.method == "POST"}
    return render(request, "community/decline.html", context)
