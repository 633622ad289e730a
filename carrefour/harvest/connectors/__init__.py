"""Connectors: from a declared source to its raw records, one module a kind."""

from carrefour.harvest.connectors.origin import LocalFile, Origin, Recording, Remote
from carrefour.harvest.connectors.raw import (
    Gone,
    RawRecord,
    Rejected,
    SourceBroken,
    TheRestStands,
    Told,
)
from carrefour.harvest.connectors.reading import read_records

__all__ = [
    "Gone",
    "LocalFile",
    "Origin",
    "RawRecord",
    "Recording",
    "Rejected",
    "Remote",
    "SourceBroken",
    "TheRestStands",
    "Told",
    "read_records",
]
