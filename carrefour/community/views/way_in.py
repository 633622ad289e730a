"""Signing up, signing in by a mailed link, and a forgotten password."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from carrefour.community.access import user_of
from carrefour.community.account import identities
from carrefour.community.account.entering import enter, ours, target_of
from carrefour.community.account.way_in import (
    LASTS_NEW,
    OF_AN_ADDRESS,
    Wish,
    make_account,
    newcomer_of,
    person_of,
    send,
    tell_password_set,
)
from carrefour.community.audit import note
from carrefour.community.limits import count, network_address
from carrefour.community.models import User
from carrefour.community.views.signing import PASSWORD_SET
from carrefour.community.visiting import TRAP, email_of, is_machine, typed, visitors_form

LONGEST_NAME = 80


@visitors_form
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and write to it how to go on."""
    return _ask(request, Wish.SIGN_UP)


@visitors_form
def sign_in_by_mail(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and write to it a link that signs in."""
    return _ask(request, Wish.SIGN_IN)


@visitors_form
def password_forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and write to it a link to choose a new password by."""
    return _ask(request, Wish.PASSWORD)


@never_cache
def way_in(request: HttpRequest, token: str) -> HttpResponseBase:
    """Sign in by a mailed link; asks first, since mail programs open links by themselves."""
    found = person_of(token, Wish.SIGN_IN)
    if found and request.method == "POST":
        user, target = found
        return enter(request, user, ours(request, target))
    context = {"who": found[0] if found else None}
    return render(request, "community/way_in.html", context, status=200 if found else 404)


@sensitive_post_parameters()
@never_cache
def password_new(request: HttpRequest, token: str) -> HttpResponseBase:
    """Choose a new password by a mailed link, and sign in; sessions by the old one end."""
    found = person_of(token, Wish.PASSWORD)
    if found is None:
        return render(request, "community/way_in.html", {"who": None}, status=404)
    user, target = found
    form = SetPasswordForm(user, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        user.sessions.all().delete()
        note(user, PASSWORD_SET, f"person:{user.pk}")
        tell_password_set(user)
        return enter(request, user, ours(request, target))
    return render(request, "community/password_new.html", {"form": form, "who": user})


@sensitive_post_parameters("password")
@never_cache
def sign_up_confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """Give a name and, if one likes, a password; then the account is made."""
    newcomer = newcomer_of(token) if settings.SIGN_UP_OPEN else None
    page = "community/sign_up_confirm.html"
    if newcomer is None or User.objects.filter(email=newcomer.email).exists():
        used = newcomer is not None
        return render(request, page, {"newcomer": None, "used": used}, status=404)
    vouched = identities.waiting(request, newcomer.email)
    name = typed(request, "name", LONGEST_NAME).replace("\n", " ")
    chosen = request.POST.get("password", "")
    faults: list[str] = []
    if request.method == "POST":
        faults = _faults(newcomer.email, name, chosen)
        if not faults and not request.POST.get("agreed"):
            faults = [_("Pour créer un compte, acceptez les conditions d’utilisation.")]
        user = None if faults else make_account(newcomer, name, chosen or None)
        if user:
            messages.success(request, _("Bienvenue ! Votre compte est prêt."))
            return enter(request, user, ours(request, newcomer.target))
    context = {
        "newcomer": newcomer,
        "name": name or (vouched.name if vouched else ""),
        "faults": faults,
        "longest": LONGEST_NAME,
    }
    return render(request, page, context, status=422 if faults else 200)


def _ask(request: HttpRequest, wish: Wish) -> HttpResponse:
    """The same page, the same path and the same answer for every address."""
    if user_of(request) and request.method == "GET":
        return redirect(target_of(request))
    email = email_of(request)
    closed = wish == Wish.SIGN_UP and not settings.SIGN_UP_OPEN
    context: dict[str, object] = {
        "wish": wish,
        "email": request.POST.get("email", ""),
        "next": request.POST.get("next", request.GET.get("next", "")),
        "trap": TRAP,
        "days": LASTS_NEW.days,
        "closed": closed,
        "sign_up_open": settings.SIGN_UP_OPEN,
        "provider": settings.OIDC_LABEL if settings.OIDC_ISSUER else "",
    }
    page = "community/ask_way_in.html"
    if request.method != "POST" or closed or not settings.EMAIL_HOST:
        return render(request, page, context)
    if not email:
        return render(request, page, {**context, "wrong": True}, status=422)
    if wait := count([OF_AN_ADDRESS.of(network_address(request))]):
        response = render(request, page, {**context, "busy": True}, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    if not is_machine(request):
        wanted = target_of(request)
        send(email, wish, "" if wanted == reverse("community:home") else wanted)
    return render(request, page, {**context, "email": email, "sent": True})


def _faults(email: str, name: str, password: str) -> list[str]:
    """What is wrong with the name and the password of a new account; it may have none."""
    if not name:
        return [_("Dites comment vous appeler.")]
    if "@" in name or "://" in name:
        return [_("Un nom, pas une adresse : il se verra à côté de ce que vous publiez.")]
    if password:
        try:
            validate_password(password, User(email=email, name=name))
        except ValidationError as error:
            return error.messages
    return []
