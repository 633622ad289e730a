"""Every address of the site, filled with what is there, and all that the database holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from django.apps import apps
from django.db import connection
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

# What stands in an address for a thing that `things` does not name, by the kind of its parameter.
KEY = "essai"
KEYS = {IntConverter: "1", UUIDConverter: "00000000-0000-4000-8000-000000000001"}
# What changes by itself as people come and go: sessions, limits, counts of use.
PASSING = {"community.session", "community.deed", "community.signinattempt"}
COUNTED = {"usage"}
_WRITTEN = re.compile(r'(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"')


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
        or KEYS.get(type(converter), KEY)
        for parameter, converter in parameters.items()
    }
    return reverse(name, kwargs={**pattern.default_args, **values})


class Watch:
    """What is written to the database, but for what changes by itself, while this is entered."""

    def __init__(self) -> None:
        self._tables = {
            model._meta.db_table: model
            for model in apps.get_models()
            if model._meta.label_lower not in PASSING and model._meta.app_label not in COUNTED
        }
        self._rows = {table: _rows(model) for table, model in self._tables.items()}
        self._touched: set[str] = set()

    def __enter__(self) -> Self:
        connection.execute_wrappers.append(self._see)
        return self

    def __exit__(self, *_: object) -> None:
        connection.execute_wrappers.remove(self._see)

    def changed(self) -> set[str]:
        """The tables that are not as they were when this was last asked."""
        touched, self._touched = self._touched & self._tables.keys(), set()
        now = {table: _rows(self._tables[table]) for table in touched}
        found = {table for table in touched if now[table] != self._rows[table]}
        self._rows |= now
        return found

    def _see(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if written := _WRITTEN.match(sql):
            self._touched.add(written[1])
        return execute(sql, params, many, context)


def _rows(model: type[Model]) -> list[tuple[object, ...]]:
    return list(model._base_manager.order_by("pk").values_list())
