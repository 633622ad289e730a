"""Shared spreadsheets, through their CSV exports."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from carrefour.catalogue.fetching import CsvFetch, GoogleSheetFetch, GristFetch
from carrefour.harvest.connectors.documents import read_document
from carrefour.harvest.connectors.encoding import IsWebPage
from carrefour.harvest.connectors.origin import Origin
from carrefour.harvest.connectors.pages import with_parameter
from carrefour.harvest.connectors.raw import Given, Unreadable


def read_google_sheet(fetch: GoogleSheetFetch, origin: Origin) -> Iterator[Given]:
    """Every row of the sheet, which must be shared with everyone who has its address."""
    document = f"{fetch.url.rstrip('/')}/spreadsheets/d/{quote(fetch.document, safe='')}/export"
    url = with_parameter(with_parameter(document, "format", "csv"), "gid", fetch.sheet)
    try:
        yield from read_document(_table(fetch, url, fetch.skip_lines), origin)
    except IsWebPage as error:
        # Google asks whoever may not read a sheet to sign in.
        cure = "Share it with everyone who has its link, and check fetch.document and fetch.sheet."
        raise Unreadable("the sheet", "is not shared", cure) from error


def read_grist(fetch: GristFetch, origin: Origin) -> Iterator[Given]:
    """Every row of the table, by the labels of its columns."""
    document = f"{fetch.url.rstrip('/')}/api/docs/{quote(fetch.document, safe='')}/download/csv"
    url = with_parameter(document, "tableId", fetch.table)
    yield from read_document(_table(fetch, url, 0), origin)


def _table(fetch: GoogleSheetFetch | GristFetch, url: str, skip_lines: int) -> CsvFetch:
    return CsvFetch(
        kind="csv",
        url=url,
        separator=",",
        encoding="utf-8-sig",
        skip_lines=skip_lines,
        pace=fetch.pace,
        limits=fetch.limits,
        key=fetch.key,
    )
