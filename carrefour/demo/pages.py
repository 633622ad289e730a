"""The pages of the partners' sites: lists, sheets, and the few pages around them."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe

from carrefour.demo.partners import BY_ID, NOTE, Partner, sheet_path, words_of
from carrefour.demo.pictures import picture_of
from carrefour.demo.projects import Place, Project, of_partner
from carrefour.demo.wording import STATUSES, euros, month, whereabouts

PER_PAGE = 10
DRAFT = "/html/brouillons/le-four-a-images"
_ARTICLE = re.compile(r"^(?:L[ea]s? |Une? |L’|À la |Au )", re.I)
_ENGINE = Engine(dirs=[str(Path(__file__).parent / "templates")])


def welcome() -> str:
    """The page that names the five partners."""
    return _page("welcome.html", None, {"partners": list(BY_ID.values())})


def project_list(partner_id: str, number: int, base: str) -> str | None:
    """A page of a partner's list, or ``None`` past the last one."""
    partner, mine = BY_ID[partner_id], of_partner(partner_id)
    pages = -(-len(mine) // PER_PAGE)
    if number > pages:
        return None
    shown = mine[(number - 1) * PER_PAGE : number * PER_PAGE]
    ours = partner_id == "html"
    return _page(
        "list.html",
        partner,
        {
            "base": base,
            "cards": [_card(project) for project in shown],
            # The front page shows one project of another page too, as front pages do.
            "featured": _card(mine[-2]) if ours and number == 1 else None,
            "draft": DRAFT if ours and number == pages else "",
            "number": number,
            "numbers": range(1, pages + 1),
            "previous": number - 1,
            "following": number + 1 if number < pages else 0,
            "total": len(mine),
        },
    )


def sheet(partner_id: str, slug: str, base: str) -> str | None:
    """The page of one project, or ``None`` when the partner has none of that name."""
    mine = of_partner(partner_id)
    project = next((p for p in mine if p.slug == slug), None)
    if project is None:
        return None
    near = [p for p in mine if p is not project and set(p.codes) & set(project.codes)][:3]
    return _page(
        "sheet.html",
        BY_ID[partner_id],
        {
            "base": base,
            "project": project,
            "path": sheet_path(project),
            "picture": picture_of(project),
            "words": words_of(project),
            "places": [(place, whereabouts(place)) for place in project.places],
            "start": month(project.start),
            "end": month(project.end) if project.end else "",
            "status": STATUSES[project.status],
            "budget": euros(project.budget),
            "near": [_card(p) for p in near],
            "linked_data": _linked_data(project, base),
        },
    )


def side_page(path: str) -> str | None:
    """About, legal notice, and the draft that crawlers are asked to leave alone."""
    names = {"/html/a-propos": "about.html", "/html/mentions": "legal.html", DRAFT: "draft.html"}
    return _page(names[path], BY_ID["html"], {}) if path in names else None


def missing() -> str:
    """The page for an address where there is nothing."""
    return _page("missing.html", None, {})


def sitemap(base: str, changed: date) -> str:
    """The addresses of the workshops' site, for crawlers."""
    mine = of_partner("html")
    paths = ["/html/", *(f"/html/?page={n}" for n in range(2, -(-len(mine) // PER_PAGE) + 1))]
    paths += [sheet_path(project) for project in mine] + ["/html/a-propos", "/html/mentions"]
    urls = "".join(
        f"<url><loc>{base}{path}</loc><lastmod>{changed.isoformat()}</lastmod></url>"
        for path in paths
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'
    )


def _page(template: str, partner: Partner | None, context: dict[str, Any]) -> str:
    told = {"partner": partner, "note": NOTE, **context}
    # Coordinates keep their decimal points.
    return _ENGINE.get_template(template).render(Context(told, use_l10n=False))


def _card(project: Project) -> dict[str, Any]:
    return {
        "title": project.title,
        "initial": _ARTICLE.sub("", project.title)[0].upper(),
        "summary": project.summary,
        "path": sheet_path(project),
        "picture": picture_of(project),
        "where": ", ".join(place.name for place in project.places),
    }


def _linked_data(project: Project, base: str) -> SafeString:
    """The sheet as schema.org says it."""
    picture = picture_of(project)
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Project",
        "@id": f"{base}{sheet_path(project)}",
        "identifier": f"atelier-{project.number}",
        "name": project.title,
        "slogan": project.summary,
        "description": "\n\n".join(project.paragraphs),
        "keywords": words_of(project),
        "foundingDate": project.start,
        "parentOrganization": {"@type": "Organization", "name": project.holder},
        "location": [_linked_place(place) for place in project.places],
    }
    if project.end:
        told["dissolutionDate"] = project.end
    if picture:
        told["image"] = {
            "@type": "ImageObject",
            "url": f"{base}{picture.path}",
            "caption": picture.alt,
            "creditText": picture.credit,
        }
    # "<" would end the script that holds it.
    return mark_safe(json.dumps(told, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S308


def _linked_place(place: Place) -> dict[str, Any]:
    if place.kind != "commune":
        return {"@type": "AdministrativeArea", "name": place.name}
    return {
        "@type": "Place",
        "address": {
            "@type": "PostalAddress",
            "postalCode": place.postcode,
            "addressLocality": place.name,
            "addressCountry": "FR",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon},
    }
