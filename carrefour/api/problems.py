"""What went wrong, for programs and for those who write them (RFC 9457)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from http.client import responses

import orjson
from django.http import HttpRequest, HttpResponse

MEDIA_TYPE = "application/problem+json"
ROOT = "/api/v1"
_CURES = {
    400: "Look at the address and the headers that you send.",
    401: "Send a key of your account as 'Authorization: Bearer …', or none.",
    403: "The key needs a scope that it does not have: make another in your account.",
    404: "Look at the address; /api/v1/openapi.json lists those that there are.",
    405: "Use one of the methods that the Allow header names.",
    409: "Remove what you do not need any more.",
    413: "Send less.",
    415: "Send JSON, with the header Content-Type: application/json.",
    410: "It is gone for good; /api/v1/changes tells of all that go.",
    422: "Correct the parameters that 'errors' names; /api/v1/openapi.json describes them.",
    429: "Wait for as many seconds as Retry-After says, or send a key of your account.",
    503: "Try again after as many seconds as Retry-After says.",
}
_OURS = "The fault is ours: try again later, and tell us if it lasts."


class Refused(Exception):
    """A request that cannot be answered: a status, why, and what can be done."""

    def __init__(
        self, status: int, detail: str, cure: str = "", errors: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.cure, self.errors = status, detail, cure, errors or {}


def problem(
    status: int, detail: str, cure: str = "", errors: Mapping[str, str] | None = None
) -> HttpResponse:
    """An answer that says what is wrong, with the cure in words."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": responses.get(status, "Error"),
        "status": status,
        "detail": detail,
        "cure": cure or _CURES.get(status, _OURS if status >= 500 else _CURES[400]),
    }
    if errors:
        body["errors"] = dict(errors)
    response = HttpResponse(orjson.dumps(body), content_type=MEDIA_TYPE, status=status)
    response["Cache-Control"] = "no-store"
    return response


def later(status: int, detail: str, seconds: float) -> HttpResponse:
    """A problem that passes in ``seconds``."""
    response = problem(status, detail)
    response["Retry-After"] = str(max(1, math.ceil(seconds)))
    return response


class ProblemsOfTheApi:
    """Has what Django itself answers wrong to programs say so as a problem, not as a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        told = response.headers.get("Content-Type", "")
        if response.status_code < 400 or told == MEDIA_TYPE or not _is_ours(request):
            return response
        status = response.status_code
        phrase = responses.get(status, "Error")
        ours = problem(status, f"{request.method} {request.path[:200]}: {phrase}.")
        if "Allow" in response.headers:
            ours["Allow"] = response["Allow"]
        return ours


def _is_ours(request: HttpRequest) -> bool:
    """Whether a program asked: for version 1, or for what is no page either."""
    return request.path.startswith(ROOT) or (
        request.path.startswith("/api/") and request.resolver_match is None
    )
