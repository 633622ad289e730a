"""Decisions on tags as lines of a file; see `carrefour.pipeline.decisions`."""

from __future__ import annotations

from collections.abc import Iterator

from carrefour.catalogue.models import TagDecision
from carrefour.pipeline.lines import Line, Take
from carrefour.pipeline.tags import checked, write

KIND = "tag"


def told() -> Iterator[Line]:
    """Every decision that stands."""
    for one in TagDecision.objects.filter(current=True).order_by("source", "name"):
        holds = {"source": one.source, "tag": one.tag, "codes": one.codes}
        yield Line(holds, one.decided_by, one.decided_at)


def read(line: Line) -> Take:
    """What writes the decision of ``line``. Raises ``ValueError``."""
    source, tag, codes = line.text("source"), line.text("tag"), line.holds.get("codes")
    if codes is not None and not (
        isinstance(codes, list) and all(isinstance(code, str) for code in codes)
    ):
        raise ValueError("codes must be a list of codes, or null")
    _, name, kept = checked(tag, codes)

    def take() -> bool:
        stands = TagDecision.objects.filter(source=source, name=name, current=True).first()
        if stands and (stands.decided_at >= line.at or stands.codes == kept):
            return False
        write(tag, codes, line.by, source, line.at)
        return True

    return take
