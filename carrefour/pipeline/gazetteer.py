"""The gazetteer that this process uses, loaded once."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from carrefour.territory.gazetteer import Gazetteer


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer at ``GAZETTEER_PATH``, shared by the whole process.

    Raises ``GazetteerError`` with the cure when it has not been built yet.
    """
    return Gazetteer.load(settings.GAZETTEER_PATH)


def centre(ref: str) -> tuple[float, float] | None:
    """The point, as lat and lon, of the territory of ``ref``, where one is known."""
    territory = gazetteer().get(ref)
    if territory is None or territory.lat is None or territory.lon is None:
        return None
    return territory.lat, territory.lon
