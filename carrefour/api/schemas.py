"""What the API says: its public shapes."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import ConfigDict


def _chosen(schema: dict[str, Any]) -> None:
    """With ``fields`` an answer holds the id and what was asked for: no more is sure."""
    schema["required"] = ["id"]


class PlaceOut(Schema):
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


class OriginOut(Schema):
    """A record that a sheet is made from, and the fields that it gives."""

    source: str
    record: str
    fields: list[str]
    collected_at: str


class SuggestedCodeOut(Schema):
    """A code that nobody gave: the chance that it is right, and the tag or words it comes from."""

    code: str
    score: float
    source: str
    tag: str
    words: list[str]


class ProjectOut(Schema):
    """One project. ``suggested`` are those of its codes that nobody gave.

    ``organisation`` is the one that told it first, ``organisations`` all that tell it. ``reuse`` is
    what its licence allows, as far as its name tells: ``free``, ``limited``, ``unknown`` or
    ``none``; where it is ``none`` the texts and places are left out.
    """

    model_config = ConfigDict(json_schema_extra=_chosen)

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
    places: list[PlaceOut]
    updated_at: str
    licence: str
    reuse: str


class ProjectDetail(ProjectOut):
    """One project, whole."""

    description: str
    web: str
    source_url: str
    holder: str
    partners: list[str]
    budget: int | None
    language: str
    images: list[dict[str, Any]]
    origins: list[OriginOut]
    suggestions: list[SuggestedCodeOut]


class UnderstoodOut(Schema):
    """The search that was made in the end; it differs from what was asked with ``read=free``.

    ``corrected`` is the text put right, ``widened`` in what the search was widened (``place``,
    ``anywhere``, ``words``, ``facet``, ``subject``) to find anything.
    """

    words: str
    corrected: str
    territories: list[str]
    near: str
    radius: float | None
    widened: list[str]


class Page(Schema):
    """A page of results. ``relaxed`` says how words were loosened: spelling, more or some-words.

    ``next`` is the address of the page that follows and ``cursor`` its cursor, empty on the last.
    """

    total: int
    next: str
    cursor: str
    page: int
    per_page: int
    relaxed: str
    understood: UnderstoodOut
    results: list[ProjectOut]


class FacetValue(Schema):
    """A value of a facet, its name, and how many projects it would give."""

    value: str
    label: str
    count: int


class SourceOut(Schema):
    """A source and its licence."""

    id: str
    title: str
    organisation: str
    homepage: str
    licence: str
    attribution: str
    harvested_at: str
    projects: int


class TerritoryOut(Schema):
    """A territory that a name may mean."""

    ref: str
    name: str
    level: str
    population: int
    lat: float | None
    lon: float | None
    departement: str
    region: str


class FeatureCollection(Schema):
    """Points on a map (RFC 7946)."""

    type: str
    total: int
    features: list[dict[str, Any]]


class NeighbourOut(Schema):
    """A project that is like another, and why."""

    reason: str
    project: ProjectOut


class ChangeOut(Schema):
    """What a project went through: ``changed`` (new ones too), ``withdrawn`` or ``merged``.

    ``project`` is how it is now, ``null`` when it is gone; ``merged_into`` is the project that
    tells it from now on.
    """

    id: str
    change: str
    at: str
    merged_into: str | None
    project: ProjectOut | None


class Changes(Schema):
    """Changes in their order. ``cursor`` is always given: come back with it later.

    ``more`` says that there are others already.
    """

    more: bool
    next: str
    cursor: str
    changes: list[ChangeOut]


class SuggestionOut(Schema):
    """What typed letters may mean: a filter (``name`` and ``value``) or a project (``url``)."""

    kind: str
    label: str
    hint: str
    name: str
    value: str
    url: str


class OrganisationOut(Schema):
    """An organisation of the collective and how many of its projects are shown."""

    id: str
    url: str
    name: str
    kind: str
    description: str
    web: str
    parts: list[str]
    themes: list[str]
    territory: str
    shares: bool
    projects: int


class CodeOut(Schema):
    """A subject code; ``scope`` tells in French what it also covers."""

    code: str
    fr: str
    en: str
    scope: str


class CategoryOut(Schema):
    """A category and its codes."""

    id: str
    fr: str
    en: str
    codes: list[str]


class TaxonomyFacetOut(Schema):
    """One of the three ways to look at a project: domains, publics, methods."""

    id: str
    fr: str
    en: str
    categories: list[CategoryOut]


class TaxonomyOut(Schema):
    """The facets with their categories, and all codes."""

    facets: list[TaxonomyFacetOut]
    codes: list[CodeOut]


class CollectionOut(Schema):
    """A published collection of projects."""

    id: str
    url: str
    title: str
    introduction: str
    byline: str
    language: str
    published_at: str
    projects: int


class ChosenOut(Schema):
    """A project of a collection and what its makers say of it; ``project`` is null once gone."""

    title: str
    text: str
    project: ProjectOut | None


class CollectionDetail(CollectionOut):
    """A collection with its projects in their order."""

    items: list[ChosenOut]


class Problem(Schema):
    """What is wrong with a request (RFC 9457), and the cure."""

    type: str
    title: str
    status: int
    detail: str
    cure: str
    errors: dict[str, str] = {}
