"""What goes for every call of the API: its key, its limit, its headers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import override

from carrefour.api import keys
from carrefour.api.counters import WINDOW, Counters, Standing
from carrefour.api.models import Key
from carrefour.api.problems import ROOT, Refused, later, problem
from carrefour.community.limits import network_address
from carrefour.community.models import User
from carrefour.usage.counting import What, count

BY_KEY = 10  # times as many calls as without one
MOST_BODY = 20_000  # bytes that a program may send
FRESH = 60  # seconds for which an answer may be shown again
SCHEME = "Bearer"


@cache
def _counters(path: Path) -> Counters:
    return Counters(path, settings.SECRET_KEY.encode())


def guarded(call: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """``call`` for those who stay within their limit, counted by its name alone."""

    @wraps(call)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            return problem(422, "There is a null character in the address.")
        key, wrong = _key_of(request)
        wrong = wrong or _unreadable(request)
        most = settings.API_CALLS * (BY_KEY if key else 1)
        standing = Standing(0, WINDOW)
        if most:
            caller = f"key:{key.pk}" if key else f"address:{network_address(request)}"
            standing = _counters(settings.VAR_DIR / "api-calls").count(caller)
        if standing.calls > most > 0:
            response = later(429, f"More than {most} calls in a minute.", standing.seconds)
        elif wrong is not None:
            response = wrong
        else:
            match = request.resolver_match
            count(request, What.CALL, match.url_name if match and match.url_name else "")
            with override("en" if request.GET.get("lang") == "en" else "fr"):
                response = call(request, *args, **kwargs)
        return _with_headers(response, key, most, standing)

    return answer


def _key_of(request: HttpRequest) -> tuple[Key | None, HttpResponse | None]:
    """The key that ``request`` bears, or what is wrong with it."""
    scheme, _, told = request.headers.get("Authorization", "").partition(" ")
    # A password of the proxy before us, or of a site that is not open yet, is no key of ours.
    if scheme.lower() != SCHEME.lower():
        return None, None
    key = keys.recognised(told.strip())
    needed = keys.HOOKS if request.path.startswith(f"{ROOT}/hooks") else keys.READ
    if key is not None and needed in key.scopes:
        return key, None
    refused = problem(401, "The key is unknown or revoked.")
    if key is not None:
        refused = problem(403, f"The key has not the scope '{needed}'.")
    refused["WWW-Authenticate"] = f'{SCHEME} error="invalid_token"'
    return None, refused


def holder(request: HttpRequest) -> User:
    """Whose key ``request`` bears. Raises `Refused` when it bears none."""
    key, _wrong = _key_of(request)
    if key is None:
        raise Refused(401, "This needs a key of your account.")
    return key.user


def _unreadable(request: HttpRequest) -> HttpResponse | None:
    """What is wrong with the body of ``request``, before anything reads it."""
    told = request.headers.get("Content-Length") or "0"
    if not told.isdigit() or int(told) == 0:
        return None
    if int(told) > MOST_BODY:
        return problem(413, f"A body of more than {MOST_BODY} bytes.")
    if request.content_type != "application/json":
        return problem(415, "A body is read as application/json alone.")
    return None


def _with_headers(
    response: HttpResponse, key: Key | None, most: int, standing: Standing
) -> HttpResponse:
    if most:
        name = "key" if key else "address"
        response["RateLimit-Policy"] = f'"{name}";q={most};w={WINDOW}'
        left = max(0, most - standing.calls)
        response["RateLimit"] = f'"{name}";r={left};t={standing.seconds}'
    who = "private" if key else "public"
    response.headers.setdefault("Cache-Control", f"{who}, max-age={FRESH}")
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = (
        "Link, X-Total-Count, RateLimit, RateLimit-Policy, Retry-After"
    )
    patch_vary_headers(response, ["Accept", "Authorization"])
    return response
