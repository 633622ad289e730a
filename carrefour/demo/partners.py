"""The five example partners: their names, their looks, and the words they use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from carrefour.demo.projects import PARTNERS, Project

NOTE = "Données d’exemple : projets, associations et personnes imaginaires."


@dataclass(frozen=True, slots=True)
class Partner:
    """An invented organisation that publishes projects in its own way."""

    id: str
    name: str
    motto: str
    hue: str
    tint: str
    data: str = ""
    form: str = ""

    @property
    def home(self) -> str:
        """The path of its first page."""
        return f"/{self.id}/"


_ALL = (
    Partner(
        id="html",
        name="Réseau des Ateliers (exemple)",
        motto="Des lieux où l’on fabrique, répare, joue et transmet.",
        hue="#8a3f1d",
        tint="#fbeadd",
    ),
    Partner(
        id="rss",
        name="La Gazette des initiatives (exemple)",
        motto="Les bonnes nouvelles ont aussi leurs reporters.",
        hue="#7b2d5e",
        tint="#f8e7f1",
        data="/rss/feed.xml",
        form="flux RSS",
    ),
    Partner(
        id="api",
        name="Fondation Exemple Solidaire (exemple)",
        motto="Donner leur chance aux idées qui changent une vie.",
        hue="#23527c",
        tint="#e4eef7",
        data="/api/projets",
        form="API JSON",
    ),
    Partner(
        id="csv",
        name="Agence des territoires d’exemple (exemple)",
        motto="L’annuaire des initiatives communales et rurales.",
        hue="#6a5310",
        tint="#f7efd3",
        data="/csv/projets.csv",
        form="fichier CSV",
    ),
    Partner(
        id="geojson",
        name="Carte des transitions (exemple)",
        motto="Celles et ceux qui n’attendent pas, point par point.",
        hue="#2c6e34",
        tint="#e3f1e0",
        data="/geojson/carte.json",
        form="carte GeoJSON",
    ),
)
BY_ID = {partner.id: partner for partner in _ALL}


def sheet_path(project: Project) -> str:
    """The path of a project's page on the site of its partner."""
    return f"/{project.partner}/projets/{project.slug}"


def words_of(project: Project) -> list[str]:
    """The subjects of ``project`` in the words of its partner."""
    said = _words()[project.partner]
    return [said[code] for code in project.codes]


@cache
def _words() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("data", "words.yml").read_text("utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    if set(found) != set(PARTNERS):
        raise ValueError(f"words.yml speaks for {', '.join(found)}")
    return found
