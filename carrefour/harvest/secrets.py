"""Keys that servers ask for: named in a definition, held by the environment alone."""

from __future__ import annotations

import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

from carrefour.catalogue.fetching import Key
from carrefour.harvest.fetch import FetchError

SHORTEST_SECRET = 8  # characters; a shorter key may be a common word that the data need


def key_of(key: Key, url: str) -> tuple[dict[str, str], dict[str, str]]:
    """The query parameters and the headers that carry ``key`` to ``url``.

    Raises `FetchError` when the environment does not hold it, or none that can be sent.
    """
    value = _value(key)
    if not value:
        cure = f"Set {key.env} in the environment of the process that harvests."
        raise FetchError(url, f"the key {key.env} is not set", cure)
    if key.header and not (value.isascii() and value.isprintable()):
        reason = f"the key {key.env} holds characters that no header can carry"
        raise FetchError(url, reason, "Copy it again from the source's owner.")
    if key.parameter:
        return {key.parameter: value}, {}
    return {}, {key.header: f"{key.prefix}{value}"}


def without_key(key: Key, text: str) -> str:
    """``text`` with the name of the key where it repeats the key itself."""
    for form in _forms(key):
        text = text.replace(form, key.env)
    return text


def forget_key(key: Key, body: Path, headers: Mapping[str, str]) -> dict[str, str]:
    """The ``headers`` of an answer, and in place its ``body``, without the key.

    Many servers repeat the whole question in the address of the next page. The key's name that
    stands there instead gives way to the key again when that page is asked for.
    """
    forms = [form.encode() for form in _forms(key)]
    if forms and body.stat().st_size:
        with body.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            told = any(view.find(form) >= 0 for form in forms)
        if told:
            content = body.read_bytes()
            for form in forms:
                content = content.replace(form, key.env.encode())
            body.write_bytes(content)
    return {name: without_key(key, value) for name, value in headers.items()}


def _value(key: Key) -> str:
    return os.environ.get(key.env, "").strip()


def _forms(key: Key) -> list[str]:
    """The key as it is and as addresses and JSON write it; nothing when it is too short."""
    value = _value(key)
    if len(value) < SHORTEST_SECRET:
        return []
    forms = [value, quote(value, safe=""), quote(value), quote_plus(value)]
    return list(dict.fromkeys([*forms, value.replace("/", "\\/")]))
