"""The API's own description: as django-ninja makes it, with what goes for every address."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from carrefour.api.formats import MEDIA_TYPES, Format
from carrefour.api.problems import MEDIA_TYPE
from carrefour.api.schemas import Problem

_PROBLEMS = {
    "401": "The key is unknown or revoked",
    "404": "There is no such thing",
    "422": "A parameter cannot be read; `errors` says which",
    "429": "Too many calls; `Retry-After` says how long to wait",
    "503": "Search is resting; `Retry-After` says how long to wait",
}
# What a parameter says whose name means the same at every address.
_NAMED = {
    "id_": "The id, as lists tell it",
    "ref": "A level and an official code: commune:44109, departement:44, region:52",
    "cursor": "Where the page before ended: the `cursor` of its answer",
    "page": "The number of the page; `cursor` keeps its place when projects come and go",
    "per_page": "How many on a page",
    "limit": "How many at the most",
}
_OF_KEYS = {
    "400": "The body is no JSON",
    "403": "The key has not the scope `hooks`",
    "409": "You have as many as one may have",
    "413": "The body is too long",
    "415": "The body is no JSON, by its Content-Type",
}
_LIMITS = {
    name: {"description": text, "schema": {"type": "string"}}
    for name, text in (
        ("RateLimit-Policy", "How many calls (q) may be made in how many seconds (w)"),
        ("RateLimit", "How many calls are left (r), and in how many seconds all are again (t)"),
        ("ETag", "Send it as If-None-Match: what has not changed is answered by 304"),
    )
}


class Api(NinjaAPI):
    """The API, and how it describes itself."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function that answers: it lasts, wherever that function lies."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """OpenAPI 3.1: problems, limits, formats and keys are told of every address."""
        told = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        schema = Problem.model_json_schema()
        told["components"]["schemas"]["Problem"] = schema
        told["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        for path, methods in told["paths"].items():
            for operation in methods.values():
                operation.setdefault("security", [{}, {"key": []}])
                _complete(path, operation)
        return told


def _complete(path: str, operation: dict[str, Any]) -> None:
    """Say of ``operation`` what all answer beside what it is for."""
    responses = {str(status): told for status, told in operation["responses"].items()}
    parameters = operation.get("parameters", [])
    for parameter in parameters:
        parameter.setdefault("description", _NAMED.get(parameter["name"], ""))
        # These are repeated, not joined by commas.
        if parameter["schema"].get("type") == "array":
            parameter |= {"style": "form", "explode": True}
    success: dict[str, Any] = next(
        (told for status, told in responses.items() if status < "300"), {}
    )
    success["headers"] = _LIMITS
    if any(parameter["name"] == "format" for parameter in parameters):
        for form in (Format.GEOJSON, Format.JSONLD):
            success["content"][MEDIA_TYPES[form]] = {"schema": {"type": "object"}}
        success["content"][MEDIA_TYPES[Format.CSV]] = {"schema": {"type": "string"}}
    elif path.endswith(".geojson"):
        success["content"] = {MEDIA_TYPES[Format.GEOJSON]: success["content"]["application/json"]}
    if path.endswith("/projects/{id_}"):
        responses["302"] = {"description": "It was merged into the project that this leads to"}
    if "/projects/{id_}" in path:
        responses["410"] = _problem("Its source no longer publishes it")
    if "200" in responses:
        responses["304"] = {"description": "Nothing changed"}
    if "/hooks" in path:
        responses |= {status: _problem(text) for status, text in _OF_KEYS.items()}
    responses |= {status: _problem(text) for status, text in _PROBLEMS.items()}
    operation["responses"] = dict(sorted(responses.items()))


def _problem(text: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": text, "content": {MEDIA_TYPE: {"schema": schema}}}
