"""Following a search by e-mail: asking, confirming, managing, leaving; without an account."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from carrefour.community.access import user_of
from carrefour.community.following import (
    FORGOTTEN,
    MANAGED,
    OF_AN_ADDRESS,
    ask_to_follow,
    change,
    confirm,
    exported,
    follow_of,
    follow_to_confirm,
    follower_of,
    leave,
    manage_token,
    send_manage_link,
)
from carrefour.community.limits import count, network_address
from carrefour.community.models import Follow, Follower
from carrefour.community.visiting import TRAP, email_of, is_machine, visitors_form
from carrefour.pipeline.gazetteer import centre
from carrefour.pipeline.naming import search_name
from carrefour.search.params import encode, parse, to_pairs
from carrefour.search.query import Query, Sort

LONGEST_SEARCH = 2000  # characters of an address


@visitors_form
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for an address and how often; the search is that of the parameters."""
    posted = request.method == "POST"
    query = _query(QueryDict(request.POST.get("search", "")[:20_000]) if posted else request.GET)
    params = encode(to_pairs(query))
    email, frequency = email_of(request), request.POST.get("frequency", Follow.Frequency.WEEKLY)
    context = {
        "name": search_name(query),
        "params": params,
        "too_long": len(params) > LONGEST_SEARCH,
        "frequencies": Follow.Frequency.choices,
        "frequency": frequency,
        "email": request.POST.get("email", ""),
        "trap": TRAP,
        "days": FORGOTTEN.days,
    }
    page = "community/follow.html"
    if not posted or context["too_long"] or not settings.EMAIL_HOST:
        return render(request, page, context)
    if not email or frequency not in Follow.Frequency.values:
        return render(request, page, {**context, "wrong": True}, status=422)
    if wait := _wait(request):
        return _later(render(request, page, {**context, "busy": True}), wait)
    if not is_machine(request):
        ask_to_follow(email, params, Follow.Frequency(frequency))
    return render(request, "community/follow_asked.html", {**context, "email": email})


@visitors_form
def confirmed(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more by a button, since mail programs open links by themselves; then begin."""
    asked = follow_to_confirm(token)
    done = asked is not None and request.method == "POST"
    context: dict[str, object] = {"follow": asked, "done": done}
    if asked:
        context |= {"name": search_name(asked.query), "days": FORGOTTEN.days}
    if asked and done:
        confirm(asked)
        context["manage"] = reverse("follow:manage", args=[manage_token(asked.follower)])
    return render(request, "community/follow_confirm.html", context, status=200 if asked else 404)


@visitors_form
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and write to it the link to what it follows."""
    email = email_of(request)
    context = {"email": request.POST.get("email", ""), "trap": TRAP, "days": MANAGED.days}
    if request.method != "POST":
        return render(request, "community/follow_link.html", context)
    if not email:
        return render(request, "community/follow_link.html", {**context, "wrong": True}, status=422)
    if wait := _wait(request):
        return _later(
            render(request, "community/follow_link.html", {**context, "busy": True}), wait
        )
    if not is_machine(request):
        send_manage_link(email)
    return render(request, "community/follow_link.html", {**context, "sent": True})


@visitors_form
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """What an address follows: change how often, leave, take it all away, or forget it all."""
    follower = follower_of(token)
    if follower is None:
        return render(request, "community/follow_manage.html", {"follower": None}, status=404)
    if request.method == "POST" and "forget" in request.POST:
        follower.delete()
        return render(request, "community/follow_manage.html", {"forgotten": True})
    if request.method == "POST":
        _change_one(request, follower)
        return redirect("follow:manage", token)
    kept = follower.follows.exclude(confirmed_at=None)
    context = {
        "follower": follower,
        "follows": [(one, search_name(one.query)) for one in kept],
        "frequencies": Follow.Frequency.choices,
        "token": token,
    }
    return render(request, "community/follow_manage.html", context)


@never_cache
def mine(request: HttpRequest) -> HttpResponseBase:
    """What someone who is signed in follows by the address of their account."""
    user = user_of(request)
    if user is None:
        return redirect_to_login(request.get_full_path(), resolve_url("community:sign-in"))
    follower = Follower.objects.filter(email=user.email).first()
    if follower is None:
        return redirect("follow:link")
    return redirect("follow:manage", manage_token(follower))


@never_cache
def export(request: HttpRequest, token: str) -> HttpResponse:
    """Everything that is kept of an address, as JSON."""
    follower = follower_of(token)
    if follower is None:
        return render(request, "community/follow_manage.html", {"follower": None}, status=404)
    response = JsonResponse(exported(follower), json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Disposition"] = 'attachment; filename="carrefour.json"'
    return response


@csrf_exempt  # the token proves who asks, and mail programs ask without a cookie
@never_cache
def leaving(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, since mail programs open links by themselves; leave when that is confirmed."""
    followed = follow_of(token)
    done = followed is not None and request.method == "POST"
    context = {
        "follow": followed,
        "done": done,
        "name": search_name(followed.query) if followed else "",
        "params": followed.params if followed else "",
    }
    if followed and done:
        leave(followed)
    status = 200 if followed else 404
    return render(request, "community/follow_leave.html", context, status=status)


def _query(params: QueryDict) -> Query:
    """The search of ``params``, whatever its order."""
    return replace(parse(params, centre=centre)[0], sort=Sort.RELEVANCE)


def _wait(request: HttpRequest) -> int:
    return count([OF_AN_ADDRESS.of(network_address(request))])


def _later(response: HttpResponse, wait: int) -> HttpResponse:
    response.status_code = 429
    response.headers["Retry-After"] = str(wait)
    return response


def _change_one(request: HttpRequest, follower: Follower) -> None:
    pk, frequency = request.POST.get("follow", ""), request.POST.get("frequency", "")
    one = get_object_or_404(follower.follows, pk=pk if pk.isdigit() and len(pk) < 18 else 0)
    if "leave" in request.POST:
        leave(one)
    elif frequency in Follow.Frequency.values:
        change(one, Follow.Frequency(frequency))
