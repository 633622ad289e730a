"""Signing in by password and signing out, and choosing a password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from carrefour.community.access import person, signed_in, user_of
from carrefour.community.account import sessions
from carrefour.community.account.entering import enter, id_token_of, is_proved, target_of
from carrefour.community.account.provider import ProviderFailed, provider
from carrefour.community.account.way_in import tell_password_set
from carrefour.community.attempts import Attempt
from carrefour.community.audit import Verb, note
from carrefour.community.views.proving import ask_to_prove

PASSWORD_SET = Verb("password.set", gettext_lazy("a changé de mot de passe"))


@sensitive_post_parameters("password")
@never_cache
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for e-mail address and password, then go on to ``next`` if that is a page of ours."""
    target = target_of(request)
    if user_of(request):
        return redirect(target)
    form = AuthenticationForm(request, data=request.POST or None)
    wait = 0
    if request.method == "POST":
        attempt = Attempt(request, request.POST.get("username", ""))
        wait = attempt.begin()
        if not wait and form.is_valid():
            attempt.succeed()
            return enter(request, form.get_user(), target)
    context = {
        "form": form,
        "next": request.POST.get("next", request.GET.get("next", "")),
        "failed": request.method == "POST" and not wait,
        "minutes": -(-wait // 60),
        "sign_up_open": settings.SIGN_UP_OPEN,
        "provider": settings.OIDC_LABEL if settings.OIDC_ISSUER else "",
    }
    response = render(request, "community/sign_in.html", context, status=429 if wait else 200)
    if wait:
        response["Retry-After"] = str(wait)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and lead to the provider's own page for it if one vouched.

    Not by a redirect: the policy of our pages lets no form end up at another site.
    """
    id_token = id_token_of(request)
    logout(request)
    if id_token and (vouches := provider()):
        try:
            page = vouches.sign_out(id_token)
        except ProviderFailed:
            page = ""
        if page:
            context = {"page": page, "provider": settings.OIDC_LABEL}
            return render(request, "community/signed_out.html", context)
    return redirect("web:home")


@sensitive_post_parameters()
@signed_in
def password(request: HttpRequest) -> HttpResponseBase:
    """Change one's password, or choose a first one; other sessions of the account end."""
    user = person(request)
    first = not user.has_usable_password()
    if first and not is_proved(request):
        return ask_to_prove(request)
    kind = SetPasswordForm if first else PasswordChangeForm
    form = kind(user, data=request.POST or None)
    wait = 0
    if request.method == "POST":
        attempt = Attempt(request, user.email)
        wait = attempt.begin()
        if not wait and form.is_valid():
            attempt.succeed()
            form.save()
            note(user, PASSWORD_SET, f"person:{user.pk}")
            tell_password_set(user)
            update_session_auth_hash(request, user)
            sessions.end_others(user, request.session.session_key)
            messages.success(request, _("Votre mot de passe est changé."))
            return redirect("community:home")
    context = {"form": form, "first": first, "minutes": -(-wait // 60)}
    return render(request, "community/password.html", context, status=429 if wait else 200)
