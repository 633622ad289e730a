"""Decisions on names of organisations as lines of a file; see `carrefour.pipeline.decisions`."""

from __future__ import annotations

from collections.abc import Iterator

from carrefour.catalogue.models import Naming
from carrefour.pipeline import namings
from carrefour.pipeline.lines import Line, Take, two_texts

KIND = "organisation"
MOST = 200  # characters of a reference


def told() -> Iterator[Line]:
    """Every decision that stands."""
    for one in Naming.objects.filter(current=True).order_by("first", "second"):
        holds = {"organisations": [one.first, one.second], "kept": one.kept, "names": one.names}
        yield Line(holds, one.decided_by, one.decided_at)


def read(line: Line) -> Take:
    """What writes the decision of ``line``. Raises ``ValueError``."""
    both, names = line.holds.get("organisations"), line.holds.get("names")
    if not two_texts(both) or not two_texts(names):
        raise ValueError("organisations and names must be two texts each")
    if max(map(len, both)) > MOST or not all(name.strip() for name in names):
        raise ValueError("a name or number of an organisation is empty or too long")
    kept = line.holds.get("kept")
    first, second = namings.in_order(*both)
    if kept not in (None, namings.APART, first, second):
        raise ValueError("kept must be one of the two, empty or null")
    called = dict(zip(both, names, strict=True))

    def take() -> bool:
        stands = Naming.objects.filter(first=first, second=second, current=True).first()
        if stands and (stands.decided_at >= line.at or stands.kept == kept):
            return False
        namings.write(first, second, kept=kept, by=line.by, names=called, at=line.at)
        return True

    return take
