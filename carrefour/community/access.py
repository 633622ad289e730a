"""Who may see a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.views.decorators.cache import never_cache

from carrefour.community.models import User
from carrefour.community.rights import Right, Stake, may

P = ParamSpec("P")


def user_of(request: HttpRequest) -> User | None:
    """The person who is signed in, or ``None`` for a visitor."""
    return request.user if request.user.is_authenticated else None


def operators_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """``view`` for operators alone: a visitor is asked to sign in, others are refused."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        user = user_of(request)
        if user is None:
            return redirect_to_login(request.get_full_path(), resolve_url("community:sign-in"))
        if not user.is_operator:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)


def signed_in(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """``view`` for those who have an account: a visitor is asked to sign in."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if user_of(request) is None:
            return redirect_to_login(request.get_full_path(), resolve_url("community:sign-in"))
        return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)


def person(request: HttpRequest) -> User:
    """The person who is signed in, in a view for those who are."""
    user = user_of(request)
    if user is None:
        raise PermissionDenied
    return user


def insist(request: HttpRequest, right: Right, on: Stake | None = None) -> None:
    """Go on only if whoever asks has ``right``; raises ``PermissionDenied``."""
    if not may(user_of(request), right, on):
        raise PermissionDenied
