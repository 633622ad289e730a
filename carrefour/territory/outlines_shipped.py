"""Make the outlines that come with the package: ``python -m carrefour.territory.outlines_shipped
GAZETTEER FILE``, where FILE is one that `carrefour.territory.outline_files.read_outlines` reads."""

from __future__ import annotations

import sys
from pathlib import Path

import orjson

from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.model import Level
from carrefour.territory.outline_files import joined, read_outlines, simpler
from carrefour.territory.outlines import SHIPPED, Geometry

DEGREES, DECIMALS = 0.02, 3  # a country on a screen shows no more; under 60 kB on the wire


def main(gazetteer: Path, communes: Path) -> None:
    """Write `SHIPPED`."""
    known, found = Gazetteer.load(gazetteer), read_outlines(communes)
    told: dict[str, Geometry] = {}
    for level in (Level.DEPARTEMENT, Level.REGION):
        told |= simpler(joined(found, known, level), DEGREES, DECIMALS)
    SHIPPED.write_bytes(orjson.dumps(told, option=orjson.OPT_SORT_KEYS))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
