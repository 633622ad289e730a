"""What the tests of this room share: definitions in a few words, and a geocoder of three places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.draft import Draft
from carrefour.structure import Structurer
from carrefour.structure.suggesting import NO_ADVICE, Advice
from carrefour.territory.model import Geocoder, Location, NotLocated, PlaceHint, Precision

Drafting = Callable[..., Draft]


class ThreePlaces:
    """Knows Nantes, Rezé and the département that holds them, and any point it is given."""

    def __init__(self) -> None:
        self.asked: list[PlaceHint] = []

    def locate_all(self, hint: PlaceHint) -> list[Location | NotLocated]:
        return [self.locate(hint)]

    def locate(self, hint: PlaceHint) -> Location | NotLocated:
        """The place by point, else by name."""
        self.asked.append(hint)
        known = {"Nantes": "44109", "Rezé": "44143"}
        name = hint.commune or hint.text
        if hint.lat is not None:
            return self._place(name, hint, Precision.ADDRESS, known.get(name, ""), hint.lat)
        if name in known:
            lat = {"Nantes": 47.22, "Rezé": 47.18}[name]
            return self._place(name, hint, Precision.COMMUNE, known[name], lat)
        if hint.departement == "44":
            return self._place("Loire-Atlantique", hint, Precision.DEPARTEMENT, "", 47.3)
        return NotLocated(f"no territory is known as '{name}'")

    def _place(
        self, label: str, hint: PlaceHint, precision: Precision, commune: str, lat: float
    ) -> Location:
        return Location(
            label=label,
            address=hint.address,
            postcode=hint.postcode,
            lat=lat,
            lon=hint.lon if hint.lon is not None else -1.5,
            precision=precision,
            score=1.0,
            method="source",
            commune=commune,
            departement="44",
            region="52",
        )


@pytest.fixture
def geocoder() -> ThreePlaces:
    """A geocoder that remembers what it was asked."""
    return ThreePlaces()


def defined(**parts: Any) -> SourceDefinition:
    """A definition whose title is at ``nom``, with ``parts`` changed or added."""
    fields = {"title": "nom", **parts.pop("fields", {})}
    return SourceDefinition.model_validate(
        {
            "id": "essai",
            "title": "Essai",
            "organisation": {"id": "essai", "name": "Essai"},
            "licence": "ODbL-1.0",
            "fetch": {"kind": "json"},
            "record_id": "{nom}",
            "fields": fields,
            **parts,
        }
    )


@pytest.fixture
def draft(geocoder: Geocoder) -> Drafting:
    """The draft of a record: ``draft(record, fields=..., places=..., tags=...)``."""

    def make(record: dict[str, Any], advice: Advice = NO_ADVICE, **parts: Any) -> Draft:
        return Structurer(defined(**parts), geocoder, advice).draft(record)

    return make
