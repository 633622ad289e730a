"""Keys that servers ask for: named in a definition, held by the environment alone."""

from __future__ import annotations

import os

from carrefour.catalogue.fetching import Key
from carrefour.harvest.fetch import FetchError


def key_of(key: Key, url: str) -> tuple[dict[str, str], dict[str, str]]:
    """The query parameters and the headers that carry ``key`` to ``url``.

    Raises `FetchError` when the environment does not hold it.
    """
    value = os.environ.get(key.env, "")
    if not value:
        cure = f"Set {key.env} in the environment of the process that harvests."
        raise FetchError(url, f"the key {key.env} is not set", cure)
    if key.parameter:
        return {key.parameter: value}, {}
    return {}, {key.header: f"{key.prefix}{value}"}
