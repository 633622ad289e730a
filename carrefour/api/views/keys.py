"""The keys that one's programs ask with."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.api.guarding import BY_KEY
from carrefour.api.keys import LONGEST_NAME, MOST_KEYS, READ, SCOPES, TooMany, make, revoke
from carrefour.api.models import Key
from carrefour.community.access import person, signed_in
from carrefour.community.views.proving import proved_lately
from carrefour.community.visiting import typed


@signed_in
def keys(request: HttpRequest) -> HttpResponse:
    """One's keys, and when each was last used."""
    every = [
        (key, [SCOPES[scope] for scope in key.scopes if scope in SCOPES])
        for key in Key.objects.filter(user=person(request))
    ]
    context = {
        "keys": every,
        "full": len(every) >= MOST_KEYS,
        "most": MOST_KEYS,
        "calls": settings.API_CALLS,
        "by_key": settings.API_CALLS * BY_KEY,
    }
    return render(request, "api/keys.html", context)


@proved_lately
def new(request: HttpRequest) -> HttpResponseBase:
    """Make a key; its words are shown in the answer, this once."""
    user, wrong = person(request), ""
    if request.method == "POST":
        name = typed(request, "name", LONGEST_NAME).replace("\n", " ")
        scopes = [scope for scope in request.POST.getlist("scope") if scope in SCOPES]
        wrong = "name" if not name else "scope" if not scopes else ""
        if not wrong:
            try:
                key, told = make(user, name, scopes)
            except TooMany:
                wrong = "many"
            else:
                return render(request, "api/key_made.html", {"key": key, "told": told})
    context = {
        "wrong": wrong,
        "name": request.POST.get("name", ""),
        "longest": LONGEST_NAME,
        "most": MOST_KEYS,
        "scopes": SCOPES.items(),
        "chosen": request.POST.getlist("scope") or [READ],
    }
    return render(request, "api/key_new.html", context, status=422 if wrong else 200)


@require_POST
@signed_in
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of one's keys: it works no more from the next call on."""
    if not revoke(person(request), pk):
        return render(request, "404.html", status=404)
    messages.success(request, _("La clé est révoquée."))
    return redirect("programs:keys")
