"""Signing in by an OpenID Connect provider."""

from __future__ import annotations

import logging

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from carrefour.community.access import person, user_of
from carrefour.community.account import identities
from carrefour.community.account.entering import enter, is_proved, ours, target_of
from carrefour.community.account.identities import Vouched
from carrefour.community.account.provider import ProviderFailed, provider
from carrefour.community.account.way_in import (
    OF_AN_ADDRESS,
    Newcomer,
    Wish,
    make_account,
    send,
)
from carrefour.community.limits import count, network_address
from carrefour.community.models import User
from carrefour.community.views.proving import ask_to_prove, proved_lately

log = logging.getLogger(__name__)


@require_GET
@never_cache
def provider_begin(request: HttpRequest) -> HttpResponseBase:
    """Go to the provider; one who is signed in has their account joined to what it vouches for."""
    vouches = provider()
    if vouches is None:
        raise Http404
    if user_of(request) and not is_proved(request):
        return ask_to_prove(request)
    try:
        return redirect(vouches.begin(request, target_of(request)))
    except ProviderFailed as error:
        return _failed(request, error)


@require_GET
@never_cache
def provider_return(request: HttpRequest) -> HttpResponseBase:
    """Come back from the provider: sign in, or join an account, or prove an address by mail."""
    vouches = provider()
    if vouches is None:
        raise Http404
    try:
        came = vouches.finish(request)
    except ProviderFailed as error:
        return _failed(request, error, status=400)  # with 5xx the session would not be saved
    vouched, target = came.vouched, ours(request, came.target)
    here = user_of(request)
    if here:
        return _join(request, here, vouched)
    user = identities.known_as(vouched)
    if user and not user.is_active:
        return _say(request, "closed")
    if user is None and vouched.verified and vouched.email and settings.SIGN_UP_OPEN:
        name = vouched.name or vouched.email.partition("@")[0]
        user = make_account(Newcomer(vouched.email, target), name, None)
    if user:
        identities.join(user, vouched.issuer, vouched.subject)
        return enter(request, user, target, came.id_token)
    if not vouched.email:
        return _say(request, "no-email")
    # The same whether that address has an account or not.
    if not count([OF_AN_ADDRESS.of(network_address(request))]):
        identities.let_wait(request, vouched)
        send(vouched.email, Wish.SIGN_UP, target)
    return _say(request, "by-mail", email=vouched.email)


@require_POST
@proved_lately
def provider_part(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sign in by that identity no more."""
    if not identities.part(person(request), pk):
        raise Http404
    messages.success(request, _("Votre compte n’est plus relié."))
    return redirect("community:security")


def _join(request: HttpRequest, user: User, vouched: Vouched) -> HttpResponseBase:
    if identities.join(user, vouched.issuer, vouched.subject):
        messages.success(request, _("Votre compte est relié."))
    else:
        messages.error(request, _("Cette identité est déjà celle d’un autre compte."))
    return redirect(reverse("community:security"))


def _failed(request: HttpRequest, error: ProviderFailed, *, status: int = 502) -> HttpResponseBase:
    log.warning("signing in by the provider fails: %s", error)
    return _say(request, "failed", status=status)


def _say(request: HttpRequest, what: str, *, status: int = 200, **more: object) -> HttpResponseBase:
    context = {"what": what, "provider": settings.OIDC_LABEL, **more}
    return render(request, "community/provider.html", context, status=status)
