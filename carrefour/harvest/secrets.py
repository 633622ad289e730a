"""Keys that servers ask for: named in a definition, held by the environment alone."""

from __future__ import annotations

import os

import httpx

from carrefour.catalogue.fetching import Key
from carrefour.harvest.fetch import FetchError


def with_key(key: Key, url: str, headers: dict[str, str]) -> tuple[str, dict[str, str]]:
    """``url`` and ``headers`` with the key in the one or the other.

    Raises `FetchError` when the environment does not hold it.
    """
    value = os.environ.get(key.env, "")
    if not value:
        cure = f"Set {key.env} in the environment of the process that harvests."
        raise FetchError(url, f"the key {key.env} is not set", cure)
    if key.parameter:
        return str(httpx.URL(url).copy_merge_params({key.parameter: value})), headers
    return url, {**headers, key.header: f"{key.prefix}{value}"}
