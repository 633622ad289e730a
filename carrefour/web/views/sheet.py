"""The page of one sheet."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from carrefour.catalogue.models import Correction, Link, Sheet
from carrefour.catalogue.models.provenance import Provenance
from carrefour.catalogue.suggested import suggestions_of
from carrefour.community.access import user_of
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.measuring import quality_of_one
from carrefour.search.engine import SearchResting
from carrefour.structure.text import plain
from carrefour.web.cards import sheets_in_order
from carrefour.web.pictures import with_pictures
from carrefour.web.templatetags.carrefour_web import place_name, sheet_url


def sheet(request: HttpRequest, slug: str, id_: str) -> HttpResponse:
    """Everything known of a project, with where each value comes from."""
    related = Sheet.objects.select_related(
        "organisation", "source", "carrier", "merged_into"
    ).prefetch_related("places")
    shown = related.filter(pk=id_).first()
    if shown is None:
        raise Http404
    if shown.merged_into is not None:
        # Not for ever: a person may say that they are two projects after all.
        return redirect(sheet_url(shown.merged_into))
    if shown.withdrawn_at is not None:
        return render(request, "web/withdrawn.html", {"sheet": shown}, status=410)
    if shown.slug != slug:
        return redirect(sheet_url(shown), permanent=True)
    related_records = shown.provenances.select_related("record__source__organisation")
    provenances = list(related_records.order_by("record_id"))
    suggestions = suggestions_of(provenances)
    user = user_of(request)
    operator = bool(user and user.is_operator)
    with_pictures([shown])
    context = {
        "sheet": shown,
        # A source with one text only tells it as the summary: once is enough.
        "story": "" if plain(shown.description) == shown.summary else shown.description,
        "places": list(shown.places.all()),
        "tellers": list(dict.fromkeys(p.record.source.organisation for p in provenances)),
        "provenances": [(p, _given(p)) for p in provenances],
        "suggested": {told.code for _, told in suggestions},
        # What they come from is for those who can decide otherwise.
        "suggestions": suggestions if operator else [],
        "quality": quality_of_one(shown) if operator else None,
        "operator": operator,
        "corrected": _corrected(shown),
        "told_by_several": len(provenances) > 1,
        "parting": f"{reverse('desk:merged')}?fiche={shown.pk}" if operator else "",
        "similar": _similar(shown),
        "data": _structured(request, shown),
        "link": shown.source_url or shown.url or shown.source.homepage,
        "dead": Link.dead([shown.source_url, shown.url]),
        "back": _back(request),
    }
    return render(request, "web/sheet.html", context)


def _similar(sheet: Sheet) -> list[Sheet]:
    try:
        return sheets_in_order(search_engine().similar(sheet.pk, 3))
    except SearchResting:
        return []


def _back(request: HttpRequest) -> str:
    """The search that the visitor came from, when it was ours."""
    before = request.headers.get("referer", "")
    ours = f"{request.scheme}://{request.get_host()}"
    for name in ("web:results", "web:map"):
        if before.startswith(f"{ours}{reverse(name)}"):
            return before.removeprefix(ours)
    return ""


def _given(provenance: Provenance) -> list[str]:
    """The names of the fields that a record gave, as people call them."""
    names = field_names()
    return [names.get(field, field) for field in provenance.fields if field != "suggested"]


def _corrected(sheet: Sheet) -> tuple[list[str], datetime] | None:
    """The names of the fields that people corrected, and when last; not who did."""
    made = list(Correction.objects.standing().filter(sheet=sheet.pk).exclude(applied_at=None))
    if not made:
        return None
    names = field_names()
    told = [names.get(one.field, one.field) for one in made]
    return told, max(one.decided_at for one in made)


def field_names() -> dict[str, str]:
    """What people call each field of a sheet."""
    return {
        "title": _("titre"),
        "summary": _("résumé"),
        "description": _("description"),
        "url": _("site web"),
        "source_url": _("page d’origine"),
        "holder": _("porteur"),
        "holder_number": _("identifiant du porteur"),
        "partners": _("partenaires"),
        "start_date": _("date de début"),
        "end_date": _("date de fin"),
        "status": _("avancement"),
        "budget": _("budget"),
        "language": _("langue"),
        "licence": _("licence"),
        "contact": _("contact"),
        "images": _("images"),
        "themes": _("thèmes"),
        "publics": _("publics"),
        "methods": _("méthodes"),
        "tags": _("mots-clés"),
        "places": _("lieux"),
    }


def _structured(request: HttpRequest, sheet: Sheet) -> dict[str, object]:
    """The sheet in schema.org's words."""
    places = [
        {
            "@type": "Place",
            "name": place_name(p),
            "geo": {"@type": "GeoCoordinates", "latitude": p.lat, "longitude": p.lon},
        }
        for p in sheet.places.all()
        if p.lat is not None
    ]
    data = {
        "@context": "https://schema.org",
        "@type": "Project",
        "@id": request.build_absolute_uri(),
        "name": sheet.title,
        "description": sheet.summary or plain(sheet.description)[:300],
        "url": sheet.url,
        "keywords": ", ".join(sheet.tags),
        "foundingDate": sheet.start_date,
        "location": places,
        "sponsor": {"@type": "Organization", "name": sheet.holder} if sheet.holder else None,
        "isBasedOn": sheet.source_url,
    }
    return {key: value for key, value in data.items() if value}
