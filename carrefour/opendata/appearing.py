"""Where open data appears on the pages of other rooms."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from carrefour.community.slots import Entry


def in_the_foot(request: HttpRequest) -> Iterable[Entry]:
    """The files."""
    yield Entry(_("Données ouvertes"), reverse("opendata:files"))
