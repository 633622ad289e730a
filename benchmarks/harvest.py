"""Time a harvest: `CARREFOUR_VAR=/tmp/harvest python -m benchmarks.harvest 100000`.

In an installation made by `carrefour setup`: structures and locates made-up records in memory,
then harvests them from a CSV file, twice. The second harvest brings nothing new and must write
nothing.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from django.utils import timezone

from benchmarks import installation  # noqa: F401 - sets Django up
from benchmarks.corpus import documents
from benchmarks.measure import memory
from carrefour.catalogue.definition_file import parse
from carrefour.catalogue.models import Sheet
from carrefour.harvest.connectors import LocalFile
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.harvesting import harvest
from carrefour.structure import Structurer
from carrefour.territory.geocoder import GazetteerGeocoder
from carrefour.territory.model import Level

T = TypeVar("T")
IN_MEMORY = 20_000  # records structured without a database
DEFINITION = """
id: mesure
title: Source mesurée
organisation: {id: mesure-org, name: Organisation mesurée}
licence: CC0-1.0
fetch: {kind: csv, separator: ";"}
record_id: "{id}"
fields:
  title: nom
  summary: resume
  description: texte
  holder: porteur
  start_date: debut
  url: site
  tags: {path: tags, split: ","}
places: [{text: lieu}]
tags: {jardin: AGR, emploi: EMP, énergie: ENE, numérique: NUM, déchets: DEC}
"""
TAGS = ("jardin", "emploi", "énergie", "numérique", "déchets", "entraide")


def main(count: int) -> None:
    """Structure in memory, then harvest twice."""
    definition = parse(DEFINITION)
    some = list(records(min(count, IN_MEMORY)))
    structurer = Structurer(definition, GazetteerGeocoder(gazetteer()))
    wall, cpu, drafts = _measured(lambda: [structurer.draft(dict(record)) for record in some])
    located = sum(bool(draft.places) for draft in drafts)
    print(
        f"structure and locate: {len(some) / wall:,.0f} records a second, "
        f"{len(some) / cpu:,.0f} of processor; {located} of {len(some)} located"
    )
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.csv"
        _write(copy, count)
        for name in ("first", "unchanged"):
            before = timezone.now()
            wall, cpu, report = _measured(lambda: harvest(definition, LocalFile(copy)))
            written = Sheet.objects.filter(updated_at__gte=before).count()
            print(
                f"{name} harvest of {count:,} records: {wall:.1f} s, {cpu:.1f} s of processor; "
                f"{written:,} sheets written {report.error}",
                flush=True,
            )
    print(f"memory: {memory()['Rss']:.0f} MB")


def records(count: int) -> Iterator[dict[str, str]]:
    """``count`` records as a partner's spreadsheet has them."""
    of_name = {
        t.name: t.postcodes
        for t in gazetteer().territories.values()
        if t.level is Level.COMMUNE and t.postcodes
    }
    for number, one in enumerate(documents(count, gazetteer())):
        town = one.place_names[0]
        postcode = of_name.get(town, ("",))[0]
        yield {
            "id": one.id,
            "nom": one.title,
            "resume": one.summary,
            "texte": f"<p>{one.description}</p>",
            "porteur": one.holder,
            "debut": f"{1 + number % 28:02}/{1 + number % 12:02}/{2010 + number % 15}",
            "site": f"www.exemple-{number}.fr",
            "tags": ",".join((TAGS[number % 6], TAGS[number % 5], *one.tags)),
            "lieu": f"{number % 90 + 1} rue des Lilas, {postcode} {town}",
        }


def _write(path: Path, count: int) -> None:
    made = records(count)
    first = next(made)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(first), delimiter=";")
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(made)


def _measured(do: Callable[[], T]) -> tuple[float, float, T]:
    """Seconds, seconds on the processor, and the answer of ``do``."""
    wall, cpu = time.perf_counter(), time.process_time()
    answer = do()
    return time.perf_counter() - wall, time.process_time() - cpu, answer


if __name__ == "__main__":
    main(int(sys.argv[1]))
