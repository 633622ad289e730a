"""From a proposal to the beginning of a definition."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from carrefour.catalogue.fetching import AnyFetch
from carrefour.harvest.recognition.proposal import Proposal

_FETCH: TypeAdapter[AnyFetch] = TypeAdapter(AnyFetch)
_MOST_SLUG = 60


def skeleton(proposal: Proposal) -> dict[str, Any]:
    """What a definition would say of ``proposal``, but for how its fields become ours."""
    about = proposal.about
    host = (urlsplit(about.homepage or proposal.url).hostname or "").removeprefix("www.")
    title = proposal.title or about.title or host
    organisation = about.organisation or host or title
    runs = {"id": slug(organisation) or "organisation", "name": organisation}
    if about.organisation_url:
        runs["url"] = about.organisation_url
    begun: dict[str, Any] = {
        "id": slug(title) or slug(host) or "source",
        "title": title,
        "organisation": runs,
    }
    if about.description:
        begun["description"] = about.description
    if about.homepage:
        begun["homepage"] = about.homepage
    return {**begun, "licence": about.licence or "unknown", "fetch": proposal.fetch}


def as_fetch(fetch: dict[str, Any]) -> AnyFetch:
    """``fetch`` as the format has it. Raises pydantic's ``ValidationError``."""
    return _FETCH.validate_python(fetch)


def slug(text: str) -> str:
    """``text`` as the id of a source: lower case letters, digits and single hyphens."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("’", " ")).lower()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_MOST_SLUG].strip("-")
