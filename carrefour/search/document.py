"""What the engine knows of a sheet: plain values, so that engines need no database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One sheet as it is indexed.

    ``description`` is plain text. ``themes`` holds codes; the engine adds the categories that
    gather them. ``territories`` are references of every territory that holds one of the places,
    ``zones`` kinds of zones (``qpv``), ``points`` the places' (lat, lon). ``date`` is the day, as
    YYYYMMDD, that orders by date.
    """

    id: str
    title: str
    summary: str = ""
    description: str = ""
    holder: str = ""
    partners: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    place_names: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    organisation_names: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    status: str = ""
    territories: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    date: int = 0
