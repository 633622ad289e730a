"""From a declared source to its rows: the organisation and the source, with its definition."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.db import transaction

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.definition_file import load
from carrefour.catalogue.models import Organisation, Source


class UnknownSource(Exception):
    """No definition answers to the name given; the message lists those that exist."""


def find_definition(name: str) -> SourceDefinition:
    """The definition that ``name`` stands for: a YAML file, or an id in ``SOURCES_DIR``.

    Raises `UnknownSource`, or ``DefinitionError`` when the file is not valid.
    """
    path = Path(name) if name.endswith((".yml", ".yaml")) else settings.SOURCES_DIR / f"{name}.yml"
    if not path.exists():
        known = ", ".join(file.stem for file in definition_files()) or "none"
        raise UnknownSource(f"{name}: there is no {path}. Known sources: {known}")
    return load(path)


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
    return hashlib.sha256(definition.model_dump_json().encode()).hexdigest()
