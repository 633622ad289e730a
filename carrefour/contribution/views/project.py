"""Proposing a project: a draft that is kept at each step, then sent."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from carrefour.catalogue.correcting import PLACES
from carrefour.community.access import person, signed_in, user_of
from carrefour.community.visiting import TRAP, is_machine
from carrefour.contribution.alike import maybe_the_same
from carrefour.contribution.fields import faults, fields, posted
from carrefour.contribution.models import Proposal
from carrefour.contribution.sending import MOST_DRAFTS, send, stake_of_project
from carrefour.contribution.where import found_at, name_of
from carrefour.contribution.wording import LABELS
from carrefour.pipeline.gazetteer import gazetteer

LICENCES = {
    "etalab-2.0": gettext_lazy("Licence Ouverte 2.0 : chacun réutilise, en citant la source"),
    "CC-BY-SA-4.0": gettext_lazy(
        "CC BY-SA 4.0 : chacun réutilise, en citant la source et sous la même licence"
    ),
}
Kind, State = Proposal.Kind, Proposal.State


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the form: how it is called in addresses and to people, and its fields.

    ``question`` is its heading.
    """

    key: str
    label: str | Promise
    question: str | Promise
    names: tuple[str, ...]


STEPS = (
    Step(
        "projet",
        gettext_lazy("Le projet"),
        gettext_lazy("Quel est ce projet ?"),
        ("title", "summary", "description", "status", "start_date", "end_date"),
    ),
    Step("lieu", gettext_lazy("Où"), gettext_lazy("Où agit-il ?"), (PLACES,)),
    Step(
        "porteur",
        gettext_lazy("Qui"),
        gettext_lazy("Qui le porte ?"),
        ("holder", "partners", "url"),
    ),
    Step(
        "themes",
        gettext_lazy("Thèmes et publics"),
        gettext_lazy("De quoi s’occupe-t-il ?"),
        ("themes", "publics", "methods", "tags"),
    ),
    Step("envoi", gettext_lazy("Relire et envoyer"), gettext_lazy("Tout est juste ?"), ()),
)
_NUMBERS = {step.key: number for number, step in enumerate(STEPS)}
EVERY = tuple(name for step in STEPS for name in step.names)


@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """What one may bring in, and how it goes on."""
    user = user_of(request)
    drafts = list(_drafts(request)) if user else []
    return render(request, "contribution/begin.html", {"drafts": drafts, "person": user})


@signed_in
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin the draft of a project; one that is still empty is gone on with."""
    drafts = list(_drafts(request))
    draft = next((one for one in drafts if not any(one.content.values())), None)
    if draft is None and len(drafts) >= MOST_DRAFTS:
        messages.error(request, _("Vous avez déjà beaucoup de brouillons : terminez-en un."))
        return redirect("contribution:mine")
    draft = draft or Proposal.objects.create(kind=Kind.PROJECT, by=person(request))
    return redirect("contribution:step", draft.pk, STEPS[0].key)


@signed_in
def step(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """One step: what is sent is kept, and leads to the next step unless something is wrong."""
    draft = get_object_or_404(_drafts(request), pk=pk)
    if key not in _NUMBERS:
        return redirect("contribution:step", pk, STEPS[0].key)
    if key == STEPS[-1].key:
        return _last(request, draft)
    shown = STEPS[_NUMBERS[key]]
    wrong: dict[str, str | Promise] = {}
    if request.method == "POST":
        _keep(request, draft, shown)
        if "more" not in request.POST:
            wrong = faults({name: draft.content.get(name, "") for name in shown.names})
            if not wrong:
                onward = -1 if "back" in request.POST else 1
                return redirect("contribution:step", pk, STEPS[_NUMBERS[key] + onward].key)
    context = {
        **_around(draft, shown),
        "fields": fields(shown.names, draft.content, wrong),
        "wrong": wrong,
        "first": _NUMBERS[key] == 0,
    }
    return render(request, "contribution/step.html", context, status=422 if wrong else 200)


@signed_in
@require_POST
def keep(request: HttpRequest, pk: UUID, key: str) -> HttpResponse:
    """Keep what is typed so far, while one types."""
    draft = get_object_or_404(_drafts(request), pk=pk)
    if key not in _NUMBERS:
        return HttpResponse(status=404)
    _keep(request, draft, STEPS[_NUMBERS[key]])
    return render(request, "contribution/parts/kept.html", {"draft": draft})


@signed_in
@require_GET
def alike(request: HttpRequest) -> HttpResponse:
    """Sheets that may tell already what one types the title of."""
    found = maybe_the_same(request.GET.get("title", ""))
    return render(request, "contribution/parts/alike.html", {"alike": found})


@signed_in
@require_GET
def place(request: HttpRequest) -> HttpResponse:
    """Where a territory (``ref``) lies, or which commune holds a point (``lat``, ``lon``)."""
    if ref := request.GET.get("ref", "")[:40]:
        found = gazetteer().get(ref)
        if found is None or found.lat is None:
            return JsonResponse({}, status=404)
        return JsonResponse({"name": name_of(found), "lat": found.lat, "lon": found.lon})
    try:
        row = found_at(float(request.GET.get("lat", "")), float(request.GET.get("lon", "")))
    except ValueError:
        row = None
    if row is None or row.point is None:
        return JsonResponse({}, status=404)
    return JsonResponse({"name": row.text, "lat": row.point[0], "lon": row.point[1]})


def _last(request: HttpRequest, draft: Proposal) -> HttpResponse:
    """Read all again, agree to a licence, and send."""
    texts = {name: draft.content.get(name, "") for name in EVERY}
    wrong = faults(texts)
    if not texts["description"] and not texts["summary"]:
        wrong["description"] = _("Dites en quelques lignes ce que fait le projet.")
    busy = agreed = False
    if request.method == "POST":
        licence = request.POST.get("licence", "")
        agreed = licence in LICENCES and "agreed" in request.POST
        if agreed and not wrong:
            draft.terms["licence"] = licence
            draft.named = "named" in request.POST
            if is_machine(request):
                draft.delete()
                return render(request, "contribution/sent.html", {"proposal": draft})
            busy = bool(send(request, draft, stake_of_project(texts)))
            if not busy:
                return render(request, "contribution/sent.html", {"proposal": draft})
    context = {
        **_around(draft, STEPS[-1]),
        "told": [_told(one, texts, wrong) for one in STEPS[:-1]],
        "wrong": wrong,
        "alike": maybe_the_same(texts["title"]),
        "licences": LICENCES,
        "busy": busy,
        "unagreed": request.method == "POST" and not agreed,
        "trap": TRAP,
    }
    status = 429 if busy else 422 if request.method == "POST" else 200
    return render(request, "contribution/check.html", context, status=status)


def _told(shown: Step, texts: dict[str, str], wrong: dict[str, str | Promise]) -> object:
    filled = fields(shown.names, texts, wrong, more_places=False)
    return {"step": shown, "fields": [one for one in filled if one.text or one.wrong]}


def _around(draft: Proposal, shown: Step) -> dict[str, object]:
    number = _NUMBERS[shown.key]
    return {
        "draft": draft,
        "steps": STEPS,
        "step": shown,
        "number": number + 1,
        "labels": LABELS,
    }


def _drafts(request: HttpRequest) -> QuerySet[Proposal]:
    return Proposal.objects.filter(by=person(request), kind=Kind.PROJECT, state=State.DRAFT)


def _keep(request: HttpRequest, draft: Proposal, shown: Step) -> None:
    draft.content = {**draft.content, **posted(request, shown.names)}
    draft.title = draft.content.get("title", "")[:300]
    if shown.key == "porteur":
        draft.terms = {**draft.terms, "mine": "mine" in request.POST}
    draft.saved_at = timezone.now()
    draft.save(update_fields=["content", "title", "terms", "saved_at"])
