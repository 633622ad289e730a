"""From a declared source to its rows: the organisation and the source, with its definition."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import transaction

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.definition_file import load, parse
from carrefour.catalogue.models import Organisation, Source
from carrefour.harvest.models import DefinitionVersion
from carrefour.structure.organisations import name_key


class UnknownSource(Exception):
    """No definition answers to the name given; the message lists those that exist."""


def find_definition(name: str) -> SourceDefinition:
    """The definition that ``name`` stands for: a YAML file, or the id of a source.

    Of an id, the version saved in the browser leads, then the file in ``SOURCES_DIR``. Raises
    `UnknownSource`, or ``DefinitionError`` when it is not valid.
    """
    if not name.endswith((".yml", ".yaml")):
        saved = DefinitionVersion.objects.filter(source=name, current=True).first()
        if saved:
            return parse(saved.text, f"{name} (version {saved.number})")
    path = Path(name) if name.endswith((".yml", ".yaml")) else definition_file(name)
    if not path.exists():
        known = ", ".join(known_sources()) or "none"
        raise UnknownSource(f"{name}: there is no {path}. Known sources: {known}")
    return load(path)


def known_sources() -> list[str]:
    """The ids of every source that is declared, in a file or in the browser, in order."""
    saved = DefinitionVersion.objects.filter(current=True).values_list("source", flat=True)
    return sorted({file.stem for file in definition_files()} | set(saved))


def definition_file(id_: str) -> Path:
    """Where the file of the source ``id_`` stands, if it has one."""
    return settings.SOURCES_DIR / f"{id_}.yml"


def definition_files() -> list[Path]:
    """The files of ``SOURCES_DIR``, by name."""
    return sorted(settings.SOURCES_DIR.glob("*.yml"))


def register(definition: SourceDefinition) -> Source:
    """Write the organisation and the source as ``definition`` declares them."""
    about = definition.organisation
    with transaction.atomic():
        organisation, _ = Organisation.objects.update_or_create(
            slug=about.id,
            defaults={
                "name": about.name,
                "key": name_key(about.name)[:200],
                "kind": about.kind,
                "url": about.url,
                "logo": about.logo,
                "description": about.description,
            },
        )
        source, _ = Source.objects.update_or_create(
            slug=definition.id,
            defaults={
                "organisation": organisation,
                "title": definition.title,
                "description": definition.description,
                "homepage": definition.homepage,
                "licence": definition.licence,
                "attribution": definition.attribution,
                "definition": definition.model_dump(mode="json", exclude_defaults=True),
            },
        )
    return source


def definition_of(source: Source) -> SourceDefinition:
    """The definition that ``source`` was last registered with."""
    return SourceDefinition.model_validate(source.definition)


def definition_hash(definition: SourceDefinition) -> str:
    """A hash of what ``definition`` says: records are structured anew when it changes."""
    # Which Carrefour tells a source says nothing of what its records mean.
    told = definition.model_dump_json(exclude={"federated"})
    return hashlib.sha256(told.encode()).hexdigest()
