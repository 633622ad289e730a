"""What the API says: its public shapes."""

from __future__ import annotations

from ninja import Schema


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


class SuggestionOut(Schema):
    """A code that nobody gave: the chance that it is right, and the tag or words it comes from."""

    code: str
    score: float
    source: str
    tag: str
    words: list[str]


class ProjectOut(Schema):
    """One project. ``suggested`` are those of its codes that nobody gave.

    ``organisation`` is the one that told it first, ``organisations`` all that tell it.
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
    places: list[PlaceOut]
    updated_at: str
    licence: str


class ProjectDetail(ProjectOut):
    """One project, whole."""

    description: str
    web: str
    source_url: str
    holder: str
    partners: list[str]
    budget: int | None
    language: str
    images: list[dict[str, str]]
    origins: list[OriginOut]
    suggestions: list[SuggestionOut]


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
    """A page of results. ``relaxed`` says how words were loosened: spelling or some-words."""

    total: int
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


class Problem(Schema):
    """What is wrong with a request (RFC 9457)."""

    title: str
    status: int
    detail: str
    errors: dict[str, str] = {}
