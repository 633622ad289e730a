"""Links of sheets: asked for now and then, so that no one is led to a page that is gone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from carrefour.catalogue.models import Link, Sheet
from carrefour.catalogue.models.picture import key_of
from carrefour.harvest.fetch import FetchError
from carrefour.harvest.robots import RobotsRefusal
from carrefour.pipeline.alone import take
from carrefour.pipeline.moments import is_ahead
from carrefour.pipeline.origins import glance

EVERY = timedelta(days=30)  # an address that answers is asked for no more often
AGAIN = timedelta(days=2)  # one that does not answer is asked for again
MOST_FAILURES = 3  # in a row, after which an address that never answers is broken
MOST_BYTES = 50_000  # read of a page: its being there is enough
DELAY = 2.0  # seconds between two questions to a host
_GONE = (404, 410)
_SILENT_HOSTS = 5  # as many that are all silent tell of our own network, not of theirs
_LOCK = "links.checking"


class AlreadyChecking(Exception):
    """Another process checks links."""


@dataclass(slots=True)
class Checked:
    """How many addresses answer, which are broken, and how many could not be told."""

    well: int = 0
    unsure: int = 0
    broken: list[tuple[str, str]] = field(default_factory=list)
    offline: bool = False


def check_links(
    most: int, sources: Iterable[str] = (), progress: Callable[[int], None] = lambda _: None
) -> Checked:
    """Ask for at most ``most`` addresses that nobody asked for within a month.

    ``sources`` keeps to the sheets of these, when given. When no host at all answers, nothing is
    written: the fault is ours. Raises `AlreadyChecking`.
    """
    right = take(_LOCK)
    if right is None:
        raise AlreadyChecking("links are being checked already")
    try:
        done, links = Checked(), list[Link]()
        hosts, heard = set[str](), False
        with glance(delay=DELAY, most_bytes=MOST_BYTES) as visitor:
            for address in _due(set(sources), most, timezone.now()):
                link = Link.objects.filter(pk=key_of(address)).first()
                link = link or Link(key=key_of(address), address=address)
                error: FetchError | None = None
                try:
                    with visitor.get(address):
                        pass
                except FetchError as raised:
                    error = raised
                hosts.add(urlsplit(address).netloc)
                answered = error is None or error.status or isinstance(error, RobotsRefusal)
                heard = heard or bool(answered)
                _judge(link, error)
                links.append(link)
                if heard or len(hosts) < _SILENT_HOSTS:
                    progress(1)
                if heard:
                    _write(links, done)
        if links and not heard and len(hosts) >= _SILENT_HOSTS:
            done.offline = True
        else:
            _write(links, done)
        return done
    finally:
        os.close(right)


def links_due(_last: datetime | None) -> bool:
    """Whether a sheet that is shown leads anywhere."""
    return Sheet.objects.filter(withdrawn_at=None).exclude(url="", source_url="").exists()


def _judge(link: Link, error: FetchError | None) -> None:
    """Write down what asking for ``link`` gave."""
    link.checked_at = timezone.now()
    link.status = error.status if error else 200
    link.reason = error.reason[:300] if error and error.status != 200 else ""
    if not link.reason:
        link.failures, link.broken = 0, False
    elif link.status in _GONE:
        link.failures, link.broken = link.failures + 1, True
    elif isinstance(error, RobotsRefusal) or link.status in (401, 403, 405, 429):
        # Who refuses a robot may well answer a reader.
        link.failures, link.broken = 0, False
    else:
        link.failures += 1
        link.broken = link.failures >= MOST_FAILURES


def _write(links: list[Link], done: Checked) -> None:
    for link in links:
        link.save()
        if link.broken:
            done.broken.append((link.address, link.reason))
        elif link.reason:
            done.unsure += 1
        else:
            done.well += 1
    links.clear()


def _due(sources: set[str], most: int, now: datetime) -> list[str]:
    """The addresses to ask for now: first those that never were."""
    known = dict(Link.objects.values_list("address", "checked_at"))
    uncertain = Link.objects.filter(failures__gt=0).exclude(status__in=_GONE)
    waits = dict.fromkeys(uncertain.values_list("address", flat=True), AGAIN)
    fresh: dict[str, None] = {}
    old: dict[str, datetime] = {}
    for address in _addresses(sources):
        checked = known.get(address)
        if checked is None:
            fresh[address] = None
        elif checked + waits.get(address, EVERY) < now or is_ahead(checked, now):
            old[address] = checked
    return [*fresh, *sorted(old, key=lambda address: old[address])][:most]


def _addresses(sources: set[str]) -> Iterator[str]:
    """Where sheets that are shown lead."""
    shown = Sheet.objects.filter(withdrawn_at=None).exclude(url="", source_url="")
    if sources:
        shown = shown.filter(source__in=sources)
    for url, source_url in shown.order_by("pk").values_list("url", "source_url").iterator():
        yield from (address for address in (source_url, url) if address)
