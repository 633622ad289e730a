"""CSV and TSV, of any separator and encoding."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from carrefour.catalogue.fetching import CsvFetch
from carrefour.harvest.connectors.encoding import encoding_of, refuse_page
from carrefour.harvest.connectors.raw import Item, Rejected, Unreadable

csv.field_size_limit(10_000_000)


def read_csv(path: Path, fetch: CsvFetch) -> Iterator[Item | Rejected]:
    """One item a row, by the names of the header's columns."""
    refuse_page(path)
    encoding = fetch.encoding or encoding_of(path)
    try:
        file = path.open(encoding=encoding, newline="")
    except LookupError as error:
        raise Unreadable("fetch.encoding", str(error), "Use a name such as cp1252.") from error
    with file:
        try:
            for _ in range(fetch.skip_lines):
                next(file, "")
            separator = fetch.separator or _separator(file)
            # A NUL byte is never wanted text.
            lines = (line.replace("\0", "") for line in file)
            yield from _rows(csv.reader(lines, delimiter=separator))
        except UnicodeDecodeError as error:
            raise Unreadable(
                f"byte {error.start}", f"is not {encoding}", "Set fetch.encoding in the definition."
            ) from error
        except csv.Error as error:
            raise Unreadable("the table", f"is broken ({error})", "Check the quotes.") from error


def header_names(cells: list[str]) -> list[str]:
    """Names for columns: white space folded, empty ones numbered, repeated ones told apart."""
    names: dict[str, None] = {}
    last: dict[str, int] = {}  # what was counted up to, so that many names alike cost no more
    for number, cell in enumerate(cells, 1):
        name = base = " ".join(cell.replace("\ufeff", "").split()) or f"col_{number}"
        while name in names:
            last[base] = last.get(base, 1) + 1
            name = f"{base}.{last[base]}"
        names[name] = None
    return list(names)


def _separator(file: TextIO) -> str:
    """The separator that the header line holds most often."""
    position = file.tell()
    line = file.readline()
    file.seek(position)
    return max(";,\t|", key=lambda mark: (line.count(mark), mark == ","))


def _rows(rows: Iterator[list[str]]) -> Iterator[Item | Rejected]:
    header = header_names(next(rows, []))
    if not header:
        raise Unreadable("line 1", "the file is empty", "Check what the source publishes.")
    for number, row in enumerate(rows, 1):
        if not any(cell.strip() for cell in row):
            continue
        where = f"row {number}"
        extra = [cell for cell in row[len(header) :] if cell.strip()]
        if extra:
            reason = f"has {len(row)} cells where the header has {len(header)}; check its quotes"
            yield Rejected(where, reason, repr(row)[:500])
            continue
        cells = row[: len(header)] + [""] * (len(header) - len(row))
        yield Item(where, dict(zip(header, cells, strict=True)))
