"""The addresses of one's programs that are called when a search has something new."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.api.hooks import (
    LONGEST_NAME,
    LONGEST_SEARCH,
    LONGEST_URL,
    MOST_HOOKS,
    TooLong,
    TooMany,
    make,
    may_be_told,
    search_of,
    secret_of,
    take_up,
)
from carrefour.api.hooks import remove as stop
from carrefour.api.models import Hook
from carrefour.community.access import person, signed_in
from carrefour.community.views.proving import proved_lately
from carrefour.community.visiting import typed
from carrefour.pipeline.naming import search_name


@signed_in
def hooks(request: HttpRequest) -> HttpResponse:
    """One's addresses, the search of each, and how its calls go."""
    every = Hook.objects.filter(user=person(request)).select_related("call")
    told = [(one, search_name(search_of(one.params)), getattr(one, "call", None)) for one in every]
    context = {"hooks": told, "full": len(told) >= MOST_HOOKS, "most": MOST_HOOKS}
    return render(request, "api/hooks.html", context)


@proved_lately
def new(request: HttpRequest) -> HttpResponseBase:
    """Have an address called; its secret is shown in the answer."""
    wrong, name, url = "", "", ""
    search = request.POST.get("search", request.GET.urlencode())
    if request.method == "POST":
        name = typed(request, "name", LONGEST_NAME).replace("\n", " ")
        url = typed(request, "url", LONGEST_URL + 1)
        try:
            wrong = "name" if not name else "" if may_be_told(person(request), url) else "url"
            if not wrong:
                hook = make(person(request), name, url, _params(search))
                return render(request, "api/hook.html", {"hook": hook, "secret": secret_of(hook)})
        except TooMany:
            wrong = "many"
        except TooLong:
            wrong = "search"
    context = {
        "wrong": wrong,
        "name": name,
        "url": url,
        "search": search,
        "longest_name": LONGEST_NAME,
        "longest_url": LONGEST_URL,
        "longest_search": LONGEST_SEARCH,
        "most": MOST_HOOKS,
    }
    return render(request, "api/hook_new.html", context, status=422 if wrong else 200)


@proved_lately
def secret(request: HttpRequest, id_: str) -> HttpResponseBase:
    """The secret that the calls of one of one's addresses are signed by."""
    hook = get_object_or_404(Hook, user=person(request), pk=id_)
    return render(request, "api/hook.html", {"hook": hook, "secret": secret_of(hook)})


@require_POST
@signed_in
def again(request: HttpRequest, id_: str) -> HttpResponse:
    """Call again an address that was given up."""
    if not take_up(person(request), id_):
        return render(request, "404.html", status=404)
    messages.success(request, _("Nous l’appelons de nouveau."))
    return redirect("programs:hooks")


@require_POST
@signed_in
def remove(request: HttpRequest, id_: str) -> HttpResponse:
    """Call one of one's addresses no more."""
    if not stop(person(request), id_):
        return render(request, "404.html", status=404)
    messages.success(request, _("Nous ne l’appelons plus."))
    return redirect("programs:hooks")


def _params(search: str) -> str:
    """The parameters of a search given as the address of its page, or as they are."""
    try:
        query = urlsplit(search.strip()).query
    except ValueError:
        return ""
    return query or (
        search.strip() if "=" in search and "/" not in search.partition("=")[0] else ""
    )
