"""Tables as CSV that spreadsheets open as they are, and that cannot act in them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import get_language

# A cell that begins so is a formula to a spreadsheet (OWASP, "CSV Injection"); the wide forms of
# the signs are taken for the plain ones.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARK = "\ufeff"  # by which spreadsheets know that a file is UTF-8
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def harmless(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula: such a cell begins with "'"."""
    clean = text if text.isprintable() else _CONTROLS.sub(" ", text)
    return f"'{clean}" if clean.lstrip(" \u00a0").startswith(_ACTIVE) else clean


def lines(rows: Iterable[Iterable[str | int | float]]) -> Iterator[str]:
    """``rows`` as the lines of a CSV file, one after the other, in the visitor's language.

    French spreadsheets take a comma for a decimal one, and expect semicolons between cells.
    """
    line = io.StringIO()
    writer = csv.writer(line, delimiter="," if get_language() == "en" else ";")
    yield MARK
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
