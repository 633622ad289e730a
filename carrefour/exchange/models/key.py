"""Keys of what has an address of its own that nobody can guess."""

from __future__ import annotations

import secrets


def new_key() -> str:
    """A key of 16 characters that fit in an address: 96 bits of chance."""
    return secrets.token_urlsafe(12)
