"""The definitions that this installation has at the moment, and asking for what they say is due."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.definition_file import DefinitionError, load, parse
from carrefour.catalogue.models import Source
from carrefour.harvest.models import DefinitionVersion, Run
from carrefour.pipeline.due import LOOKED_AT, next_due
from carrefour.pipeline.queue import ask
from carrefour.pipeline.registry import definition_files, definition_of, register

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Definitions:
    """The valid definitions by id, and what is wrong with the others by name."""

    valid: dict[str, SourceDefinition] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


def definitions() -> Definitions:
    """Every definition of this installation; one saved in the browser leads over a file."""
    found = Definitions()
    saved = list(DefinitionVersion.objects.filter(current=True))
    names = {version.source for version in saved}
    for path in definition_files():
        if path.stem in names:
            continue
        try:
            stat = path.stat()
            definition = _loaded(path, stat.st_mtime_ns, stat.st_size)
        except (DefinitionError, OSError) as error:
            found.broken[path.stem] = str(error)
        else:
            found.valid[definition.id] = definition
    for version in saved:
        try:
            found.valid[version.source] = _parsed(version.source, version.number, version.text)
        except DefinitionError as error:
            found.broken[version.source] = str(error)
    return found


def current_definition(source: Source) -> SourceDefinition:
    """The definition to harvest ``source`` by: what it is now, or was when there was one.

    Raises ``DefinitionError`` when it is not valid.
    """
    found = definitions()
    if source.pk in found.valid:
        return found.valid[source.pk]
    if source.pk in found.broken:
        raise DefinitionError(found.broken[source.pk])
    return definition_of(source)


def ask_for_what_is_due(now: datetime | None = None) -> list[Run]:
    """Ask for a run of each source that its schedule says is due; gives those that wait anew."""
    moment = now or timezone.now()
    found = definitions()
    for name, error in found.broken.items():
        _warn_once(name, error)
    asked = []
    for id_, definition in found.valid.items():
        schedule = definition.watch.schedule
        if not (schedule and definition.fetch.reachable):
            continue
        runs = list(Run.objects.filter(source=id_)[:LOOKED_AT])
        if any(run.state in (Run.State.WAITING, Run.State.RUNNING) for run in runs):
            continue
        if next_due(schedule, runs, moment) <= moment:
            source = Source.objects.filter(pk=id_).first() or register(definition)
            asked.append(ask(source, Run.Asked.SCHEDULE))
    return asked


@lru_cache(maxsize=4096)
def _loaded(path: Path, _changed: int, _size: int) -> SourceDefinition:
    return load(path)


@lru_cache(maxsize=1024)
def _parsed(source: str, number: int, text: str) -> SourceDefinition:
    return parse(text, f"{source} (version {number})")


@lru_cache(maxsize=1024)
def _warn_once(name: str, error: str) -> None:
    log.warning("%s is not harvested: %s", name, error)
