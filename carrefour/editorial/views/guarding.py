"""Who may write pages, news and the newsletter."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from carrefour.community.access import insist, signed_in
from carrefour.community.rights import Right

P = ParamSpec("P")


def writers_only(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """``view`` for those who may edit pages; a visitor is asked to sign in, others are refused."""

    @signed_in
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        insist(request, Right.EDIT_PAGES)
        return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", guarded)
