"""Version 1 of the API: what the site finds, for programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja.errors import ValidationError

from carrefour import __version__
from carrefour.api.endpoints import changes, collective, hooks, lists, projects
from carrefour.api.guarding import guarded
from carrefour.api.openapi import Api
from carrefour.api.problems import Refused, later, problem
from carrefour.search.engine import SearchResting

api = Api(
    title="Carrefour",
    version="1",
    description=(
        "The social innovations that the site shows, with the same filters. Open without a key "
        "within a limit; a key of an account, sent as `Authorization: Bearer …`, has a higher one."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_extra={"info": {"x-carrefour": __version__}},
)
api.add_decorator(guarded, mode="view")
for _router in (projects.router, changes.router, lists.router, collective.router, hooks.router):
    api.add_router("", _router)


@api.exception_handler(SearchResting)
def resting(_request: HttpRequest, _error: SearchResting) -> HttpResponse:
    """The engine does not answer: say so, and when to come back."""
    return later(503, "Search is resting; try again in a minute.", 60)


@api.exception_handler(Refused)
def refused(_request: HttpRequest, error: Refused) -> HttpResponse:
    """An answer that is no."""
    return problem(error.status, error.detail, error.cure, error.errors)


@api.exception_handler(ValidationError)
def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A parameter is not what its description says."""
    errors = {str(one["loc"][-1]): str(one["msg"]) for one in error.errors}
    told = "; ".join(f"{name}: {why}" for name, why in errors.items())
    return problem(422, told, errors=errors)
