"""How good the sheets of a source are, and what to mend first: measured, and kept with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from carrefour.catalogue.models import Link, Picture, Sheet, Source
from carrefour.catalogue.quality import WEIGHTS, Findings, Part, Quality, quality_of_sheet

EXAMPLES = 5  # sheets that lack a part, named as examples
WORST = 5  # sheets with the lowest scores, named as the first to look at
BATCH = 500
STALE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lack:
    """A part that sheets of a source lack: how many, which for example, and what it would gain.

    ``gain`` is in points of the source's score, if every sheet had the part whole.
    """

    part: Part
    count: int
    gain: float
    examples: list[Sheet]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found of a source: its score out of 100, and its lacks, the dearest first."""

    score: int
    sheets: int
    at: str
    lacks: list[Lack]
    worst: list[tuple[Sheet, int]]


def quality_of_one(sheet: Sheet) -> Quality:
    """How good ``sheet`` is now."""
    precisions = [place.precision for place in sheet.places.all()]
    addresses = [sheet.url, sheet.source_url, *(image["url"] for image in sheet.images)]
    dead = Link.dead(addresses)
    lost = Picture.objects.filter(digest="", address__in=addresses)
    findings = Findings(
        timezone.now(), _seen(sheet), dead, set(lost.values_list("address", flat=True))
    )
    return quality_of_sheet(sheet, precisions, findings)


def measure(source: Source) -> None:
    """Measure the sheets of ``source`` that are shown, and write down what was found."""
    now = timezone.now()
    dead = set(Link.objects.filter(broken=True).values_list("address", flat=True))
    lost = set(Picture.objects.filter(digest="").values_list("address", flat=True))
    missing = set(
        source.records.filter(gone_at=None)
        .exclude(missing_since=None)
        .values_list("sheet_id", flat=True)
    )
    sums: Counter[Part] = Counter()
    lacking: dict[Part, list[str]] = {part: [] for part in Part}
    counts: Counter[Part] = Counter()
    worst: list[tuple[int, str]] = []
    sheets = 0
    shown = source.sheets.filter(withdrawn_at=None).order_by("pk").prefetch_related("places")
    for sheet in shown.iterator(BATCH):
        seen = None if sheet.pk in missing else source.harvested_at
        precisions = [place.precision for place in sheet.places.all()]
        quality = quality_of_sheet(sheet, precisions, Findings(now, seen, dead, lost))
        sheets += 1
        worst.append((quality.score, sheet.pk))
        if len(worst) > 50 * WORST:
            worst = sorted(worst)[:WORST]
        for part, share in quality.shares.items():
            sums[part] += share  # type: ignore[assignment]
        for part in quality.missing:
            counts[part] += 1
            if len(lacking[part]) < EXAMPLES:
                lacking[part].append(sheet.pk)
    shares = {part: sums[part] / sheets for part in Part} if sheets else {}
    source.quality = {
        "score": Quality(shares).score if sheets else None,
        "sheets": sheets,
        "at": now.isoformat(),
        "shares": {part.value: round(share, 3) for part, share in shares.items()},
        "lacking": {
            part.value: {"count": counts[part], "examples": lacking[part]}
            for part in Part
            if counts[part]
        },
        "worst": [[id_, score] for score, id_ in sorted(worst)[:WORST]],
    }
    source.save(update_fields=["quality"])


def measure_if_due(source: Source) -> None:
    """`measure` when a sheet changed since the last time, or that is `STALE` ago.

    An unchanged source of many sheets costs nothing so; its freshness is told to the day.
    """
    at = parse_datetime(source.quality["at"]) if source.quality else None
    if at is not None and timezone.now() - at < STALE:
        changed = Q(updated_at__gt=at) | Q(withdrawn_at__gt=at)
        if not (
            source.sheets.filter(changed).exists()
            or source.records.filter(missing_since__gt=at).exists()
        ):
            return
    measure(source)


def measure_again(names: Iterable[str] = ()) -> None:
    """Measure these sources, or every one: links and pictures tell other things by now."""
    wanted = set(names)
    for source in Source.objects.filter(pk__in=wanted) if wanted else Source.objects.all():
        measure(source)


def measured(source: Source) -> Measured | None:
    """What was last found of ``source``, with its examples; ``None`` when nobody looked."""
    told = source.quality
    if not told or told["score"] is None:
        return None
    ids = [id_ for lack in told["lacking"].values() for id_ in lack["examples"]]
    sheets = Sheet.objects.in_bulk([*ids, *(id_ for id_, _ in told["worst"])])
    lacks = [
        Lack(
            part=Part(name),
            count=lack["count"],
            gain=round(WEIGHTS[Part(name)] * (1 - told["shares"][name]), 1),
            examples=[sheets[id_] for id_ in lack["examples"] if id_ in sheets],
        )
        for name, lack in told["lacking"].items()
    ]
    return Measured(
        score=told["score"],
        sheets=told["sheets"],
        at=told["at"],
        lacks=sorted(lacks, key=lambda lack: -lack.gain),
        worst=[(sheets[id_], score) for id_, score in told["worst"] if id_ in sheets],
    )


def dead_links(source: Source) -> list[Link]:
    """The links of the sheets of ``source`` that lead nowhere."""
    named = set[str]()
    shown = source.sheets.filter(withdrawn_at=None)
    for pair in shown.values_list("url", "source_url").iterator():
        named.update(pair)
    return [link for link in Link.objects.filter(broken=True) if link.address in named]


def lost_pictures(source: Source) -> list[Picture]:
    """The images of the sheets of ``source`` that cannot be shown."""
    shown = source.sheets.filter(withdrawn_at=None).exclude(images=[])
    images = shown.values_list("images", flat=True)
    named = {image["url"] for many in images.iterator() for image in many}
    return [picture for picture in Picture.objects.filter(digest="") if picture.address in named]


def _seen(sheet: Sheet) -> datetime | None:
    """When the source of ``sheet`` was last seen to tell it."""
    lives = sheet.records.filter(gone_at=None, missing_since=None).exists()
    return sheet.source.harvested_at if lives else None
