"""What the API answers, as typed dictionaries."""

from __future__ import annotations

from typing import Any, Literal, TypedDict


class Place(TypedDict):
    """Where a project acts; the point stands for what ``precision`` says."""

    label: str
    address: str
    postcode: str
    lat: float | None
    lon: float | None
    precision: str
    score: float
    commune: str
    epci: str
    departement: str
    region: str
    country: str


class Project(TypedDict, total=False):
    """A project; with ``fields`` it holds the id and these alone.

    Those from ``description`` on are told by `Carrefour.project` alone.
    """

    id: str
    url: str
    title: str
    summary: str
    organisation: str
    organisations: list[str]
    source: str
    themes: list[str]
    publics: list[str]
    methods: list[str]
    suggested: list[str]
    tags: list[str]
    status: str
    start_date: str
    end_date: str
    places: list[Place]
    updated_at: str
    licence: str
    reuse: str
    description: str
    web: str
    source_url: str
    holder: str
    partners: list[str]
    budget: int | None
    language: str
    images: list[dict[str, Any]]
    origins: list[dict[str, Any]]
    suggestions: list[dict[str, Any]]


class Neighbour(TypedDict):
    """A project that is like another, and why."""

    reason: str
    project: Project


class Change(TypedDict):
    """What a project went through, and how it is now: ``None`` when it is gone."""

    id: str
    change: Literal["changed", "withdrawn", "merged"]
    at: str
    merged_into: str | None
    project: Project | None
