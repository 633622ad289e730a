"""The fields that a request chooses: ``fields=title,places``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.http import HttpRequest

from carrefour.api.problems import Refused


def chosen(request: HttpRequest, known: Collection[str]) -> frozenset[str]:
    """The names in ``fields``, with the id; none is all. Raises `Refused` for an unknown one."""
    told = ",".join(request.GET.getlist("fields"))
    names = frozenset(filter(None, (name.strip() for name in told.split(","))))
    if wrong := sorted(names - set(known)):
        why = f"'{wrong[0][:40]}' is not one of {', '.join(known)}"
        raise Refused(422, f"fields: {why}.", errors={"fields": why})
    return names | {"id"} if names else names


def narrowed(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """``row`` with ``names`` alone, all of it when there are none."""
    wanted = set(names)
    return {name: value for name, value in row.items() if not wanted or name in wanted}
