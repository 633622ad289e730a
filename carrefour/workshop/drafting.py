"""What a draft holds, and the sample that it is tried on."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from pydantic import ValidationError

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.definition_file import DefinitionError, Mistake, parse, plain
from carrefour.catalogue.definition_text import dump_plain
from carrefour.catalogue.fetching import AnyFetch, Limits, Pace
from carrefour.harvest.connectors import LocalFile, Origin, Rejected
from carrefour.harvest.connectors.raw import Item
from carrefour.harvest.recognition.skeleton import as_fetch
from carrefour.pipeline.origins import kept_copy, remote_for_trial
from carrefour.pipeline.trying import Sample, take_sample
from carrefour.workshop.models import WorkshopDraft

# A person waits: few pages, close together, as a visitor's browser would ask for them.
PACE, LIMITS = Pace(delay=0.3), Limits(pages=20, minutes=1)
MOST_UPLOADED = 20_000_000  # bytes of a file
MOST_TEXT = 500_000  # characters of a definition
_SAMPLE = "sample.json"
_FILE = "file"
# What a definition needs besides how its fields become ours, so that this can be tried alone.
_STAND_INS = {
    "id": "brouillon",
    "title": "…",
    "organisation": {"id": "brouillon", "name": "…"},
    "licence": "unknown",
    "record_id": "",
}


def folder_of(draft: WorkshopDraft) -> Path:
    """The folder of the draft's file, sample and pages."""
    folder: Path = settings.VAR_DIR / "workshop" / str(draft.pk)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def discard(draft: WorkshopDraft) -> None:
    """Forget the draft and all that was kept for it."""
    shutil.rmtree(folder_of(draft), ignore_errors=True)
    draft.delete()


def data_of(draft: WorkshopDraft) -> dict[str, Any]:
    """What the draft says, complete or not. Raises ``DefinitionError`` when it is not YAML."""
    return plain(draft.text)[0] if draft.text.strip() else {}


def keep(draft: WorkshopDraft, data: dict[str, Any]) -> None:
    """Write what the draft says now."""
    draft.text = dump_plain(data)
    draft.save()


def for_trial(data: dict[str, Any]) -> SourceDefinition:
    """``data`` as a definition to try; only what is not about fields may be missing.

    Raises ``DefinitionError``.
    """
    given = {key: value for key, value in data.items() if value not in ("", None)}
    return parse(dump_plain({**_STAND_INS, **given, "fetch": data.get("fetch") or {}}))


def fetch_of(data: dict[str, Any]) -> AnyFetch:
    """How ``data`` says that the source is fetched. Raises ``DefinitionError``."""
    fetch = data.get("fetch")
    try:
        return as_fetch(fetch if isinstance(fetch, dict) else {})
    except ValidationError as error:
        told = [f"fetch.{_dotted(e['loc'])}: {e['msg']}" for e in error.errors()]
        raise DefinitionError.of("definition", [Mistake(1, text) for text in told]) from error


def _dotted(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc)


# The file that a person gave instead of an address.


def keep_file(draft: WorkshopDraft, file: UploadedFile[Any]) -> Path:
    """Keep the bytes of ``file``; its name never becomes a path."""
    path = folder_of(draft) / _FILE
    with path.open("wb") as kept:
        for chunk in file.chunks():
            kept.write(chunk)
    return path


def hand_over_file(draft: WorkshopDraft, definition: SourceDefinition) -> None:
    """Have the source be harvested from the draft's file, when it has no address."""
    path = folder_of(draft) / _FILE
    if path.is_file() and not definition.fetch.reachable:
        kept = kept_copy(definition.id)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, kept)


def origin_of(draft: WorkshopDraft, fetch: AnyFetch) -> Origin:
    """Where a sample comes from: the network, or the file that was given."""
    path = folder_of(draft) / _FILE
    if not fetch.reachable:
        if path.is_file():
            return LocalFile(path)
        if draft.source and kept_copy(draft.source).is_file():
            return LocalFile(kept_copy(draft.source))
    return remote_for_trial()


# The sample.


def sample_of(draft: WorkshopDraft) -> Sample | None:
    """The sample that was taken last, unless the source is fetched in another way since."""
    try:
        kept = orjson.loads((folder_of(draft) / _SAMPLE).read_bytes())
        if kept["of"] != _mark(draft, fetch_of(data_of(draft))):
            return None
    except (OSError, orjson.JSONDecodeError, DefinitionError):
        return None
    items = [Item(where, data) for where, data in kept["items"]]
    rejected = [Rejected(*told) for told in kept["rejected"]]
    return Sample(items, rejected, kept["error"], kept["whole"])


def take(draft: WorkshopDraft) -> Sample:
    """Ask the source for a sample and keep it with the draft. Raises ``DefinitionError``."""
    fetch = fetch_of(data_of(draft))
    sample = take_sample(fetch, origin_of(draft, fetch))
    kept = {
        "of": _mark(draft, fetch),
        "items": [[item.where, item.data] for item in sample.items],
        "rejected": [[one.where, one.reason, one.excerpt] for one in sample.rejected],
        "error": sample.error,
        "whole": sample.whole,
    }
    (folder_of(draft) / _SAMPLE).write_bytes(orjson.dumps(kept, option=orjson.OPT_NON_STR_KEYS))
    return sample


def records_in(sample: Sample | None) -> list[dict[str, Any]]:
    """The records of a sample."""
    return [item.data for item in sample.items if isinstance(item.data, dict)] if sample else []


def _mark(draft: WorkshopDraft, fetch: AnyFetch) -> str:
    told = fetch.model_dump_json(exclude={"gather", "pace", "limits"})
    return hashlib.sha256(f"{told}{draft.file}".encode()).hexdigest()
