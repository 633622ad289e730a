"""Connectors: from a declared source to its raw records, one module a kind."""

from carrefour.harvest.connectors.origin import LocalFile, Origin, Remote
from carrefour.harvest.connectors.raw import RawRecord, Rejected, SourceBroken
from carrefour.harvest.connectors.reading import read_records

__all__ = [
    "LocalFile",
    "Origin",
    "RawRecord",
    "Rejected",
    "Remote",
    "SourceBroken",
    "read_records",
]
