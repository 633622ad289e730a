"""The page of one sheet."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from carrefour.catalogue.models import Correction, Link, Sheet
from carrefour.catalogue.models.provenance import Provenance
from carrefour.catalogue.suggested import suggestions_of
from carrefour.community.access import user_of
from carrefour.pipeline.measuring import quality_of_one
from carrefour.structure.text import plain
from carrefour.usage.counting import What, count
from carrefour.web.citing import citation
from carrefour.web.linked_data import linked_data
from carrefour.web.neighbours import neighbours_of
from carrefour.web.origins import field_names, field_origins
from carrefour.web.pictures import with_pictures
from carrefour.web.sharing import mastodon_address, share
from carrefour.web.templatetags.carrefour_web import sheet_url
from carrefour.web.trail import trail


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
        asked = request.META.get("QUERY_STRING", "")
        return redirect(sheet_url(shown) + (f"?{asked}" if asked else ""), permanent=True)
    related_records = shown.provenances.select_related("record__source__organisation")
    provenances = list(related_records.order_by("record_id"))
    suggestions = suggestions_of(provenances)
    user = user_of(request)
    operator = bool(user and user.is_operator)
    with_pictures([shown])
    corrections = list(
        Correction.objects.standing().filter(sheet=shown.pk).exclude(applied_at=None)
    )
    # The address without the search one came by: it lasts, and others may keep it.
    address = request.build_absolute_uri(sheet_url(shown))
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
        "corrected": _corrected(corrections),
        "told": field_origins(provenances, corrections),
        "told_by_several": len(provenances) > 1,
        "parting": f"{reverse('desk:merged')}?fiche={shown.pk}" if operator else "",
        "neighbours": neighbours_of(shown),
        "address": address,
        "data": linked_data(request, shown, address),
        "citation": citation(shown, address),
        "share": share(shown, address),
        "link": shown.source_url or shown.url or shown.source.homepage,
        "dead": Link.dead([shown.source_url, shown.url]),
        "trail": trail(request, shown),
    }
    count(request, What.READ, shown.pk)
    return render(request, "web/sheet.html", context)


def _given(provenance: Provenance) -> list[str]:
    """The names of the fields that a record gave, as people call them."""
    names = field_names()
    return [names.get(field, field) for field in provenance.fields if field != "suggested"]


def _corrected(made: list[Correction]) -> tuple[list[str], datetime] | None:
    """The names of the fields that people corrected, and when last; not who did."""
    if not made:
        return None
    names = field_names()
    told = [names.get(one.field, one.field) for one in made]
    return told, max(one.decided_at for one in made)


def mastodon(request: HttpRequest, id_: str) -> HttpResponse:
    """A link to the Mastodon instance that a visitor names, to write of a sheet there.

    A link and no redirection: nobody can be sent elsewhere by an address of ours unawares.
    """
    shown = get_object_or_404(Sheet, pk=id_, withdrawn_at=None)
    address = request.build_absolute_uri(sheet_url(shown))
    typed = request.GET.get("instance", "")[:300]
    target = mastodon_address(typed, f"{shown.title}\n{address}") if typed else ""
    context = {
        "sheet": shown,
        "typed": typed,
        "target": target,
        "wrong": bool(typed and not target),
    }
    return render(request, "web/mastodon.html", context)
