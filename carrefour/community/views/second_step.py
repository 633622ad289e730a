"""The second step of a sign-in: a code, and the pages where one sets it up."""

from __future__ import annotations

from io import BytesIO

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from carrefour.community.access import person
from carrefour.community.account.entering import finish, halfway, target_of
from carrefour.community.account.second_step import (
    OF_A_PERSON,
    add,
    has_second_step,
    is_asked_to_add,
    must_add,
    passes,
    remove,
    renew_recovery_codes,
)
from carrefour.community.account.totp import address_of, new_secret
from carrefour.community.limits import count
from carrefour.community.models import Deed
from carrefour.community.views.proving import proved_lately

_SECRET = "second-step-secret"  # noqa: S105 - where the session keeps it until it is confirmed


@sensitive_post_parameters("code")
@never_cache
def second_step(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code of who gave the first proof."""
    user = halfway(request)
    if user is None:
        return redirect("community:sign-in")
    wait, failed = 0, False
    if request.method == "POST":
        tries = OF_A_PERSON.of(str(user.pk))
        wait = count([tries])
        if not wait and passes(user, request.POST.get("code", "")[:40]):
            Deed.objects.filter(key=tries.key).delete()
            return finish(request, user)
        failed = not wait
    context = {"failed": failed, "minutes": -(-wait // 60)}
    response = render(request, "community/second_step.html", context, status=429 if wait else 200)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response


@sensitive_post_parameters("code")
@proved_lately
def second_step_add(request: HttpRequest) -> HttpResponseBase:
    """Show what a program that makes codes reads, and ask for a first code."""
    user, target = person(request), target_of(request)
    if has_second_step(user):
        return redirect("community:security")
    secret = str(request.session.setdefault(_SECRET, new_secret()))
    failed = False
    if request.method == "POST":
        codes = add(user, secret, request.POST.get("code", "")[:40])
        if codes:
            del request.session[_SECRET]
            return render(
                request, "community/second_step_codes.html", {"codes": codes, "next": target}
            )
        failed = True
    context = {
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "link": address_of(secret, user.email, request.get_host()),
        "next": target,
        "failed": failed,
        "asked": is_asked_to_add(user),
        "must": must_add(user),
        "by": user.second_step_by,
    }
    return render(request, "community/second_step_add.html", context)


@proved_lately
def second_step_picture(request: HttpRequest) -> HttpResponseBase:
    """The secret as a square that a phone reads."""
    secret = request.session.get(_SECRET)
    if not secret:
        return HttpResponse(status=404)
    drawn = BytesIO()
    code = segno.make(address_of(secret, person(request).email, request.get_host()), error="m")
    code.save(drawn, kind="svg", scale=6, border=3, light="#ffffff", dark="#16302f")
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@require_POST
@proved_lately
def second_step_codes(request: HttpRequest) -> HttpResponseBase:
    """New recovery codes, shown this once."""
    user = person(request)
    if not has_second_step(user):
        return redirect("community:security")
    codes = renew_recovery_codes(user)
    context = {"codes": codes, "next": reverse("community:security")}
    return render(request, "community/second_step_codes.html", context)


@require_POST
@proved_lately
def second_step_remove(request: HttpRequest) -> HttpResponseBase:
    """Be asked for no code any more."""
    user = person(request)
    if remove(user, user):
        messages.success(request, _("La seconde étape est retirée."))
    return redirect("community:security")
