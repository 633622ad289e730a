"""The territories that fields propose, and what tells them from their namesakes."""

from __future__ import annotations

from carrefour.pipeline.gazetteer import gazetteer
from carrefour.territory.model import Level, Territory

LEVELS = (Level.COMMUNE, Level.EPCI, Level.DEPARTEMENT, Level.REGION)


def holder(territory: Territory) -> str:
    """The name of the département that holds ``territory``, else of its région; empty for none."""
    found = gazetteer().get(f"departement:{territory.departement}") or gazetteer().get(
        f"region:{territory.region}"
    )
    return found.name if found and found is not territory else ""
