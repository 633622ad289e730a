"""Writing to those behind a sheet through the site, and telling of an abuse."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from carrefour.catalogue.models import Sheet
from carrefour.community.contacting import (
    FORGOTTEN,
    KEPT,
    LONGEST,
    OF_A_SHEET,
    OF_AN_ADDRESS,
    OF_AN_EMAIL,
    SHORTEST,
    ask_to_send,
    confirm,
    message_reported,
    message_to_confirm,
    receivers,
)
from carrefour.community.limits import count, network_address
from carrefour.community.models import Message
from carrefour.community.visiting import TRAP, email_of, is_machine, typed, visitors_form


@visitors_form
def write(request: HttpRequest, id_: str) -> HttpResponse:
    """Ask for a name, an address and a text; nothing goes out before the sender confirms it."""
    sheet = get_object_or_404(Sheet, pk=id_, withdrawn_at=None)
    found = receivers(sheet)
    name, text = typed(request, "name", 120).replace("\n", " "), typed(request, "text", LONGEST)
    email = email_of(request)
    context = {
        "sheet": sheet,
        "whom": found.whom,
        "possible": bool(settings.EMAIL_HOST and found.to),
        "name": name,
        "email": request.POST.get("email", ""),
        "text": text,
        "answerable": "answerable" in request.POST,
        "longest": LONGEST,
        "shortest": SHORTEST,
        "days": KEPT.days,
        "trap": TRAP,
    }
    page = "community/message.html"
    if request.method != "POST" or not context["possible"]:
        return render(request, page, context)
    if not email or not name or len(text) < SHORTEST:
        wrong = "email" if not email else "name" if not name else "text"
        return render(request, page, {**context, "wrong": wrong}, status=422)
    limits = [
        OF_AN_ADDRESS.of(network_address(request)),
        OF_AN_EMAIL.of(email),
        OF_A_SHEET.of(sheet.pk),
    ]
    if wait := count(limits):
        response = render(request, page, {**context, "busy": True}, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    if not is_machine(request):
        answerable = bool(context["answerable"])
        ask_to_send(Message(sheet=sheet, name=name, email=email, text=text, answerable=answerable))
    days = FORGOTTEN.days
    return render(
        request, "community/message_asked.html", {**context, "email": email, "days": days}
    )


@visitors_form
def confirmed(request: HttpRequest, token: str) -> HttpResponse:
    """Show the message once more, and hand it on when its sender says so."""
    message = message_to_confirm(token)
    done = message is not None and request.method == "POST"
    if message and done:
        confirm(message)
    context = {"message": message, "done": done or bool(message and message.confirmed_at)}
    status = 200 if message else 404
    return render(request, "community/message_confirm.html", context, status=status)


@visitors_form
def abuse(request: HttpRequest, token: str) -> HttpResponse:
    """Let a receiver tell the operators that a message is an abuse."""
    message = message_reported(token)
    done = message is not None and request.method == "POST"
    if message and done:
        message.reported_at = timezone.now()
        message.save(update_fields=["reported_at"])
    status = 200 if message else 404
    context = {"message": message, "done": done}
    return render(request, "community/message_abuse.html", context, status=status)
