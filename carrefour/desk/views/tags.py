"""Tags that wait for a person: what they may mean, and the decision on each."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.catalogue.models import Source, TagDecision
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.access import operators_only, person
from carrefour.community.audit import noting
from carrefour.desk.acts import TAG_DECIDED
from carrefour.desk.returning import back
from carrefour.pipeline.tags import decide as settle
from carrefour.pipeline.tags import looked_at, waiting_tags
from carrefour.structure.tagging import clean_tag, folded
from carrefour.territory.gazetteer import GazetteerError

PER_PAGE = 25


@operators_only
def tags(request: HttpRequest) -> HttpResponse:
    """Every tag that waits, the most used first; ``source`` shows those of one source alone."""
    source = request.GET.get("source", "")
    waiting = waiting_tags()
    here = [one for one in waiting if one.source == source] if source else waiting
    page = Paginator(here, PER_PAGE).get_page(request.GET.get("page"))
    titles = dict(Source.objects.values_list("pk", "title"))
    context = {
        "page": page,
        "looked": looked_at(list(page)),
        "source": source if source in titles else "",
        "sources": [(pk, titles[pk]) for pk in sorted({one.source for one in waiting})],
        "titles": titles,
        "codes": sorted(taxonomy().codes),
    }
    return render(request, "desk/tags.html", context)


@operators_only
def decided(request: HttpRequest) -> HttpResponse:
    """What was decided, the newest first, with who and when."""
    every = TagDecision.objects.all()
    page = Paginator(every, PER_PAGE).get_page(request.GET.get("page"))
    titles = dict(Source.objects.values_list("pk", "title"))
    return render(request, "desk/decided_tags.html", {"page": page, "titles": titles})


@operators_only
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Write a decision and apply it: a ``choice`` or ``codes``, ``none`` at all, or ``undo``."""
    posted = request.POST
    tag, source = posted.get("tag", ""), posted.get("source", "")
    undo, none = "undo" in posted, "none" in posted
    codes = [] if none else posted.get("choice", "").split() or posted.getlist("codes")
    if not (codes or none or undo):
        messages.error(request, _("Choisissez au moins un thème, ou « Aucun thème »."))
        return back(request, "desk:tags")
    where = "" if posted.get("where") == "everywhere" else source
    after = None if undo else codes
    details = {"before": _before(tag, where), "after": after}
    try:
        with noting(person(request), TAG_DECIDED, f"tag:{where}", tag[:300], **details):
            _settle(request, tag, after, where)
    except ValueError:
        messages.error(request, _("Cette décision ne peut être lue."))
    return back(request, "desk:tags")


def _settle(request: HttpRequest, tag: str, codes: list[str] | None, where: str) -> None:
    try:
        made = settle(tag, codes, str(request.user), where)
    except GazetteerError:
        messages.error(request, _("Décidé ; ce sera appliqué quand le référentiel sera construit."))
    else:
        messages.success(request, _told(made))


def _before(tag: str, where: str) -> list[str] | None:
    """The codes that were decided before."""
    name = folded(clean_tag(tag))
    made = TagDecision.objects.filter(source=where, name=name, current=True).first()
    return made.codes if made else None


def _told(made: TagDecision) -> str:
    """What was decided, and whether it shows already."""
    named = {"tag": made.tag}
    if made.codes is None:
        told = _("« %(tag)s » attend de nouveau.") % named
    elif made.codes:
        names = ", ".join(taxonomy().label(code, get_language() or "fr") for code in made.codes)
        told = _("« %(tag)s » veut dire : %(names)s.") % {**named, "names": names}
    else:
        told = _("« %(tag)s » ne dit aucun thème.") % named
    if made.applied_at is None:
        told += " " + _("Ce sera appliqué quand la moisson en cours sera finie.")
    return told
