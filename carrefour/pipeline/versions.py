"""Versions of definitions that are saved in the browser: saving one, and going back to one."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from carrefour.catalogue.definition_file import parse
from carrefour.harvest.models import DefinitionVersion
from carrefour.pipeline.registry import definition_file

FIRST_NOTE = "file"


def current_version(source: str) -> DefinitionVersion | None:
    """The version that leads, or ``None`` when the file does."""
    return DefinitionVersion.objects.filter(source=source, current=True).first()


def save_version(text: str, *, note: str = "", author: str = "") -> DefinitionVersion:
    """Keep the definition in ``text`` as its source's next version, which leads from now on.

    The file that declared the source so far is kept as a version too, so that one can go back to
    it. Raises ``DefinitionError`` when ``text`` is not valid.
    """
    source = parse(text).id
    with transaction.atomic():
        versions = DefinitionVersion.objects.select_for_update().filter(source=source)
        last = versions.aggregate(last=Max("number"))["last"] or 0
        file = definition_file(source)
        if not last and file.is_file():
            last = 1
            DefinitionVersion.objects.create(
                source=source, number=1, text=file.read_text("utf-8-sig"), note=FIRST_NOTE
            )
        versions.filter(current=True).update(current=False)
        return DefinitionVersion.objects.create(
            source=source, number=last + 1, text=text, note=note, author=author, current=True
        )


def go_back(version: DefinitionVersion) -> None:
    """Have ``version`` lead again."""
    with transaction.atomic():
        versions = DefinitionVersion.objects.select_for_update().filter(source=version.source)
        versions.filter(current=True).update(current=False)
        versions.filter(pk=version.pk).update(current=True)
