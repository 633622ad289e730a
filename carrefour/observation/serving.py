"""gunicorn's own lines, written as all others are."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from gunicorn.glogging import Logger

from carrefour.observation.lines import Heeded, formatter


class Lines(Logger):
    """What gunicorn logs by (``--logger-class``)."""

    def setup(self, cfg: Any) -> None:
        """Prepare its handlers, then give them our form."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(formatter(settings.LOG))
            handler.addFilter(Heeded(settings.LOG_LEVEL))
