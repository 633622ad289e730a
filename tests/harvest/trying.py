"""A source tried as a harvest reads it."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import Any

import pytest

from carrefour.catalogue.definition import SourceDefinition
from carrefour.harvest.connectors import (
    Origin,
    RawRecord,
    SourceBroken,
    TheRestStands,
    Told,
    read_records,
)


def source(record_id: str = "{id}", **fetch: Any) -> SourceDefinition:
    """A definition with that ``fetch``, in no hurry to spare anyone."""
    return SourceDefinition.model_validate(
        {
            "id": "essai",
            "title": "Essai",
            "organisation": {"id": "org", "name": "Org"},
            "licence": "CC0-1.0",
            "fetch": {"pace": {"delay": 0}, **fetch},
            "record_id": record_id,
            "fields": {"title": "nom"},
        }
    )


def told(origin: Origin, record_id: str = "{id}", **fetch: Any) -> list[Told]:
    """All that a harvest of the source is told."""
    return list(read_records(source(record_id, **fetch), origin))


def records(origin: Origin, record_id: str = "{id}", **fetch: Any) -> list[dict[str, Any]]:
    """The records of the source, when it gives nothing else."""
    given = [one for one in told(origin, record_id, **fetch) if not isinstance(one, TheRestStands)]
    assert all(isinstance(one, RawRecord) for one in given), given
    return [one.data for one in given]


def broken(origin: Origin, words: str, record_id: str = "{id}", **fetch: Any) -> SourceBroken:
    """How the source breaks: with those words, and with a cure."""
    with pytest.raises(SourceBroken, match=words) as error:
        told(origin, record_id, **fetch)
    assert error.value.cure
    return error.value


def packed(content: str | bytes) -> bytes:
    """``content`` packed by gzip, the same at every run."""
    return gzip.compress(content.encode() if isinstance(content, str) else content, mtime=0)


def zipped(**members: str) -> bytes:
    """A zip of files, the same at every run; in a name ``__`` stands for a slash, ``_`` a dot."""
    archive_file = io.BytesIO()
    with zipfile.ZipFile(archive_file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name.replace("__", "/").replace("_", "."))
            archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return archive_file.getvalue()
