"""Asking for the newsletter, confirming it, and leaving it; without an account or a cookie."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from carrefour.community.limits import count, network_address
from carrefour.community.visiting import TRAP, email_of, is_machine, visitors_form
from carrefour.editorial import subscribing


@visitors_form
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an address, and write to it how to confirm."""
    page = "editorial/newsletter.html"
    email = email_of(request)
    context: dict[str, object] = {
        "email": request.POST.get("email", ""),
        "trap": TRAP,
        "days": subscribing.FORGOTTEN.days,
    }
    if request.method != "POST" or not settings.EMAIL_HOST:
        return render(request, page, context)
    if not email:
        return render(request, page, {**context, "wrong": True}, status=422)
    if wait := count([subscribing.OF_AN_ADDRESS.of(network_address(request))]):
        response = render(request, page, {**context, "busy": True}, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    if not is_machine(request):
        subscribing.ask(email)
    return render(request, page, {**context, "email": email, "asked": True})


@visitors_form
def confirmed(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more by a button, since mail programs open links by themselves; then begin."""
    subscriber = subscribing.to_confirm(token)
    done = subscriber is not None and request.method == "POST"
    if subscriber and done:
        subscribing.confirm(subscriber)
    context = {"subscriber": subscriber, "done": done}
    status = 200 if subscriber else 404
    return render(request, "editorial/newsletter_confirm.html", context, status=status)


@csrf_exempt  # the token proves who asks, and mail programs ask without a cookie
@never_cache
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, since mail programs open links by themselves; forget the address when confirmed."""
    subscriber = subscribing.leaving(token)
    done = subscriber is not None and request.method == "POST"
    if subscriber and done:
        subscriber.delete()
    context = {"subscriber": subscriber, "done": done}
    status = 200 if subscriber else 404
    return render(request, "editorial/newsletter_leave.html", context, status=status)
