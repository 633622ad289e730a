"""The taxonomy: 3 facets (domains, publics, methods), 18 categories, 40 subject codes.

It is the taxonomy of the first Carrefour (2018-2019). A code may stand in several categories and
in two facets (HAN is a public and belongs to the domain "Santé et sport").
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Code:
    """A subject code such as ``EMP``; ``scope`` lists in French what it also covers."""

    id: str
    fr: str
    en: str
    scope: str

    def label(self, language: str) -> str:
        """The code's name in ``fr`` or, for any other language, in English."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Category:
    """A category such as ``domains_employment`` and the codes it gathers."""

    id: str
    fr: str
    en: str
    codes: tuple[str, ...]

    def label(self, language: str) -> str:
        """The category's name in ``fr`` or, for any other language, in English."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Facet:
    """One of the three ways to look at a project."""

    id: str
    fr: str
    en: str
    categories: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Sorted:
    """Codes told apart by the facet they serve."""

    themes: list[str]
    publics: list[str]
    methods: list[str]


class Taxonomy:
    """The facets, categories and codes, and the questions asked of them."""

    def __init__(self, facets: Iterable[Facet], codes: Iterable[Code]) -> None:
        self.facets = {facet.id: facet for facet in facets}
        self.codes = {code.id: code for code in codes}
        self.categories = {c.id: c for facet in self.facets.values() for c in facet.categories}
        self._of_facet = {
            facet.id: {code for category in facet.categories for code in category.codes}
            for facet in self.facets.values()
        }

    def codes_of(self, facet: str) -> set[str]:
        """The codes that ``facet`` holds (``domains``, ``publics`` or ``methods``)."""
        return self._of_facet[facet]

    def categories_of(self, codes: Iterable[str], facet: str = "domains") -> list[str]:
        """Ids of the categories of ``facet`` that hold any of ``codes``, in taxonomy order."""
        wanted = set(codes)
        return [c.id for c in self.facets[facet].categories if wanted.intersection(c.codes)]

    def sort_codes(self, codes: Iterable[str]) -> Sorted:
        """Tell codes apart by facet; one that stands in two facets is given to both.

        A code that stands in no category (AUT, COP, COR, TOU) is a theme. Raises ``KeyError``
        for a code that the taxonomy does not have.
        """
        known = sorted({self.codes[code].id for code in codes})
        publics = [c for c in known if c in self._of_facet["publics"]]
        methods = [c for c in known if c in self._of_facet["methods"]]
        themes = [c for c in known if c in self._of_facet["domains"] or c not in publics + methods]
        return Sorted(themes=themes, publics=publics, methods=methods)

    def label(self, id_: str, language: str) -> str:
        """The name of a code, category or facet id; the id itself when it is unknown."""
        if id_ in self.codes:
            return self.codes[id_].label(language)
        if id_ in self.categories:
            return self.categories[id_].label(language)
        return id_


@cache
def taxonomy() -> Taxonomy:
    """The taxonomy that Carrefour ships."""
    data = json.loads(resources.files(__package__).joinpath("taxonomy.json").read_text("utf-8"))
    facets = [
        Facet(
            id=f["id"],
            fr=f["fr"],
            en=f["en"],
            categories=tuple(
                Category(c["id"], c["fr"], c["en"], tuple(c["codes"])) for c in f["categories"]
            ),
        )
        for f in data["facets"]
    ]
    codes = [Code(id_, c["fr"], c["en"], c["scope"]) for id_, c in data["codes"].items()]
    return Taxonomy(facets, codes)
