"""Records of another Carrefour that tell what comes from here: they are left where they are.

Two Carrefours may harvest each other, also round about by a third. Each sheet that one gives names
the records that it was first told by (`Leaf`), and the Carrefours that it came through, as routers
name the path of a route: so nothing is told twice, and nothing that went is kept alive by two who
tell it to one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.models import Record, Source
from carrefour.harvest.connectors import RawRecord, Told

MOST = 50  # leaves read of a record: what others write has no bounds of its own
LONGEST = 300  # characters of a name
RETURNED = "tells what comes from here or is harvested nearer its origin: it is left out"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A record that no other Carrefour tells: where it is kept, and who gave it on since."""

    site: str
    source: str
    record: str
    collected_at: str
    through: tuple[str, ...] = ()


def leaves_of(raw: Any, site: str) -> Iterator[Leaf]:
    """What a sheet that the Carrefour at ``site`` gives was first told by, as it says itself."""
    origins = raw.get("origins") if isinstance(raw, dict) else None
    for one in origins[:MOST] if isinstance(origins, list) else ():
        if not isinstance(one, dict):
            continue
        at, source, record, seen = (
            str(one.get(name) or "")[:LONGEST]
            for name in ("site", "source", "record", "collected_at")
        )
        through = one.get("through")
        given_on = through[:MOST] if isinstance(through, list) else []
        passed = [str(name)[:LONGEST] for name in given_on]
        if at and host(at) != host(site):
            passed.append(site)
        if source and record:
            yield Leaf(at or site, source, record, seen, tuple(passed))


def ours(leaf: Leaf) -> bool:
    """Whether a record is kept here, or came through here."""
    here = host(settings.SITE_URL)
    return here in map(host, (leaf.site, *leaf.through))


def host(address: str) -> str:
    """By which a Carrefour is known: it may change from http to https."""
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


def from_elsewhere(
    definition: SourceDefinition, told: Iterator[Told], left_out: Callable[[str], None]
) -> Iterator[Told]:
    """``told`` without what comes from here; ``left_out`` is called with the reason for each."""
    if definition.federated is None:
        return told
    return _without(definition.id, definition.federated.site, told, left_out)


def _without(
    source: str, site: str, told: Iterator[Told], left_out: Callable[[str], None]
) -> Iterator[Told]:
    nearer = _harvested_at_their_origin(source)
    for one in told:
        if isinstance(one, RawRecord):
            leaves = list(leaves_of(one.data, site))
            back = [leaf for leaf in leaves if ours(leaf)]
            known = any((host(leaf.site), leaf.source) in nearer for leaf in leaves)
            if known or (back and not _stands(source, site, one.external_id, back)):
                left_out(RETURNED)
                continue
        yield one


def _harvested_at_their_origin(but: str) -> set[tuple[str, str]]:
    """The sources that are harvested from the Carrefour that harvests them first."""
    declared = Source.objects.exclude(pk=but).values_list("definition__federated", flat=True)
    return {
        (host(one["origin"]), one["source"])
        for one in declared
        if isinstance(one, dict) and host(one["site"]) == host(one["origin"])
    }


def _stands(source: str, site: str, key: str, back: list[Leaf]) -> bool:
    """Whether a record that tells ours too is kept: where both sides found them to be one.

    If both let go of the other's, both would find it again the next day: the one whose name
    comes first lets go.
    """
    if host(settings.SITE_URL) < host(site):
        return False
    here = Record.objects.filter(source=source, external_id=key, gone_at=None)
    sheet = here.values_list("sheet", flat=True).first()
    return sheet is not None and any(
        Record.objects.filter(
            source=leaf.source, external_id=leaf.record, sheet=sheet, gone_at=None
        ).exists()
        for leaf in back
        if host(leaf.site) == host(settings.SITE_URL)
    )
