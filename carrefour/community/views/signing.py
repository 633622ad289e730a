"""Signing in, signing out, and changing one's password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from carrefour.community.access import user_of
from carrefour.community.attempts import Attempt


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for e-mail address and password, then go on to ``next`` if that is a page of ours."""
    target = _next(request)
    if user_of(request):
        return redirect(target)
    form = AuthenticationForm(request, data=request.POST or None)
    wait = 0
    if request.method == "POST":
        attempt = Attempt(request, request.POST.get("username", ""))
        wait = attempt.begin()
        if not wait and form.is_valid():
            attempt.succeed()
            login(request, form.get_user())
            return redirect(target)
    context = {
        "form": form,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "failed": request.method == "POST" and not wait,
        "minutes": -(-wait // 60),
    }
    response = render(request, "community/sign_in.html", context, status=429 if wait else 200)
    if wait:
        response["Retry-After"] = str(wait)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("web:home")


@sensitive_post_parameters()
@never_cache
def password(request: HttpRequest) -> HttpResponseBase:
    """Change one's password; other sessions of the account end."""
    user = user_of(request)
    if user is None:
        return redirect_to_login(request.get_full_path(), resolve_url("community:sign-in"))
    form = PasswordChangeForm(user, data=request.POST or None)
    wait = 0
    if request.method == "POST":
        attempt = Attempt(request, user.email)
        wait = attempt.begin()
        if not wait and form.is_valid():
            attempt.succeed()
            update_session_auth_hash(request, form.save())
            messages.success(request, _("Votre mot de passe est changé."))
            return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "minutes": -(-wait // 60)}
    return render(request, "community/password.html", context, status=429 if wait else 200)


def _next(request: HttpRequest) -> str:
    """Where to go once signed in: never to another site."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL)
