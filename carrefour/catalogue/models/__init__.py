"""The tables of the catalogue, one noun a module."""

from carrefour.catalogue.models.correction import Correction
from carrefour.catalogue.models.decision import TagDecision
from carrefour.catalogue.models.link import Link
from carrefour.catalogue.models.naming import Naming
from carrefour.catalogue.models.picture import Picture
from carrefour.catalogue.models.place import Place
from carrefour.catalogue.models.provenance import Provenance
from carrefour.catalogue.models.record import Record
from carrefour.catalogue.models.sheet import Sheet
from carrefour.catalogue.models.source import Organisation, Source
from carrefour.catalogue.models.twin import Likeness, Trait, TwinDecision

__all__ = [
    "Correction",
    "Likeness",
    "Link",
    "Naming",
    "Organisation",
    "Picture",
    "Place",
    "Provenance",
    "Record",
    "Sheet",
    "Source",
    "TagDecision",
    "Trait",
    "TwinDecision",
]
