"""Shared spreadsheets, through their CSV exports."""

from __future__ import annotations

from collections.abc import Iterator

from carrefour.catalogue.fetching import GoogleSheetFetch, GristFetch
from carrefour.harvest.connectors.origin import Origin
from carrefour.harvest.connectors.raw import Given


def read_google_sheet(fetch: GoogleSheetFetch, origin: Origin) -> Iterator[Given]:
    """Every row of the sheet."""
    raise NotImplementedError(fetch, origin)


def read_grist(fetch: GristFetch, origin: Origin) -> Iterator[Given]:
    """Every row of the table."""
    raise NotImplementedError(fetch, origin)
