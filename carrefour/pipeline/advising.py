"""What is known of tags and texts beyond a source's own table: decisions, other tables, models."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from carrefour.catalogue.definition_file import DefinitionError
from carrefour.catalogue.models import Source, TagDecision
from carrefour.harvest.models import DefinitionVersion
from carrefour.pipeline.registry import definition_files, find_definition, known_sources
from carrefour.structure.learning.classifier import Classifier, ModelError
from carrefour.structure.learning.lexicon import lexicon
from carrefour.structure.suggesting import Advice, TagAdviser, TextAdviser

log = logging.getLogger(__name__)
Table = Mapping[str, Sequence[str]]


def tags_model() -> Path:
    """Where the model of tags is kept."""
    return settings.VAR_DIR / "models" / "tags.npz"


def texts_model() -> Path:
    """Where the model of texts is kept."""
    return settings.VAR_DIR / "models" / "texts.npz"


def advice_for(source: str) -> Advice:
    """What is known of the tags of ``source`` and of its texts."""
    return Advice(
        here=decided(source),
        anywhere=decided(""),
        tags=tag_adviser(),
        texts=text_adviser(),
        least=settings.SUGGESTED_FROM,
    )


def tag_adviser() -> TagAdviser:
    """Proposes codes for tags, by every table that is known and the model if there is one."""
    return TagAdviser(lexicon(), _model(tags_model()), (table for _, table in tables()))


def text_adviser() -> TextAdviser:
    """Proposes codes for texts, by the model if there is one."""
    model = _model(texts_model())
    return TextAdviser(lexicon(), model, model.recall if model else None)


def decided(source: str) -> dict[str, list[str]]:
    """What people decided of the tags of ``source`` alone, by folded tag; of any when empty."""
    current = TagDecision.objects.filter(source=source, current=True)
    return {
        name: codes for name, codes in current.values_list("name", "codes") if codes is not None
    }


def tables() -> Iterator[tuple[str, Table]]:
    """The table of every source that is declared or was harvested, by its id.

    A definition that cannot be read is passed over: its own harvest tells of it.
    """
    harvested = dict(Source.objects.order_by("pk").values_list("pk", "definition"))
    files = tuple((str(path), path.stat().st_mtime_ns) for path in definition_files())
    saved = DefinitionVersion.objects.filter(current=True).order_by("pk").values_list("pk")
    stamp = (files, tuple(saved))
    declared = _declared(stamp, tuple(known_sources()))
    for id_, definition in harvested.items():
        if id_ not in declared:
            yield id_, definition.get("tags", {})
    yield from declared.items()


@lru_cache(maxsize=1)
def _declared(_stamp: object, names: tuple[str, ...]) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for name in names:
        try:
            definition = find_definition(name)
        except DefinitionError as error:
            log.warning("%s: its table of tags is passed over", error)
            continue
        found[definition.id] = definition.tags
    return found


def version() -> str:
    """What the models and the setting say, in short; empty when nothing was trained."""
    stamps = [_stamp(path) for path in (tags_model(), texts_model())]
    if not any(stamps):
        return ""
    return hashlib.sha256(f"{stamps}{settings.SUGGESTED_FROM}".encode()).hexdigest()


def _model(path: Path) -> Classifier | None:
    stamp = _stamp(path)
    return _loaded(path, stamp) if stamp else None


@lru_cache(maxsize=4)
def _loaded(path: Path, _stamp: str) -> Classifier | None:
    try:
        return Classifier.load(path)
    except ModelError as error:
        log.error("%s; the lexicon alone is used", error)
        return None


def _stamp(path: Path) -> str:
    try:
        stat = path.stat()
    except FileNotFoundError:
        return ""
    return _hash(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4)
def _hash(path: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
