"""Forms for those who have no account, and so no cookie to prove themselves by."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

P = ParamSpec("P")
TRAP = "website"  # a field that people do not see, and machines fill
LONGEST_EMAIL = 254
_SPACES = "\n\u00a0\u202f"


def visitors_form(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """``view`` may be posted to without a cookie, but not from a page of another site.

    It must do nothing in the name of who is signed in.
    """

    @csrf_exempt
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST" and _from_elsewhere(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)


def email_of(request: HttpRequest) -> str:
    """The e-mail address that was typed, in small letters; empty when it is none."""
    email = request.POST.get("email", "").strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email if len(email) <= LONGEST_EMAIL and email.isascii() else ""


def typed(request: HttpRequest, field: str, longest: int) -> str:
    """The text of a field, without characters that no one sees, cut at ``longest``.

    The spaces of French typography, which do not break, are kept.
    """
    return seen(request.POST.get(field, ""))[:longest]


def seen(text: str) -> str:
    """``text`` without the characters that no one sees, nor spaces around it."""
    told = text.replace("\r\n", "\n")
    return "".join(c for c in told if c in _SPACES or c.isprintable()).strip()


def is_machine(request: HttpRequest) -> bool:
    """Whether the trap was stepped into."""
    return bool(request.POST.get(TRAP))


def _from_elsewhere(request: HttpRequest) -> bool:
    """What browsers say of the page that a form stands on; programs say nothing."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in ("same-origin", "none")
    # A page that lets nothing be known of itself says "null", as ours do whose address is secret.
    origin = request.headers.get("Origin", "null")
    return origin != "null" and urlsplit(origin).netloc != request.get_host()
