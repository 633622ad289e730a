"""Projects that people proposed on the site, kept as records of a source of their own.

A record is written once, when its proposal is accepted, and goes the ordinary way from there; what
is made of it can be made again at any time, since the record stays (docs/decisions/0013).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from django.utils import timezone

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.definition_file import parse
from carrefour.catalogue.identity import sheet_id
from carrefour.catalogue.models import Record, Sheet
from carrefour.pipeline.alone import AlreadyRunning, alone
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.geocoding import geocoder
from carrefour.pipeline.indexing import index_pending
from carrefour.pipeline.registry import register
from carrefour.pipeline.structuring import Structuring
from carrefour.structure import Structurer

SOURCE = "propositions"


@cache
def definition() -> SourceDefinition:
    """How what people propose becomes a sheet."""
    file = resources.files(__package__).joinpath("contributions.yml")
    return parse(file.read_text("utf-8"), "contributions.yml")


def require_usable(raw: Mapping[str, Any]) -> None:
    """Go on only if ``raw`` makes a sheet; raises ``Unusable`` with the reason."""
    Structurer(definition(), geocoder()).draft(dict(raw))


def keep(key: str, raw: Mapping[str, Any]) -> str:
    """Keep ``raw`` as the record ``key``, to be made into a sheet; gives the id of that.

    Called within the transaction that accepts it; `carrefour.pipeline.remaking.make_again`, or the
    worker, makes the sheet once that is committed.
    """
    told = {**raw, "id": key}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True)
    now = timezone.now()
    source = register(definition())
    Record.objects.update_or_create(
        source=source,
        external_id=key,
        defaults={
            "raw": told,
            "hash": hashlib.sha256(text.encode()).hexdigest(),
            "changed_at": now,
            "gone_at": None,
            "structured": "",
        },
        create_defaults={
            "raw": told,
            "hash": hashlib.sha256(text.encode()).hexdigest(),
            "first_seen": now,
            "changed_at": now,
        },
    )
    return sheet_id(source.pk, key)


def drop(key: str) -> None:
    """Mark the record ``key`` as gone, within the transaction that takes its acceptance back."""
    held = Record.objects.filter(source=SOURCE, external_id=key)
    held.update(gone_at=timezone.now(), structured="")


def withdraw_dropped() -> None:
    """Withdraw the sheets of records that were dropped, once that is committed.

    Left to the next time while another process has the right to change the source.
    """
    dropped = Record.objects.filter(source=SOURCE, structured="").exclude(gone_at=None)
    sheets = Sheet.objects.filter(pk__in=dropped.values("sheet"))
    try:
        with alone(SOURCE):
            ids = list(sheets.values_list("pk", flat=True))
            if ids:
                Structuring(geocoder(), timezone.now()).sheets(ids)
    except AlreadyRunning:
        return
    if ids:
        index_pending(search_engine())
