"""The example projects: a hundred and fifty, invented one by one, over every région of France.

They are plain data in ``data/``: one file for each partner that publishes them, and a table of
the communes where they act.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml
from django.utils.text import slugify

from carrefour.catalogue.draft import Status

PARTNERS = ("html", "rss", "api", "csv", "geojson")
# Publics that the taxonomy has a code for; the others only say whom the project serves.
PUBLIC_CODES = {
    "enfants": "JEU",
    "étudiants": "JEU",
    "jeunes": "JEU",
    "personnes handicapées": "HAN",
    "seniors": "SEN",
}
Kind = Literal["commune", "departement", "region", "country"]
_PLACE = re.compile(r"^(?P<name>.+?) \((?P<within>[^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a project acts: a commune with its point, or a wider territory by its name alone."""

    kind: Kind
    name: str
    insee: str = ""
    postcode: str = ""
    lat: float = 0.0
    lon: float = 0.0
    departement: str = ""
    region: str = ""

    @property
    def line(self) -> str:
        """The place as it is written on an envelope: "26150 Die"."""
        return f"{self.postcode} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Project:
    """One example project."""

    number: int
    partner: str
    title: str
    summary: str
    paragraphs: tuple[str, ...]
    holder: str
    partners: tuple[str, ...]
    codes: tuple[str, ...]
    publics: tuple[str, ...]
    start: str
    end: str
    planned: bool
    budget: int | None
    places: tuple[Place, ...]
    picture: str

    @property
    def slug(self) -> str:
        """The title as a part of an address."""
        return slugify(self.title.replace("œ", "oe").replace("’", " "))

    @property
    def status(self) -> Status:
        """Where the project stands."""
        if self.planned:
            return Status.PLANNED
        return Status.ENDED if self.end else Status.RUNNING

    @property
    def subjects(self) -> tuple[str, ...]:
        """Every taxonomy code that the project deserves, those of its publics included."""
        of_publics = (PUBLIC_CODES[p] for p in self.publics if p in PUBLIC_CODES)
        return tuple(dict.fromkeys((*self.codes, *of_publics)))


@cache
def projects() -> tuple[Project, ...]:
    """Every example project, in the order of `PARTNERS`, the same at each call."""
    told = [(partner, entry) for partner in PARTNERS for entry in _entries(partner)]
    return tuple(_project(number, *one) for number, one in enumerate(told, 1))


def of_partner(partner: str) -> list[Project]:
    """The projects that one of `PARTNERS` publishes."""
    return [project for project in projects() if project.partner == partner]


def _project(number: int, partner: str, entry: dict[str, Any]) -> Project:
    return Project(
        number=number,
        partner=partner,
        title=entry["title"],
        summary=entry["summary"],
        paragraphs=tuple(entry["text"].split("\n")),
        holder=_invented(entry["holder"]),
        partners=tuple(_invented(name) for name in entry.get("partners", ())),
        codes=tuple(entry["codes"]),
        publics=tuple(entry["publics"]),
        start=entry["start"],
        end=entry.get("end", ""),
        planned=entry.get("planned", False),
        budget=entry.get("budget"),
        places=tuple(_place(written) for written in entry["places"]),
        picture=entry.get("picture", ""),
    )


def _invented(name: str) -> str:
    """``name`` with the mark that nobody bears it."""
    return f"{name} (exemple)"


def _place(written: str) -> Place:
    """The place in "Die (26)", "Lozère (département)", "Corse (région)" or "France"."""
    match = _PLACE.match(written)
    if match is None:
        return Place("country", written)
    name, within = match["name"], match["within"]
    if within == "département":
        return Place("departement", name, departement=name)
    if within == "région":
        return Place("region", name, region=name)
    return _communes()[name, within]


@cache
def _communes() -> dict[tuple[str, str], Place]:
    """The communes of the table, by name and code of the département."""
    rows = csv.DictReader(_text("places.tsv").splitlines(), delimiter="\t")
    return {
        (row["name"], row["code"]): Place(
            kind="commune",
            name=row["name"],
            insee=row["insee"],
            postcode=row["postcode"],
            lat=float(row["lat"]),
            lon=float(row["lon"]),
            departement=row["departement"],
            region=row["region"],
        )
        for row in rows
    }


def _entries(partner: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load(_text(f"{partner}.yml")))


def _text(name: str) -> str:
    return resources.files(__package__).joinpath("data", name).read_text("utf-8")
