"""One line for each request that was answered, and an id by which all its lines are found."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from carrefour.observation.figures import count_answer
from carrefour.observation.private import HIDDEN, without_private
from carrefour.observation.proxies import address_told, is_proxy
from carrefour.observation.spans import span
from carrefour.observation.work import at_work_on

HEADER = "X-Request-ID"
METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
SECRET = {"token", "key"}  # parts of addresses that let one in
_LOOKS_RIGHT = re.compile(r"[A-Za-z0-9_-]{8,64}")
log = logging.getLogger(__name__)


class Requests:
    """Gives each request an id, tells it in the answer, and logs how the request went.

    Of an address only its path is told, without what it holds of secrets: queries are what people
    look for. Nobody is named: only whether a visitor, a member, an operator or a program asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        id_, began = _id_of(request), perf_counter()
        method = request.method if request.method in METHODS else "other"
        asked = {"http.request.method": str(method), "request": id_}
        with (
            at_work_on(
                request=id_,
                method=str(method),
                path=lambda: path_of(request),
                user=lambda: kind_of(request),
            ),
            span("request", asked) as told,
        ):
            response = self.get_response(request)
            seconds = perf_counter() - began
            spent = round(seconds * 1000, 1)
            match = request.resolver_match
            count_answer(match.view_name if match else "", response.status_code, seconds)
            route = route_of(request)
            about: dict[str, str | int | float] = {
                "http.response.status_code": response.status_code,
                "http.route": route,
            }
            told.tell({**about, "user": kind_of(request)}, f"{method} {route}")
            answered = {"status": response.status_code, "ms": spent}
            log.info("answered", extra={"facts": answered})
        response.headers[HEADER] = id_
        return response


def path_of(request: HttpRequest) -> str:
    """The path that was asked for, with what lets one in hidden."""
    path, match = request.path, request.resolver_match
    if match:
        for name in SECRET & match.kwargs.keys():
            path = path.replace(str(match.kwargs[name]), HIDDEN)
    return "".join(c for c in without_private(path[:300]) if c.isprintable())


def route_of(request: HttpRequest) -> str:
    """The pattern of the address that was asked for; empty for none of ours."""
    return request.resolver_match.route if request.resolver_match else ""


def kind_of(request: HttpRequest) -> str:
    """Who asks: "visitor", "member", "operator", or "program" for one that bears a key."""
    if request.headers.get("Authorization", "").lower().startswith("bearer "):
        return "program"
    # Nobody's session is read for the log's sake.
    user = getattr(request, "user", None)
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or user is None:
        return "visitor"
    with suppress(DatabaseError):
        if user.is_authenticated:
            return "operator" if user.is_operator else "member"
    return "visitor"


def _id_of(request: HttpRequest) -> str:
    """The id that a proxy of ours gave, if it looks right; else one of our own."""
    told = request.headers.get(HEADER, "")
    came_from = str(request.META.get("REMOTE_ADDR", ""))
    believed = not came_from or is_proxy(address_told(came_from))
    return told if believed and _LOOKS_RIGHT.fullmatch(told) else secrets.token_hex(16)
