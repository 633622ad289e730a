"""Addresses of many sheets at once: to work each out by the table of addresses takes too long."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

_SLUG, _ID = "slugslugslug", "ididididid"


def sheet_paths() -> Callable[[str, str], str]:
    """What makes the path of a sheet's page of its slug and id, in the language of this moment."""
    before, _, rest = reverse("web:sheet", args=[_SLUG, _ID]).partition(_SLUG)
    between, _, after = rest.partition(_ID)
    return lambda slug, id_: f"{before}{slug}{between}{id_}{after}"
