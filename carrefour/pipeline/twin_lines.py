"""Decisions on twins as lines of a file; see `carrefour.pipeline.decisions`."""

from __future__ import annotations

from collections.abc import Iterator

from carrefour.catalogue.models import TwinDecision
from carrefour.pipeline import likenesses
from carrefour.pipeline.lines import Line, Take, two_texts

KIND = "twin"


def told() -> Iterator[Line]:
    """Every decision that stands."""
    pairs = TwinDecision.objects.filter(current=True)
    for pair in pairs.order_by("source", "key", "other_source", "other_key"):
        records = [[pair.source, pair.key], [pair.other_source, pair.other_key]]
        holds = {"records": records, "same": pair.same, "titles": pair.titles}
        yield Line(holds, pair.decided_by, pair.decided_at)


def read(line: Line) -> Take:
    """What writes the decision of ``line``. Raises ``ValueError``."""
    records, titles = line.holds.get("records"), line.holds.get("titles", ["", ""])
    if not (isinstance(records, list) and len(records) == 2 and all(map(two_texts, records))):
        raise ValueError("records must be two, each [source, key]")
    if not two_texts(titles):
        raise ValueError("titles must be two texts")
    same = line.holds.get("same")
    if same is not None and not isinstance(same, bool):
        raise ValueError("same must be true, false or null")
    first, second = ((str(source), str(key)) for source, key in records)
    if first == second:
        raise ValueError("both are one record; name two")
    called = dict(zip((first, second), titles, strict=True))
    one, other = likenesses.in_order(first, second)

    def take() -> bool:
        stands = likenesses.standing(one, other)
        if stands and (stands.decided_at >= line.at or stands.same == same):
            return False
        likenesses.write(one, other, same=same, by=line.by, titles=called, at=line.at)
        return True

    return take
