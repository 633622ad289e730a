"""What a crawl is told to do."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from carrefour.catalogue.fetching import HtmlFetch, SitemapFetch
from carrefour.harvest.connectors.origin import Recording, Remote


class Job(BaseModel):
    """One crawl: how, where from, and a folder of its own for whatever it needs for a while."""

    fetch: Annotated[HtmlFetch | SitemapFetch, Field(discriminator="kind")]
    origin: Remote | Recording
    folder: Path
