"""A selection of sheets: it lives in the visitor's browser and in its address, nowhere here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Sheet
from carrefour.web.templatetags.carrefour_web import map_points

MOST = 100  # sheets
MOST_POINTS = 300  # on their map
VIEWS: dict[str, str | Promise] = {
    "web:selection": _("Liste"),
    "web:selection-table": _("Tableau"),
}
_ID = re.compile(r"^[a-z0-9]{1,12}$")


def ids_of(given: Iterable[str]) -> tuple[list[str], bool]:
    """The ids among ``given``, once each and `MOST` at most; and whether there were more."""
    known = list(dict.fromkeys(id_ for id_ in given if _ID.match(id_)))
    return known[:MOST], len(known) > MOST


def address(view: str, ids: Iterable[str], *args: str) -> str:
    """The address of ``view`` of the selection of ``ids``."""
    query = urlencode([("id", id_) for id_ in ids])
    return f"{reverse(view, args=args)}?{query}" if query else reverse(view, args=args)


def points_of(sheets: Iterable[Sheet]) -> str:
    """Where ``sheets`` are, as the map reads it: their first `MOST_POINTS` places."""
    places = [place for sheet in sheets for place in sheet.places.all()]
    return map_points(places[:MOST_POINTS])
