"""Ids and addresses of sheets: given once, the same for ever, also after a rebuild from nothing."""

from __future__ import annotations

import base64
import hashlib

from django.utils.text import slugify


def sheet_id(source: str, external_id: str) -> str:
    """The id of the sheet that a record founds: 10 letters and digits of a hash of its origin.

    50 bits make a collision between any two of a million sheets a matter of one in 2,000;
    the pipeline refuses a record whose id is taken rather than mix two projects.
    """
    digest = hashlib.sha256(f"{source}\n{external_id}".encode()).digest()
    return base64.b32encode(digest)[:10].decode().lower()


def sheet_slug(title: str) -> str:
    """The readable part of a sheet's address, at most 60 characters, never empty."""
    slug = slugify(title.replace("’", " ").replace("'", " ").replace("œ", "oe"))[:60].strip("-")
    return slug or "projet"
