"""A source as it is declared: who, under which licence, where, and how its fields become ours.

The classes are the format: `docs/source.schema.json` is made from them, and
`carrefour.catalogue.definition_file` reads a YAML file into a `SourceDefinition`.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from carrefour.catalogue.draft import Status
from carrefour.catalogue.fetching import AnyFetch, Strict, require_expression
from carrefour.catalogue.schedule import require_schedule
from carrefour.catalogue.taxonomy import taxonomy

SLUG = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
ORGANISATION_KINDS = Literal[
    "association", "company", "foundation", "local-authority", "network", "public-body", "other"
]


class OrganisationInfo(Strict):
    """The organisation that runs the source."""

    id: str = Field(description="Stable short name, lower case with hyphens")
    name: str
    url: str = ""
    logo: str = ""
    description: str = ""
    kind: ORGANISATION_KINDS = "other"

    @field_validator("id")
    @classmethod
    def _is_slug(cls, value: str) -> str:
        return require_slug(value)


class Watch(Strict):
    """How often a source is harvested, and what makes a harvest suspicious."""

    schedule: str = Field(
        default="", description='"every 6 hours", "every 2 days", or five cron fields; empty: never'
    )
    gone_after: int = Field(
        default=3, ge=1, description="Harvests that miss a record before it counts as gone"
    )
    most_loss: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="Share of its records that may vanish at once; more holds the harvest",
    )
    least_records: int = Field(
        default=0, ge=0, description="A harvest that gives fewer records than this is held"
    )

    @field_validator("schedule")
    @classmethod
    def _is_a_schedule(cls, value: str) -> str:
        if value:
            require_schedule(value)
        return value


class Rule(Strict):
    """How one of our fields is read from a record.

    Exactly one of ``path``, ``template`` and ``constant`` says where the value comes from. Of
    several paths the first that gives a value is taken, or all of them with ``all: true``.
    """

    path: str | tuple[str, ...] = ()
    template: str = Field(default="", description='Text with paths in braces: "{nom} ({ville})"')
    constant: str | tuple[str, ...] = ()
    all: bool = Field(default=False, description="Take the values of all paths, not the first")
    split: str = Field(default="", description="Regular expression that parts a list in one text")
    pattern: str = Field(
        default="", description="Regular expression; the first group (or the match) is kept"
    )
    map: dict[str, str] = Field(default_factory=dict, description="Exact values to ours")
    format: str = Field(default="", description="strptime format of a date")

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths, as a tuple even when one was written alone."""
        return (self.path,) if isinstance(self.path, str) else self.path

    @property
    def constants(self) -> tuple[str, ...]:
        """The constants, as a tuple even when one was written alone."""
        return (self.constant,) if isinstance(self.constant, str) else self.constant

    @field_validator("split", "pattern")
    @classmethod
    def _compiles(cls, value: str) -> str:
        return require_expression(value)

    @model_validator(mode="after")
    def _one_origin(self) -> Rule:
        given = [bool(self.path), bool(self.template), bool(self.constant)]
        if sum(given) != 1:
            raise ValueError("needs exactly one of path, template and constant")
        return self


def _short_form(value: object) -> object:
    """A rule written as a bare text or list is a path."""
    return {"path": value} if isinstance(value, str | list | tuple) else value


class ShortRules(Strict):
    """Rules by field; ``title: Nom`` is short for ``title: {path: Nom}``."""

    @model_validator(mode="before")
    @classmethod
    def _lengthen(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        return {key: _short_form(value) for key, value in data.items()}


class FieldRules(ShortRules):
    """Our fields, each with the rule that reads it. Only the title is required."""

    title: Rule
    summary: Rule | None = None
    description: Rule | None = None
    images: Rule | None = None
    image_credit: Rule | None = None
    image_alt: Rule | None = None
    url: Rule | None = None
    source_url: Rule | None = None
    holder: Rule | None = None
    holder_id: Rule | None = None
    partners: Rule | None = None
    tags: Rule | None = None
    codes: Rule | None = None
    ages: Rule | None = None
    start_date: Rule | None = None
    end_date: Rule | None = None
    status: Rule | None = None
    budget: Rule | None = None
    language: Rule | None = None
    licence: Rule | None = None
    contact_name: Rule | None = None
    contact_email: Rule | None = None
    contact_phone: Rule | None = None

    @model_validator(mode="after")
    def _statuses_are_ours(self) -> FieldRules:
        if self.status:
            for value in self.status.map.values():
                if value not in set(Status):
                    raise ValueError(
                        f"status: '{value}' is not one of {', '.join(Status)}; map to one of these"
                    )
        return self


class PlaceRules(ShortRules):
    """Where one place of a project is read. ``each`` gives one place for each item of a list.

    ``seat: true`` says that it is the address of who carries the project, which is taken for the
    project's place only when nothing says where the project acts.
    ``text`` is free text that names a place. ``point`` holds both coordinates in one value
    (``47.76,7.32`` or ``[7.32, 47.76]`` with ``point_order: lonlat``).
    """

    each: str = Field(default="", description="Path to a list; the other paths start in its items")
    seat: bool = Field(
        default=False,
        description="Where the organisation has its seat: taken only when no other place is found",
    )
    text: Rule | None = None
    label: Rule | None = None
    address: Rule | None = None
    postcode: Rule | None = None
    commune: Rule | None = None
    insee: Rule | None = None
    departement: Rule | None = None
    region: Rule | None = None
    country: Rule | None = None
    lat: Rule | None = None
    lon: Rule | None = None
    point: Rule | None = None
    point_order: Literal["latlon", "lonlat"] = "latlon"

    @model_validator(mode="before")
    @classmethod
    def _lengthen(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        plain = ("each", "seat", "point_order")
        return {k: v if k in plain else _short_form(v) for k, v in data.items()}


class Federated(Strict):
    """Another Carrefour that a source is harvested from, and who harvests it first."""

    site: str = Field(description="Address of the Carrefour that it is harvested from")
    origin: str = Field(description="Address of the Carrefour that harvests it first")
    source: str = Field(description="What the source is called at its origin")


class SourceDefinition(Strict):
    """A source, whole: what one YAML file in `sources/` says."""

    id: str = Field(description="Stable short name; part of the ids of its sheets, never changed")
    title: str
    organisation: OrganisationInfo
    description: str = ""
    homepage: str = Field(default="", description="Page that people read about this source")
    licence: str = Field(description="SPDX id, or the name of the licence, or 'unknown'")
    attribution: str = Field(default="", description="Credit line that the licence asks for")
    language: str = Field(default="fr", description="ISO 639-1 code of its texts")
    contacts_public: bool = Field(
        default=False, description="The source says that its contacts may be published"
    )
    drop: tuple[str, ...] = Field(
        default=(), description="Paths that are never kept, such as those of personal data"
    )
    federated: Federated | None = Field(
        default=None, description="Written by `carrefour federate`: which Carrefour tells it"
    )
    fetch: AnyFetch
    watch: Watch = Watch()
    record_id: str = Field(
        description='Template of a record\'s stable id: "{id}", or "{nom}|{adresse}"'
    )
    fields: FieldRules
    places: tuple[PlaceRules, ...] = ()
    tags: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="This source's tags to taxonomy codes; an empty list means 'no theme'",
    )
    codes: tuple[str, ...] = Field(default=(), description="Taxonomy codes of every record")

    @field_validator("id")
    @classmethod
    def _is_slug(cls, value: str) -> str:
        return require_slug(value)

    @field_validator("tags", mode="before")
    @classmethod
    def _one_code_or_several(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {str(k): [v] if isinstance(v, str) else v for k, v in value.items()}

    @field_validator("tags")
    @classmethod
    def _tag_codes_exist(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for tag, codes in value.items():
            require_codes(codes, f"tag '{tag}': ")
        return value

    @field_validator("codes")
    @classmethod
    def _codes_exist(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return require_codes(value)


def require_slug(value: str) -> str:
    """``value`` when it is lower case letters, digits and hyphens; else raises ``ValueError``."""
    if not SLUG.match(value):
        raise ValueError("use lower case letters, digits and single hyphens, such as 'ma-source'")
    return value


def require_codes(codes: tuple[str, ...], before: str = "") -> tuple[str, ...]:
    """``codes`` when the taxonomy has each of them; else raises ``ValueError``."""
    known = taxonomy().codes
    for code in codes:
        if code not in known:
            raise ValueError(f"{before}'{code}' is no code of the taxonomy ({', '.join(known)})")
    return codes
