"""The WSGI application, for gunicorn and its like."""

import gc
import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application

PATIENCE = 5  # seconds for which a visitor's change waits for those of others
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carrefour.settings")
application = get_wsgi_application()


def share() -> None:
    """Load what every process needs, so that processes forked from this one share its memory.

    The search index is not opened here: it is shared through the files that it maps.
    """
    from django.urls import get_resolver

    from carrefour.catalogue.taxonomy import taxonomy
    from carrefour.observation.spans import begin_traces
    from carrefour.pipeline.gazetteer import gazetteer
    from carrefour.territory.gazetteer import GazetteerError

    begin_traces("web")
    taxonomy()
    _ = get_resolver().url_patterns
    # Where there is none yet, whoever asks for a page that needs it is told so, with the cure.
    with suppress(GazetteerError):
        gazetteer()
    # A collection would write to every object that it looks at, and end the sharing.
    gc.collect()
    gc.freeze()


def hurry() -> None:
    """Have who writes wait no longer than `PATIENCE` while another process holds SQLite.

    They keep a thread that readers need; a worker has more time.
    """
    from django.db import DEFAULT_DB_ALIAS, connection, connections

    if connection.vendor == "sqlite":
        connections.databases[DEFAULT_DB_ALIAS]["OPTIONS"]["timeout"] = PATIENCE


hurry()
share()
