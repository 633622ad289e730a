"""Every address of the site, filled with what is there, and all that the database holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter

# What changes by itself as people come and go: sessions, limits, counts of use.
PASSING = {"community.session", "community.deed", "community.signinattempt"}
COUNTED = {"usage"}


@dataclass(frozen=True, slots=True)
class Address:
    """An address: what it is called, where it is, and whether forms there need no token."""

    name: str
    path: str
    of_something: bool  # it names a thing, which may be someone's
    exempt: bool


def addresses(things: dict[str, str]) -> list[Address]:
    """All of them. ``things`` fill their parameters, by "name.parameter" or "room.parameter"."""
    return sorted(_within(get_resolver(), (), things), key=lambda one: one.name)


def _within(
    resolver: URLResolver, rooms: tuple[str, ...], things: dict[str, str]
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*rooms, pattern.namespace) if pattern.namespace else rooms
            yield from _within(pattern, inner, things)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*rooms, pattern.name or ""))
            yield Address(
                name,
                _path(name, pattern, things),
                bool(pattern.pattern.converters),
                getattr(pattern.callback, "csrf_exempt", False),
            )


def _path(name: str, pattern: URLPattern, things: dict[str, str]) -> str:
    parameters = pattern.pattern.converters
    if not parameters and pattern.pattern.regex.groups:
        return reverse(name, args=["0" * 40, "480"][: pattern.pattern.regex.groups])
    room = name.partition(":")[0]
    values = {
        parameter: things.get(f"{name}.{parameter}")
        or things.get(f"{room}.{parameter}")
        or ("1" if isinstance(converter, IntConverter) else "essai")
        for parameter, converter in parameters.items()
    }
    return reverse(name, kwargs={**pattern.default_args, **values})


def everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, but for what changes by itself."""
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.label_lower not in PASSING and model._meta.app_label not in COUNTED
    }


def changed(before: dict[str, list[tuple[object, ...]]]) -> set[str]:
    """The tables that are not as they were."""
    now = everything()
    return {table for table in now if now[table] != before[table]}
