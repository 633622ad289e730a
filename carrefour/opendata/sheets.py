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

from django.conf import settings
from django.db.models import Q, QuerySet

from carrefour.catalogue.models import Place, Provenance, Record, Sheet, Source
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.returning import Leaf, leaves_of, ours
from carrefour.web.addresses import sheet_paths
from carrefour.web.licences import Reuse, reuse
from carrefour.web.templatetags.carrefour_web import place_name

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
    last, path = "", sheet_paths()
    # By the key and not by one long cursor: on SQLite that would hold up every checkpoint, and
    # the journal would grow for as long as the files are written.
    while batch := list(wanted.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        origins = _origins([sheet.pk for sheet in batch])
        for sheet in batch:
            page = site + path(sheet.slug, sheet.pk)
            yield told(sheet, sources[sheet.source_id], page, origins[sheet.pk])


def told(sheet: Sheet, source: Source, page: str, origins: list[Row]) -> Told:
    """One sheet, whose page is at ``page`` and of which ``source`` is the first that told it."""
    places = list(sheet.places.all())
    first = places[0] if places else None
    licence = sheet.licence or source.licence
    contact = sheet.contact if source.definition.get("contacts_public") and sheet.contact else {}
    row: Row = {
        "id": sheet.pk,
        "title": sheet.title,
        "url": page,
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
    """The records that tell ``sheet``, wherever they are kept."""
    return _origins([sheet.pk])[sheet.pk]


def _origins(ids: Iterable[str]) -> dict[str, list[Row]]:
    told = list(
        Provenance.objects.filter(sheet__in=list(ids))
        .order_by("record_id")
        .values_list(
            "sheet", "record", "record__source", "record__external_id", "collected_at",
            "record__source__definition__federated__site",
        )
    )  # fmt: skip
    # The raw records are long: only those of other Carrefours are read.
    theirs = [row[1] for row in told if row[-1]]
    read = dict(Record.objects.filter(pk__in=theirs).values_list("pk", "raw__origins"))
    found: dict[str, list[Row]] = defaultdict(list)
    for sheet, record, source, key, at, other in told:
        if other:
            leaves = leaves_of({"origins": read[record]}, other)
            # What went here would live on by what others tell of it.
            found[sheet] += [_origin(leaf) for leaf in leaves if not ours(leaf)]
        else:
            seen = at.isoformat(timespec="seconds")
            found[sheet].append(_origin(Leaf(settings.SITE_URL, source, key, seen)))
    return found


def _origin(leaf: Leaf) -> Row:
    return {
        "site": leaf.site,
        "source": leaf.source,
        "record": leaf.record,
        "collected_at": leaf.collected_at,
        "through": list(leaf.through),
    }


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
