"""Excel workbooks."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from carrefour.catalogue.fetching import ExcelFetch
from carrefour.harvest.connectors.csv import header_names
from carrefour.harvest.connectors.raw import Item, Rejected, Unreadable

MOST_UNPACKED = 200_000_000  # bytes of all that a workbook packs: its texts are held in memory
MOST_COLUMNS = 2_000  # a row of one far cell is made as long as that


def refuse_bomb(path: Path) -> None:
    """Raises `Unreadable` for a workbook that unpacks to more than any of people does."""
    with zipfile.ZipFile(path) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > MOST_UNPACKED:
        reason = f"unpacks to over {MOST_UNPACKED:,} bytes"
        raise Unreadable("the workbook", reason, "Ask for a smaller extract.")


def read_excel(path: Path, fetch: ExcelFetch) -> Iterator[Item | Rejected]:
    """One item a row of the worksheet, by the names of its first row."""
    # Loaded when needed: seven megabytes that no page of the site has a use for.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with path.open("rb") as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":
            raise Unreadable("the workbook", "is an old .xls file", "Save it as .xlsx.")
        file.seek(0)
        try:
            refuse_bomb(path)
            book = load_workbook(file, read_only=True, data_only=True)
        except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise Unreadable(
                "the file", f"is no workbook ({error})", "Save it as .xlsx."
            ) from error
        if fetch.sheet and fetch.sheet not in book.sheetnames:
            raise Unreadable(
                "fetch.sheet", f"there is no '{fetch.sheet}'", f"Use one of {book.sheetnames}."
            )
        table = book[fetch.sheet] if fetch.sheet else book.worksheets[0]
        # So a row is as long as this, whatever it holds; the names end where the first row does.
        rows = table.iter_rows(min_row=fetch.skip_lines + 1, max_col=MOST_COLUMNS, values_only=True)
        names = ["" if cell is None else str(cell) for cell in next(rows, ())]
        while names and not names[-1]:
            names.pop()
        header = header_names(names)
        for number, row in enumerate(rows, 1):
            if any(cell is not None for cell in row):
                yield Item(f"row {number}", dict(zip(header, map(_plain, row), strict=False)))


def _plain(cell: Any) -> Any:
    """A cell as JSON holds it: dates in ISO 8601, whole numbers without a point."""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return "" if cell is None else cell
