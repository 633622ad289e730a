"""Pictures of sheets: fetched once, made small, kept by us, and served from here alone."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, zip_longest
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from carrefour.catalogue.models import Picture, Sheet
from carrefour.catalogue.models.picture import key_of
from carrefour.harvest.fetch import FetchError
from carrefour.harvest.raster import WIDTHS, Raster, Unshowable, raster_of
from carrefour.harvest.whole import write_whole
from carrefour.pipeline.alone import take
from carrefour.pipeline.origins import glance

MOST_BYTES = 20_000_000  # of one image as it is fetched
DELAY = 1.0  # seconds between two questions to a host
LOOKED_AT = 3  # images of a sheet that are tried and may be shown
# A failure that may pass is tried again after this, twice as late each time.
RETRY = timedelta(hours=12)
MARGIN = timedelta(minutes=10)
MOST_TRIES = 5
FORGET = timedelta(days=7)  # before a picture goes that no sheet names any more
_LOCK = "images.fetching"


class AlreadyFetching(Exception):
    """Another process fetches images."""


@dataclass(slots=True)
class Fetched:
    """How many images came, how many were left for later, and what could not be had."""

    kept: int = 0
    waiting: int = 0
    forgotten: int = 0
    broken: list[tuple[str, str]] = field(default_factory=list)


def picture_path(digest: str, width: int) -> Path:
    """Where the file of that content and width lies."""
    return Path(settings.VAR_DIR) / "images" / digest[:2] / f"{digest}-{width}.webp"


def fetch_pictures(
    most: int,
    sources: Iterable[str] = (),
    progress: Callable[[int], None] = lambda _: None,
    *,
    ours: frozenset[str] = frozenset(),
) -> Fetched:
    """Fetch at most ``most`` images that sheets name and nobody fetched yet.

    ``sources`` keeps to the sheets of these, when given. One that failed for a reason that may
    pass is tried again later. Each image is written down as it comes, so that a run that is
    killed loses one at the most. ``ours`` are servers ("host:port") of this machine, which may be
    asked without a pause. Raises `AlreadyFetching`.
    """
    right = take(_LOCK)
    if right is None:
        raise AlreadyFetching("images are being fetched already")
    try:
        done = Fetched()
        wanted = _wanted(set(sources), timezone.now())
        todo = _by_turns(wanted)
        done.waiting = max(0, len(todo) - most)
        delay = 0.0 if ours else DELAY
        with glance(delay=delay, most_bytes=MOST_BYTES, allowed_private=ours) as visitor:
            for address in todo[:most]:
                picture = Picture.objects.filter(pk=key_of(address)).first()
                picture = picture or Picture(key=key_of(address), address=address)
                picture.tried_at = timezone.now()
                try:
                    with visitor.get(address) as answer:
                        raster, digest = raster_of(answer.path), _digest(answer.path)
                    keep_files(raster, digest)
                    picture.digest, picture.error, picture.tries = digest, "", 0
                    picture.width, picture.height = raster.width, raster.height
                    done.kept += 1
                except (FetchError, Unshowable) as error:
                    for_ever = isinstance(error, Unshowable) or error.alone
                    reason = error.reason if isinstance(error, FetchError) else str(error)
                    picture.error = reason[:300]
                    picture.tries = MOST_TRIES if for_ever else picture.tries + 1
                    done.broken.append((address, reason))
                picture.save()
                progress(1)
        if not sources:
            done.forgotten = _forget()
        return done
    finally:
        os.close(right)


def pictures_due(last: datetime | None) -> bool:
    """Whether a sheet with images was written since ``last``, or what failed may be tried again."""
    shown = Sheet.objects.filter(withdrawn_at=None).exclude(images=[])
    if last is None or last + RETRY < timezone.now():
        return shown.exists()
    # A batch of sheets bears the moment at which its harvest began to write.
    return shown.filter(updated_at__gte=last - MARGIN).exists() and last + MARGIN < timezone.now()


def _named(sources: set[str]) -> Iterator[list[str]]:
    """The addresses of the images of each sheet that is shown, as many as are looked at."""
    shown = Sheet.objects.filter(withdrawn_at=None).exclude(images=[])
    if sources:
        shown = shown.filter(source__in=sources)
    for images in shown.order_by("pk").values_list("images", flat=True).iterator():
        yield [image["url"] for image in images[:LOOKED_AT]]


def _wanted(sources: set[str], now: datetime) -> list[str]:
    """The addresses to ask for: of each sheet the next that nobody has and that may be had.

    One a run: a sheet with no picture yet does not wait for the others of one that has some.
    """
    known = {
        address: (bool(digest), tries, tried)
        for address, digest, tries, tried in Picture.objects.values_list(
            "address", "digest", "tries", "tried_at"
        )
    }
    wanted: dict[str, None] = {}
    for addresses in _named(sources):
        for address in addresses:
            shown, tries, tried = known.get(address, (False, 0, None))
            if shown:
                continue
            if tried is None or (tries < MOST_TRIES and tried + RETRY * 2**tries < now):
                wanted[address] = None
                break
    return list(wanted)


def _by_turns(addresses: list[str]) -> list[str]:
    """``addresses`` so that one host follows another, and none is asked in a row."""
    by_host: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        by_host[urlsplit(address).netloc].append(address)
    return [one for one in chain.from_iterable(zip_longest(*by_host.values())) if one]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:40]


def keep_files(raster: Raster, digest: str) -> None:
    """Write the files of ``raster`` under ``digest``, each whole or not at all."""
    for width, content in raster.files.items():
        write_whole(picture_path(digest, width), content)


def _forget() -> int:
    """Drop the pictures that no sheet names any more; gives how many."""
    named = {address for addresses in _named(set()) for address in addresses}
    old = Picture.objects.filter(tried_at__lt=timezone.now() - FORGET)
    gone = [picture for picture in old.iterator() if picture.address not in named]
    for picture in gone:
        picture.delete()
        if picture.digest and not Picture.objects.filter(digest=picture.digest).exists():
            for width in WIDTHS:
                picture_path(picture.digest, width).unlink(missing_ok=True)
    return len(gone)
