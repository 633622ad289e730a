"""What every request of someone who is signed in passes through."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from carrefour.community.access import user_of
from carrefour.community.account.second_step import must_add
from carrefour.community.account.sessions import touch

# What an operator may still do once the grace to add a second step is over.
OPEN = {
    "community:second-step-add",
    "community:second-step-picture",
    "community:prove",
    "community:sign-out",
    "community:sign-in",
    "community:way-in",
}


class Presence:
    """Notes that a person came, and holds an operator to their second step.

    A request without a session's cookie is passed on untouched, its session unread.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and (user := user_of(request)):
            touch(request, user)
            if must_add(user) and _name(request) not in OPEN:
                return redirect("community:second-step-add")
        return self.get_response(request)


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
