"""The page that presents the API and lets anyone try it, without a script."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carrefour.api.guarding import BY_KEY
from carrefour.api.v1 import api

TITLES: dict[str, str | Promise] = {
    "projects": _("Chercher des projets"),
    "project": _("Lire un projet"),
    "neighbours": _("Trouver les projets voisins"),
    "changes": _("Suivre ce qui change"),
    "facets": _("Compter par thème, public, lieu…"),
    "suggestions": _("Proposer pendant la frappe"),
    "projects_geojson": _("Placer sur une carte"),
    "sources": _("Lister les sources"),
    "source": _("Lire une source"),
    "organisations": _("Lister les organisations"),
    "organisation": _("Lire une organisation"),
    "territories": _("Trouver un territoire"),
    "territory": _("Lire un territoire"),
    "subjects": _("Connaître les thèmes, publics et méthodes"),
    "collections": _("Lister les collections publiées"),
    "collection": _("Lire une collection"),
}


_LAST = ("cursor", "page", "per_page")  # of the fields of a form


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of an operation, as a field of its form."""

    name: str
    text: str
    example: str
    required: bool
    in_path: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An address of the API, and what it takes."""

    name: str
    path: str
    text: str
    fields: tuple[Field, ...]

    @property
    def title(self) -> str:
        """What it is for, in the language of the visitor."""
        return str(TITLES[self.name])


@cache
def operations() -> dict[str, Operation]:
    """Every operation by its name, those of `TITLES` in their order."""
    told = api.get_openapi_schema(path_prefix=reverse("api:api-root"))
    found = {}
    for path, methods in told["paths"].items():
        if "get" not in methods:  # no form asks for what changes something
            continue
        operation = methods["get"]
        name = operation["operationId"]
        fields = sorted(
            map(_field, operation.get("parameters", [])), key=lambda one: one.name in _LAST
        )
        paragraphs = operation["description"].replace("`", "").split("\n\n")
        text = "\n\n".join(" ".join(part.split()) for part in paragraphs)
        found[name] = Operation(name, path, text, tuple(fields))
    return {name: found[name] for name in TITLES}


def _field(parameter: dict[str, Any]) -> Field:
    schema = parameter["schema"]
    return Field(
        name=parameter["name"],
        text=parameter.get("description", ""),
        example=str(parameter.get("example", "")),
        required=parameter.get("required", False),
        in_path=parameter["in"] == "path",
        choices=tuple(schema.get("enum", ())),
    )


def trying(request: HttpRequest) -> HttpResponse:
    """What the API is, its limits, and a form for each of its addresses."""
    context = {
        "operations": operations().values(),
        "calls": settings.API_CALLS,
        "by_key": intcomma(settings.API_CALLS * BY_KEY),
        "description": reverse("api:openapi-json"),
        "example": request.build_absolute_uri(reverse("api:projects")),
    }
    return render(request, "api/trying.html", context)


def tried(request: HttpRequest, name: str) -> HttpResponse:
    """Lead from a form to the address of the API that it asks for."""
    operation = operations().get(name)
    if operation is None:
        raise Http404
    path, pairs = operation.path, []
    for field in operation.fields:
        values = [told for told in request.GET.getlist(field.name) if told]
        if field.in_path:
            path = path.replace(f"{{{field.name}}}", quote(values[0] if values else "-", safe=""))
        else:
            pairs += [(field.name, told) for told in values]
    return redirect(f"{path}?{urlencode(pairs)}" if pairs else path)
