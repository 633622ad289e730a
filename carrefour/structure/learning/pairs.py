"""Pairs of a tag and its codes as examples: of a file of pairs, and of a definition's table."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from carrefour.catalogue.definition import require_codes
from carrefour.structure.learning.training import Example

TABLE_WEIGHT = 0.5  # of a line of a definition's table, beside a pair that people coded


class PairsError(Exception):
    """The file of pairs cannot be used; the message says where and why."""


def table_examples(source: str, table: Mapping[str, Sequence[str]]) -> Iterator[Example]:
    """The lines of a definition's table as examples."""
    for tag, codes in sorted(table.items()):
        yield Example(tag, "", frozenset(codes), source, TABLE_WEIGHT)


def read_pairs(path: Path) -> Iterator[Example]:
    """The pairs of a CSV file of source, tag and codes (``EMP|INS``). Raises `PairsError`."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if missing := {"source", "tag", "codes"} - set(rows.fieldnames or ()):
                lacks = ", ".join(sorted(missing))
                raise PairsError(f"{path}: lacks the column {lacks}; it needs source, tag, codes")
            for line, row in enumerate(rows, start=2):
                codes = [code.strip() for code in (row["codes"] or "").split("|")]
                try:
                    told = require_codes(tuple(code for code in codes if code))
                except ValueError as error:
                    raise PairsError(f"{path}, line {line}: {error}") from error
                found[row["source"], row["tag"]].update(told)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PairsError(f"{path}: cannot be read ({error})") from error
    for (source, tag), kept in found.items():
        yield Example(tag, "", frozenset(kept), source)
