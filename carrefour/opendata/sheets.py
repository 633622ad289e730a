"""Sheets as open data tells them, read in the order of their ids, a few hundred at a time.

What a licence does not let anyone give on is left out: "all rights reserved", and an unknown
licence, since without one the law reserves everything. Contacts are given only of sources that
say that theirs may be published.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from carrefour.catalogue.models import Place, Provenance, Sheet, Source
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.web.licences import Reuse, reuse
from carrefour.web.templatetags.carrefour_web import place_name, sheet_url

BATCH = 500  # sheets read at once
GIVEN_ON = frozenset({Reuse.FREE, Reuse.LIMITED})
# Points of these are those of the place itself, not of a territory that holds it.
_ITS_OWN = frozenset({"address", "street"})
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A sheet's fields by their names in `carrefour.opendata.fields`, and what no table holds."""

    row: Row
    places: list[Row]
    images: list[Row]
    origins: list[Row]

    def whole(self) -> Row:
        """All of it as one object."""
        return {**self.row, "places": self.places, "images": self.images, "origins": self.origins}


def free_sheets() -> QuerySet[Sheet]:
    """The sheets that are shown and that may be given on, in the order of their ids."""
    named = Sheet.objects.order_by().values_list("licence", flat=True).distinct()
    allowed = [name for name in named if name and reuse(name) in GIVEN_ON]
    of_sources = [s.pk for s in Source.objects.only("licence") if reuse(s.licence) in GIVEN_ON]
    free = Q(licence__in=allowed) | Q(licence="", source__in=of_sources)
    return Sheet.objects.filter(free, withdrawn_at=None).order_by("pk")


def told_sheets(site: str, among: QuerySet[Sheet] | None = None) -> Iterator[Told]:
    """Every sheet that may be given on (or those ``among`` them); ``site`` begins addresses."""
    sources = {one.pk: one for one in Source.objects.select_related("organisation")}
    wanted = (free_sheets() if among is None else among).prefetch_related("organisation", "places")
    last = ""
    # By the key and not by one long cursor: on SQLite that would hold up every checkpoint, and
    # the journal would grow for as long as the files are written.
    while batch := list(wanted.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        origins = _origins([sheet.pk for sheet in batch])
        for sheet in batch:
            yield told(sheet, sources[sheet.source_id], site, origins[sheet.pk])


def told(sheet: Sheet, source: Source, site: str, origins: list[Row]) -> Told:
    """One sheet, of which ``source`` is the first that told it."""
    places = list(sheet.places.all())
    first = places[0] if places else None
    licence = sheet.licence or source.licence
    contact = sheet.contact if source.definition.get("contacts_public") and sheet.contact else {}
    row: Row = {
        "id": sheet.pk,
        "title": sheet.title,
        "url": site + sheet_url(sheet),
        "summary": sheet.summary,
        "description": sheet.description,
        "web": sheet.url,
        "source_url": sheet.source_url,
        "source": source.pk,
        "source_title": source.title,
        "organisation": sheet.organisation_id,
        "organisation_name": sheet.organisation.name,
        "licence": licence,
        "attribution": source.attribution,
        "reuse": reuse(licence).value,
        "holder": sheet.holder,
        "holder_number": sheet.holder_number,
        "partners": sheet.partners,
        "themes": sheet.themes,
        "publics": sheet.publics,
        "methods": sheet.methods,
        "tags": sheet.tags,
        "place": place_name(first) if first else "",
        "address": first.address if first else "",
        "postcode": first.postcode if first else "",
        "commune": first.commune if first else "",
        "epci": first.epci if first else "",
        "departement": first.departement if first else "",
        "region": first.region if first else "",
        "country": first.country if first else "",
        "lat": first.lat if first else None,
        "lon": first.lon if first else None,
        "precision": first.precision if first else "",
        "start_date": sheet.start_date,
        "end_date": sheet.end_date,
        "status": sheet.status,
        "budget": sheet.budget,
        "language": sheet.language,
        "contact_name": contact.get("name", ""),
        "contact_email": contact.get("email", ""),
        "contact_phone": contact.get("phone", ""),
        "created_at": sheet.created_at.isoformat(timespec="seconds"),
        "updated_at": sheet.updated_at.isoformat(timespec="seconds"),
    }
    return Told(row, [_place(place) for place in places], list(sheet.images), origins)


def origins_of(sheet: Sheet) -> list[Row]:
    """The records that tell ``sheet``."""
    return _origins([sheet.pk])[sheet.pk]


def _origins(ids: Iterable[str]) -> dict[str, list[Row]]:
    told = Provenance.objects.filter(sheet__in=list(ids)).order_by("record_id")
    columns = ("sheet", "record__source", "record__external_id", "collected_at")
    found: dict[str, list[Row]] = defaultdict(list)
    for sheet, source, key, at in told.values_list(*columns):
        found[sheet].append(
            {"source": source, "record": key, "collected_at": at.isoformat(timespec="seconds")}
        )
    return found


def _place(place: Place) -> Row:
    """A place; ``point`` is given only where it is that of the place itself."""
    exact = place.lat is not None and (place.precision in _ITS_OWN or place.method == "source")
    return {
        "label": place.label,
        "address": place.address,
        "postcode": place.postcode,
        "commune": place.commune,
        "commune_name": _name(f"commune:{place.commune}"),
        "epci": place.epci,
        "departement": place.departement,
        "departement_name": _name(f"departement:{place.departement}"),
        "region": place.region,
        "region_name": _name(f"region:{place.region}"),
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "point": [place.lon, place.lat] if exact else None,
        "precision": place.precision,
        "score": place.score,
        "method": place.method,
        "zones": place.zones,
    }


@cache
def _name(ref: str) -> str:
    territory = gazetteer().get(ref)
    return territory.name if territory else ""
