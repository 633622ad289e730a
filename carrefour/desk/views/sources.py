"""One source at the desk: how it fares, its runs, who watches over it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.catalogue.models import Source
from carrefour.community.access import operators_only, person
from carrefour.community.audit import masked, note
from carrefour.desk.acts import HARVEST, UNWATCHED, WATCHED
from carrefour.desk.returning import back
from carrefour.desk.views.home import workers
from carrefour.harvest.models import Run, Watcher
from carrefour.pipeline import contributions
from carrefour.pipeline.comparing import key_rates, rates, run_before
from carrefour.pipeline.health import condition
from carrefour.pipeline.measuring import dead_links, lost_pictures, measured
from carrefour.pipeline.queue import ask
from carrefour.pipeline.registry import register
from carrefour.pipeline.schedules import definitions

RUNS = 50  # of the history on one page


@operators_only
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one source."""
    one = condition(slug)
    if one is None:
        raise Http404
    page = _number(request.GET.get("page", ""))
    history = Run.objects.filter(source=slug).defer("keys", "filled")
    start = (page - 1) * RUNS
    rated = _rated(one.applied, one.run)
    before = run_before(rated) if rated else None
    context = {
        "condition": one,
        "runs": history[start : start + RUNS],
        "page": page,
        "more": history.count() > start + RUNS,
        "quality": measured(one.source) if one.source else None,
        "dead": dead_links(one.source) if one.source else [],
        "lost": lost_pictures(one.source) if one.source else [],
        "rated": rated,
        "before": before,
        "rates": rates(rated, before) if rated else [],
        "key_rates": key_rates(rated, before) if rated else [],
        "watchers": Watcher.objects.filter(source=slug).order_by("email"),
        "languages": settings.LANGUAGES,
        "mute": not settings.EMAIL_HOST,
        "workers": workers(),
        "proposed": contributions.SOURCE,  # its definition is ours: no file that people edit
    }
    return render(request, "desk/source.html", context)


@operators_only
@require_POST
def harvest(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a harvest now."""
    one, definition = Source.objects.filter(pk=slug).first(), definitions().valid.get(slug)
    if one is None:
        if definition is None:
            raise Http404
        one = register(definition)
    with transaction.atomic():
        run = ask(one, Run.Asked.PERSON, str(request.user))
        note(person(request), HARVEST, f"source:{slug}", one.title, run=run.pk)
    messages.success(request, _("La moisson de « %(title)s » est demandée.") % {"title": one.title})
    return back(request, "desk:source", slug)


@operators_only
@require_POST
def watch(request: HttpRequest, slug: str) -> HttpResponse:
    """Have someone told by e-mail how the source fares."""
    one, definition = Source.objects.filter(pk=slug).first(), definitions().valid.get(slug)
    if one is None:
        if definition is None:
            raise Http404
        one = register(definition)
    email = request.POST.get("email", "").strip().lower()
    language = request.POST.get("language", "fr")
    try:
        validate_email(email)
    except ValidationError:
        messages.error(request, _("« %(email)s » n’est pas une adresse.") % {"email": email[:80]})
        return back(request, "desk:source", slug)
    if language not in dict(settings.LANGUAGES):
        language = "fr"
    with transaction.atomic():
        Watcher.objects.update_or_create(source=one, email=email, defaults={"language": language})
        note(person(request), WATCHED, f"source:{slug}", one.title, address=masked(email))
    messages.success(request, _("%(email)s sera prévenu·e.") % {"email": email})
    return back(request, "desk:source", slug)


@operators_only
@require_POST
def unwatch(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Tell someone no more."""
    watcher = get_object_or_404(Watcher.objects.select_related("source"), source=slug, pk=pk)
    title, address = watcher.source.title, masked(watcher.email)
    with transaction.atomic():
        watcher.delete()
        note(person(request), UNWATCHED, f"source:{slug}", title, address=address)
    messages.success(request, _("%(email)s ne sera plus prévenu·e.") % {"email": watcher.email})
    return back(request, "desk:source", slug)


def _rated(applied: Run | None, last: Run | None) -> Run | None:
    """The run whose fill is shown, whole: the last one that read anything."""
    wanted = last if last and last.total else applied
    return Run.objects.filter(pk=wanted.pk).first() if wanted else None


def _number(text: str) -> int:
    return max(1, int(text)) if text.isdigit() and len(text) < 6 else 1
