"""Parquet, for those who analyse; its library is large, so that an installation may do without."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from carrefour.opendata.fields import FIELDS, Kind
from carrefour.opendata.sheets import Row, Told

ROWS = 5_000  # in a group, which is held in memory until it is full


def can_write_parquet() -> bool:
    """Whether pyarrow is installed (``pip install carrefour[parquet]``)."""
    return find_spec("pyarrow") is not None


class Parquet:
    """The fields of the table, lists as lists, compressed by Zstandard."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        from pyarrow.parquet import ParquetWriter

        self._pa = pa
        types: dict[Kind, Any] = {
            Kind.NUMBER: pa.float64(),
            Kind.INTEGER: pa.int64(),
            Kind.LIST: pa.list_(pa.string()),
        }
        columns = [(field.name, types.get(field.kind, pa.string())) for field in FIELDS]
        self._schema = pa.schema(columns)
        self._writer = ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Row] = []

    def write(self, told: Told) -> None:
        """Add one sheet."""
        self._rows.append(told.row)
        if len(self._rows) == ROWS:
            self._flush()

    def close(self) -> None:
        """End the file."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        self._writer.write_table(self._pa.Table.from_pylist(self._rows, self._schema))
        self._rows.clear()
