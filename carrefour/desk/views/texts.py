"""Sheets whose text may tell themes and publics: what it may mean, and the decision on each."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.catalogue.models import Correction, Record, Sheet, Source
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.access import operators_only, person
from carrefour.community.audit import noting
from carrefour.desk.acts import TEXT_DECIDED
from carrefour.desk.returning import back
from carrefour.pipeline.texts import NothingWaits, waiting_texts
from carrefour.pipeline.texts import decide as settle
from carrefour.territory.gazetteer import GazetteerError

PER_PAGE = 25


@operators_only
def texts(request: HttpRequest) -> HttpResponse:
    """Every sheet whose text waits, the surest first; ``source`` shows those of one alone."""
    source = request.GET.get("source", "")
    page = Paginator(waiting_texts(source), PER_PAGE).get_page(request.GET.get("page"))
    sheets = Sheet.objects.in_bulk([one.sheet for one in page])
    titles = dict(Source.objects.values_list("pk", "title"))
    with_proposals = Record.objects.filter(proposed__isnull=False).order_by("source")
    context = {
        "page": page,
        "looked": [
            (sheet, one, dict.fromkeys([*sheet.themes, *sheet.publics, *sheet.methods]))
            for one in page
            if (sheet := sheets.get(one.sheet))
        ],
        "source": source if source in titles else "",
        "sources": [
            (pk, titles[pk]) for pk in with_proposals.values_list("source", flat=True).distinct()
        ],
        "titles": titles,
        "codes": sorted(taxonomy().codes),
    }
    return render(request, "desk/texts.html", context)


@operators_only
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Give ``sheet`` the ``codes`` that are ticked, or ``none`` of what is proposed."""
    sheet = get_object_or_404(Sheet, pk=request.POST.get("sheet", ""))
    none = request.POST.get("choice") == "none"
    codes = [] if none else request.POST.getlist("codes")
    if not codes and not none:
        messages.error(request, _("Cochez au moins un thème, ou choisissez « Rien de cela »."))
        return back(request, "desk:texts")
    target = f"sheet:{sheet.pk}"
    try:
        with noting(person(request), TEXT_DECIDED, target, sheet.title, after=codes):
            _settle(request, sheet, codes)
    except NothingWaits:
        messages.error(request, _("Cette fiche n’attend plus de décision."))
    except ValueError:
        messages.error(request, _("Cette décision ne peut être lue."))
    return back(request, "desk:texts")


def _settle(request: HttpRequest, sheet: Sheet, codes: list[str]) -> None:
    try:
        made = settle(sheet, codes, str(request.user))
    except GazetteerError:
        messages.error(request, _("Décidé ; ce sera appliqué quand le référentiel sera construit."))
    else:
        messages.success(request, _told(sheet, made))


def _told(sheet: Sheet, made: list[Correction]) -> str:
    told = _("« %(title)s » : c’est décidé.") % {"title": sheet.title}
    if any(one.applied_at is None for one in made):
        told += " " + _("Ce sera appliqué quand la moisson en cours sera finie.")
    return told
