"""A sheet in schema.org's words: the project, the page that tells of it, and where that page is.

A schema.org Project is an organisation, so what belongs to works (licence, language, dates, whom
it is for, where it was taken from) is told of the page.
"""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext

from carrefour.catalogue.models import Place, Sheet
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.structure.text import plain
from carrefour.web.templatetags.carrefour_web import place_name

# Points of these are of the place itself; those of wider ones would promise too much.
_POINTS = frozenset({"address", "street", "commune", "postcode"})
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*-[A-Za-z0-9.+-]*")


def linked_data(request: HttpRequest, sheet: Sheet, address: str) -> dict[str, object]:
    """The graph of ``sheet``, whose page lies at ``address``."""
    graph = [
        _project(request, sheet, address),
        _page(request, sheet, address),
        _crumbs(request, address, sheet),
    ]
    return {"@context": "https://schema.org", "@graph": [without_nothing(node) for node in graph]}


def _project(request: HttpRequest, sheet: Sheet, address: str) -> dict[str, Any]:
    places = list(sheet.places.all())
    language = get_language() or "fr"
    holder = {"@type": "Organization", "name": sheet.holder, "identifier": sheet.holder_number}
    picture = getattr(sheet, "picture", None)
    return {
        "@type": "Project",
        "@id": f"{address}#projet",
        "name": sheet.title,
        "description": sheet.summary or plain(sheet.description)[:300],
        "url": sheet.url,
        "sameAs": sheet.source_url,
        "image": picture and request.build_absolute_uri(picture.large),
        "keywords": ", ".join(sheet.tags),
        "knowsAbout": [taxonomy().label(code, language) for code in sheet.themes],
        "foundingDate": sheet.start_date,
        "dissolutionDate": sheet.end_date,
        "parentOrganization": without_nothing(holder) if sheet.holder else None,
        "member": [{"@type": "Organization", "name": name} for name in sheet.partners],
        "location": [_place(place) for place in places if place.precision != "online"],
        "areaServed": _areas(places),
    }


def _page(request: HttpRequest, sheet: Sheet, address: str) -> dict[str, Any]:
    language = get_language() or "fr"
    us = {
        "@type": "Organization",
        "name": gettext("Carrefour des innovations sociales"),
        "url": request.build_absolute_uri(reverse("web:home")),
    }
    return {
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": sheet.title,
        "inLanguage": sheet.language,
        "datePublished": sheet.created_at.date().isoformat(),
        "dateModified": sheet.updated_at.date().isoformat(),
        "license": _licence(sheet.licence),
        "creditText": sheet.source.attribution,
        "isBasedOn": sheet.source_url,
        "about": [
            {"@type": "DefinedTerm", "name": taxonomy().label(code, language), "termCode": code}
            for code in sheet.themes
        ],
        "audience": [
            {"@type": "Audience", "audienceType": taxonomy().label(code, language)}
            for code in sheet.publics
        ],
        "publisher": us,
        "sdPublisher": us,
        "provider": without_nothing(
            {
                "@type": "Organization",
                "name": sheet.organisation.name,
                "url": sheet.organisation.url,
            }
        ),
        "mainEntity": {"@id": f"{address}#projet"},
        "breadcrumb": {"@id": f"{address}#fil"},
    }


def _crumbs(request: HttpRequest, address: str, sheet: Sheet) -> dict[str, Any]:
    steps = [
        (gettext("Accueil"), request.build_absolute_uri(reverse("web:home"))),
        (gettext("Projets"), request.build_absolute_uri(reverse("web:results"))),
        (sheet.title, address),
    ]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{address}#fil",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(steps, 1)
        ],
    }


def _place(place: Place) -> dict[str, Any]:
    commune = gazetteer().get(f"commune:{place.commune}")
    region = gazetteer().get(f"region:{place.region}")
    point = None
    if place.precision in _POINTS and place.lat is not None:
        point = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
    return without_nothing(
        {
            "@type": "Place",
            "name": place_name(place),
            "address": without_nothing(
                {
                    "@type": "PostalAddress",
                    "streetAddress": place.address,
                    "postalCode": place.postcode,
                    "addressLocality": commune.name if commune else "",
                    "addressRegion": region.name if region else "",
                    "addressCountry": place.country,
                }
            ),
            "geo": point,
        }
    )


def _areas(places: list[Place]) -> list[dict[str, Any]]:
    """The smallest territory of each place that is known."""
    refs = dict.fromkeys(
        next(
            (
                f"{level}:{code}"
                for level in ("commune", "epci", "departement", "region")
                if (code := getattr(place, level))
            ),
            "",
        )
        for place in places
    )
    found = [territory for ref in refs if (territory := gazetteer().get(ref))]
    return [
        {"@type": "AdministrativeArea", "name": territory.name, "identifier": territory.code}
        for territory in found
    ]


def _licence(name: str) -> str:
    """The address of a licence that bears an SPDX name, else its name."""
    if name in ("", "unknown"):
        return ""
    return f"https://spdx.org/licenses/{name}.html" if _SPDX.fullmatch(name) else name


def without_nothing(node: dict[str, Any]) -> dict[str, Any]:
    """``node`` without what says nothing."""
    return {key: value for key, value in node.items() if value not in (None, "", [], {})}
