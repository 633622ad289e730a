"""A Draft: one record of a source, told in Carrefour's own model, before it meets a sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from carrefour.territory.model import Location


class Status(StrEnum):
    """Where a project stands; empty in a draft when the source does not say."""

    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Image:
    """An image at its address, with the text for those who cannot see it and its credit."""

    url: str
    alt: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact that the source says may be public."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code that nobody gave: how likely it is, and the ``tag`` or the ``words`` it comes from.

    ``score`` is the chance, from 0 to 1, that a person would give the code.
    """

    code: str
    score: float
    tag: str = ""
    words: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """What one record says of one project.

    Empty values mean that the record does not say. ``description`` is sanitised HTML; all other
    texts are plain. Dates are ISO 8601 of the precision that the source gives: ``2019``,
    ``2019-05`` or ``2019-05-02``. ``holder_number`` is ``siren:…`` or ``rna:W…``. ``budget`` is in
    euros. ``themes``, ``publics`` and ``methods`` are codes of the taxonomy that the source or a
    person gave, sorted; ``suggested`` are those that nobody gave, ``proposed`` those that the text
    may mean, for a person to decide. ``unmapped_tags`` are the tags
    that nobody has decided on; ``warnings`` tell in plain English what was left out or put right.
    """

    title: str
    summary: str = ""
    description: str = ""
    images: list[Image] = field(default_factory=list)
    url: str = ""
    source_url: str = ""
    holder: str = ""
    holder_number: str = ""
    partners: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    publics: list[str] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    places: list[Location] = field(default_factory=list)
    start_date: str = ""
    end_date: str = ""
    status: Status | None = None
    budget: int | None = None
    language: str = "fr"
    licence: str = ""
    contact: Contact | None = None
    suggested: list[Suggestion] = field(default_factory=list)
    proposed: list[Suggestion] = field(default_factory=list)
    unmapped_tags: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
