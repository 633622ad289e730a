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
