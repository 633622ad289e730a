"""One's account: who one is, the letters one gets, one's sessions, one's data."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from carrefour.community.access import person, signed_in
from carrefour.community.account import sessions
from carrefour.community.account.erasing import LastOperator, erase
from carrefour.community.account.second_step import is_asked_to_add
from carrefour.community.account.way_in import move, send_new_address
from carrefour.community.bouncing import is_bouncing, try_again
from carrefour.community.letters import KINDS, declined_by
from carrefour.community.models import Bounce, SecondFactor
from carrefour.community.portable import everything_of
from carrefour.community.views.proving import proved_lately
from carrefour.community.views.way_in import LONGEST_NAME
from carrefour.community.visiting import email_of, typed


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Who one is here, and the way to everything that is one's own."""
    user = person(request)
    context = {
        "bouncing": is_bouncing(user.email),
        "second_step_asked": is_asked_to_add(user),
        "second_step_by": user.second_step_by,
    }
    return render(request, "community/account_home.html", context)


@signed_in
def profile(request: HttpRequest) -> HttpResponse:
    """One's name, language and letters."""
    user, wrong = person(request), False
    if request.method == "POST":
        name = typed(request, "name", LONGEST_NAME).replace("\n", " ")
        language = request.POST.get("language", "")
        wanted = set(request.POST.getlist("letters"))
        wrong = not name or "@" in name or language not in dict(settings.LANGUAGES)
        if not wrong:
            user.name, user.language = name, language
            user.declined = sorted(KINDS.keys() - wanted)
            user.save(update_fields=["name", "language", "declined"])
            messages.success(request, _("C’est enregistré."))
            return redirect("community:profile")
    context = {
        "wrong": wrong,
        "name": request.POST.get("name", user.name),
        "longest": LONGEST_NAME,
        "languages": settings.LANGUAGES,
        "kinds": [(one, one.name not in user.declined) for one in KINDS.values()],
        "bounce": Bounce.objects.filter(email=user.email).first(),
    }
    return render(request, "community/profile.html", context, status=422 if wrong else 200)


@require_POST
@signed_in
def mail_again(request: HttpRequest) -> HttpResponse:
    """Write again to an address that refused: its person says that it works."""
    try_again(person(request).email)
    messages.success(request, _("Les courriels repartent vers votre adresse."))
    return redirect("community:profile")


@proved_lately
def new_address(request: HttpRequest) -> HttpResponseBase:
    """Ask for another address, and write to it the link that makes it that of the account."""
    user, email = person(request), email_of(request)
    sent = bool(request.method == "POST" and email)
    if sent:
        send_new_address(user, email)
    context = {"sent": sent, "email": email or request.POST.get("email", ""), "wrong": False}
    if request.method == "POST" and not email:
        context["wrong"] = True
    return render(request, "community/new_address.html", context)


@signed_in
def address_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Make an address that of the account, by the link that was mailed to it."""
    if request.method == "POST":
        if move(person(request), token):
            messages.success(request, _("Votre adresse est changée."))
        else:
            messages.error(request, _("Ce lien ne sert plus : demandez-en un nouveau."))
        return redirect("community:profile")
    return render(request, "community/address_confirm.html")


@signed_in
def security(request: HttpRequest) -> HttpResponse:
    """What one signs in by, and where one is signed in."""
    user = person(request)
    factor = SecondFactor.objects.filter(user=user).first()
    context = {
        "seats": sessions.seats_of(user, request.session.session_key),
        "factor": factor,
        "codes_left": len(factor.codes) if factor else 0,
        "needed": user.is_operator and settings.OPERATORS_NEED_SECOND_STEP,
        "has_password": user.has_usable_password(),
        "provider": settings.OIDC_LABEL if settings.OIDC_ISSUER else "",
        "identities": user.identities.all(),
    }
    return render(request, "community/security.html", context)


@require_POST
@signed_in
def end_session(request: HttpRequest) -> HttpResponse:
    """End one session of one's own, or all but this one."""
    user = person(request)
    if "others" in request.POST:
        sessions.end_others(user, request.session.session_key)
        messages.success(request, _("Les autres sessions sont fermées."))
    elif sessions.end(user, request.POST.get("session", "")):
        messages.success(request, _("La session est fermée."))
    return redirect("community:security")


@signed_in
def data(request: HttpRequest) -> HttpResponse:
    """What is held of one, and the ways to have it and to have it erased."""
    return render(request, "community/data.html")


@require_GET
@proved_lately
def export(request: HttpRequest) -> HttpResponseBase:
    """Everything that is held of one, as JSON."""
    told = json.dumps(
        everything_of(person(request)), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2
    )
    response = HttpResponse(told, content_type="application/json")
    name = f"carrefour-{timezone.localdate():%Y-%m-%d}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@proved_lately
def erase_account(request: HttpRequest) -> HttpResponseBase:
    """Say what goes and what stays, then erase one's account."""
    user, last, unsure = person(request), False, False
    if request.method == "POST" and not request.POST.get("sure"):
        unsure = True
    elif request.method == "POST":
        try:
            erase(user)
        except LastOperator:
            last = True
        else:
            logout(request)
            return render(request, "community/erased.html")
    context = {"last": last, "unsure": unsure}
    return render(request, "community/erase.html", context, status=409 if last else 200)


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
