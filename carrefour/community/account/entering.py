"""From a proof of who someone is to their session, through the second step where they have one."""

from __future__ import annotations

import time
from datetime import timedelta

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from carrefour.community.account import identities, sessions
from carrefour.community.account.second_step import has_second_step, is_asked_to_add, note_sign_in
from carrefour.community.models import User

HALFWAY = timedelta(minutes=10)  # for which the first step holds
FRESH = timedelta(minutes=15)  # for which one need not prove oneself again
_HALF, _PROVED, _PROVIDER = "half", "proved", "provider"


def enter(request: HttpRequest, user: User, target: str, id_token: str = "") -> HttpResponse:
    """Sign in ``user``, who gave one proof, and go on to ``target``, a page of ours.

    One who has a second step is asked for it first. ``id_token`` is what a provider vouched with.
    """
    if has_second_step(user):
        request.session.cycle_key()
        request.session[_HALF] = {
            "user": user.pk,
            "target": target,
            "at": time.time(),
            "seal": user.get_session_auth_hash(),
            "id_token": id_token,
        }
        return redirect("community:second-step")
    return _finish(request, user, target, id_token)


def halfway(request: HttpRequest) -> User | None:
    """Who gave the first proof a moment ago and has not changed their password since."""
    half = request.session.get(_HALF)
    if not half or time.time() - half["at"] > HALFWAY.total_seconds():
        return None
    user = User.objects.filter(pk=half["user"], is_active=True).first()
    return user if user and user.get_session_auth_hash() == half["seal"] else None


def finish(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in ``user``, who is `halfway` and gave the second proof."""
    half = request.session.pop(_HALF)
    return _finish(request, user, half["target"], half["id_token"])


def is_proved(request: HttpRequest) -> bool:
    """Whether the person proved who they are a short while ago."""
    return time.time() - float(request.session.get(_PROVED, 0)) <= FRESH.total_seconds()


def prove(request: HttpRequest) -> None:
    """Note that the person who is signed in just proved it again."""
    request.session[_PROVED] = time.time()


def id_token_of(request: HttpRequest) -> str:
    """What a provider vouched with for this session; empty when none did."""
    return str(request.session.get(_PROVIDER, ""))


def target_of(request: HttpRequest) -> str:
    """Where to go on to: what ``next`` asks if that is a page of ours, else the account."""
    return ours(request, request.POST.get("next", request.GET.get("next", "")))


def ours(request: HttpRequest, wanted: str) -> str:
    """``wanted`` if it is a page of this site, else the first page of the account."""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # What does not begin as a path would be taken for the name of a view.
    return wanted if safe and wanted.startswith("/") else resolve_url("community:home")


def _finish(request: HttpRequest, user: User, target: str, id_token: str) -> HttpResponse:
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    sessions.begin(request)
    identities.join_what_waits(request, user)
    sessions.touch(request, user)
    prove(request)
    if id_token:
        request.session[_PROVIDER] = id_token
    note_sign_in(user)
    if is_asked_to_add(user):
        return redirect(f"{reverse('community:second-step-add')}?{urlencode({'next': target})}")
    return redirect(target)
