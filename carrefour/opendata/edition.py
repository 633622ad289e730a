"""Editions: the files as they were written together, and which of them is the current one.

An edition is a folder that is complete before the link ``latest`` leads to it, so that nobody
ever reads half of one, nor files of two.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

MANIFEST = "datapackage.json"
LATEST = "latest"
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "geojson": "application/geo+json",
    "jsonld": "application/ld+json",
    "ttl": "text/turtle; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
NAME = re.compile(r"(?:sources/)?[a-z0-9][a-z0-9-]*(?:\.[a-z0-9]+)+")


@dataclass(frozen=True, slots=True)
class File:
    """A file of an edition: its name, size in bytes and SHA-256."""

    name: str
    bytes: int
    sha256: str

    @property
    def format(self) -> str:
        """What is in it, by the usual ending: ``csv``, ``jsonl``…"""
        return self.name.removesuffix(".gz").rpartition(".")[2]

    @property
    def media_type(self) -> str:
        """The media type of what is in it, once unpacked."""
        return MEDIA[self.format]

    @property
    def packed(self) -> bool:
        """Whether it is compressed by gzip."""
        return self.name.endswith(".gz")


@dataclass(frozen=True, slots=True)
class Edition:
    """What its manifest says of one edition."""

    folder: Path
    created: datetime
    sheets: int
    files: tuple[File, ...]
    sources: tuple[dict[str, Any], ...]

    def file(self, name: str) -> File | None:
        """The file of that name."""
        return next((one for one in self.files if one.name == name), None)

    def of_sheets(self) -> list[File]:
        """The files that hold every sheet, one a format."""
        return [one for one in self.files if one.name.startswith("projects.")]

    def beside(self) -> list[File]:
        """The files that say what the others hold."""
        return [one for one in self.files if not one.name.startswith(("projects.", "sources/"))]

    def by_source(self) -> list[tuple[dict[str, Any], File | None]]:
        """Each source, and the file of what it may give."""
        return [(one, self.file(f"sources/{one['id']}.jsonl.gz")) for one in self.sources]


def editions_folder() -> Path:
    """Where editions are kept unless an operator says otherwise."""
    return Path(settings.VAR_DIR) / "opendata"


def latest(folder: Path | None = None) -> Edition | None:
    """The current edition in ``folder``, ``None`` before the first."""
    try:
        # Once, so that all that is asked of it is of the same edition.
        current = ((folder or editions_folder()) / LATEST).resolve(strict=True)
        told = json.loads((current / MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Edition(
        current,
        datetime.fromisoformat(told["created"]),
        told["carrefour"]["sheets"],
        tuple(
            File(one["path"], one["bytes"], one["hash"].removeprefix("sha256:"))
            for one in told["resources"]
        ),
        tuple(told["carrefour"]["sources"]),
    )
