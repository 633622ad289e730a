"""Whether what a run brought looks like the source, or like a source that broke."""

from __future__ import annotations

from carrefour.catalogue.definition import Watch
from carrefour.harvest.models import Run
from carrefour.pipeline.staging import Reading

# Rates of a handful of records say nothing.
FEW = 10
# A key that was filled more seldom than this is one that a source may well give up.
COMMON = 0.5


def suspicions(reading: Reading, watch: Watch, last: Run | None) -> list[str]:
    """Why a person should look before the run is applied; empty when nothing is odd.

    ``last`` is the last run that was applied under the same definition, if there is one.
    """
    found = []
    kept = reading.total - reading.new
    lost = reading.had - kept - reading.gone
    if reading.had and lost > watch.most_loss * reading.had:
        found.append(
            f"{lost} of the {reading.had} records that the source had are missing "
            f"(more than {watch.most_loss:.0%})"
        )
    if reading.total < watch.least_records:
        found.append(
            f"the source gave {reading.total} records and never gives fewer than "
            f"{watch.least_records}"
        )
    if last and last.total >= FEW and reading.total >= FEW and not reading.rest_stands:
        found += _emptied(reading, watch, last)
    return found


def _emptied(reading: Reading, watch: Watch, last: Run) -> list[str]:
    """The keys that were filled in most records and are not any more."""
    found = []
    for key, count in last.keys.items():
        before, now = count / last.total, reading.keys[key] / reading.total
        if before >= COMMON and now < before * (1 - watch.most_loss):
            found.append(f"'{key}' was filled in {before:.0%} of the records and is in {now:.0%}")
    return found
