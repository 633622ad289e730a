"""The network, and copies, as this installation asks them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.fetching import Limits, Pace
from carrefour.harvest.connectors import LocalFile, Origin, Remote
from carrefour.harvest.fetch import FetchPolicy
from carrefour.harvest.turns import Turns
from carrefour.harvest.visitor import Manners, Visitor


def remote(
    source: str, *, allowed_private: frozenset[str] = frozenset(), record: Path | None = None
) -> Remote:
    """The network for the source of that id, with its pages as they were at the last visit."""
    allowed = allowed_private | settings.ALLOWED_PRIVATE
    return Remote(
        turns=settings.VAR_DIR / "turns",
        policy=FetchPolicy(contact=settings.CONTACT_URL, allowed_private=allowed),
        cache=settings.VAR_DIR / "pages" / source,
        record=record,
    )


def remote_for_trial(record: Path | None = None) -> Remote:
    """The network for a trial: it is less patient, and the next harvest learns nothing of it."""
    policy = FetchPolicy(
        contact=settings.CONTACT_URL,
        allowed_private=settings.ALLOWED_PRIVATE,
        most_bytes=60_000_000,
        read_timeout=15.0,
        whole_timeout=60.0,
        tries=2,
    )
    return Remote(turns=settings.VAR_DIR / "turns", policy=policy, record=record)


@contextmanager
def glance(
    *, delay: float, most_bytes: int, allowed_private: frozenset[str] = frozenset()
) -> Iterator[Visitor]:
    """A visitor for addresses here and there: a picture, a page that should be there still.

    It asks once, waits not for long, and leaves ``delay`` seconds between two questions to a host.
    """
    policy = FetchPolicy(
        contact=settings.CONTACT_URL,
        allowed_private=allowed_private | settings.ALLOWED_PRIVATE,
        most_bytes=most_bytes,
        read_timeout=10.0,
        whole_timeout=60.0,
        tries=1,
    )
    manners = Manners(Pace(delay=delay), Limits(pages=1_000_000, minutes=24 * 60))
    visitor = Visitor(policy, manners, Turns(settings.VAR_DIR / "turns"))
    try:
        yield visitor
    finally:
        visitor.close()


def kept_copy(source: str) -> Path:
    """Where the file is kept that an operator gave for a source without a public address."""
    return settings.VAR_DIR / "copies" / source


def origin_of(definition: SourceDefinition) -> Origin:
    """Where ``definition``'s source is harvested from: its address, or the copy that was given."""
    copy = kept_copy(definition.id)
    if not definition.fetch.reachable and copy.is_file():
        return LocalFile(copy)
    return remote(definition.id)
