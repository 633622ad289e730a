"""What people are told while a part of the site cannot do its work: what, and when to come back."""

from __future__ import annotations

import errno
import logging
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

log = logging.getLogger(__name__)
AGAIN = "60"  # seconds
# No room on the disk, or no more for this user; a file that may grow no further.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class PassingFaults:
    """Have nobody keep an answer that says that something rests."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 503:
            response["Cache-Control"] = "no-store"
            response.headers.setdefault("Retry-After", AGAIN)
        return response


def failed(request: HttpRequest) -> HttpResponse:
    """The page for what was raised: 503 where it passes, as when the database is busy; else 500.

    It asks nothing of the database.
    """
    error = sys.exc_info()[1]
    full = is_full(error)
    if full or isinstance(error, OperationalError | InterfaceError):
        log.error("%s cannot be answered now: %s", request.path, error)
        return HttpResponse(render_to_string("503.html", {"full": full}), status=503)
    return HttpResponse(render_to_string("500.html"), status=500)


def is_full(error: BaseException | None) -> bool:
    """Whether ``error``, or what it came of, says that a disk is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if isinstance(error, OperationalError) and "full" in str(error):
            return True  # SQLite: "database or disk is full"
        error = error.__cause__
    return False
