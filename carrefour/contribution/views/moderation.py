"""The queue of what waits for a decision, and the page on which one is taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from carrefour.catalogue.merging import FACETS
from carrefour.catalogue.models import Organisation, Sheet
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.access import person, signed_in
from carrefour.community.models import User
from carrefour.community.rights import standing_of
from carrefour.community.visiting import typed
from carrefour.contribution.alike import maybe_the_same
from carrefour.contribution.deciding import (
    NotWaiting,
    Reader,
    Unacceptable,
    accept,
    refuse,
    undo,
    waiting_for,
)
from carrefour.contribution.differences import Difference, difference
from carrefour.contribution.fields import Field, Texts, fields, posted, texts_of
from carrefour.contribution.models import Proposal
from carrefour.contribution.views.project import EVERY, LICENCES
from carrefour.contribution.views.source import LABELS as ASKED_OF_A_SOURCE
from carrefour.contribution.wording import LABELS
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.naming import STATUSES

PER_PAGE = 25
MOST_ANSWER = 2000  # characters
OLD = timedelta(days=7)  # that someone has waited
Kind, State = Proposal.Kind, Proposal.State
_ASKED = frozenset({"accept", "refuse", "undo"})
_DECIDED = (State.ACCEPTED, State.REFUSED)
_EDITED = (Kind.PROJECT, Kind.CORRECTION)


@dataclass(frozen=True, slots=True)
class Shown:
    """A field of what is proposed: what it says, and how that differs from the sheet as it is."""

    field: Field
    differs: Difference
    moved: bool  # the sheet says something else than when this was sent


@signed_in
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for whoever asks, by kind, theme, territory and age; ``voir=decided`` is past."""
    user = person(request)
    reader = Reader.of(user, standing_of(user))
    decided = request.GET.get("voir") == "decided"
    waiting = waiting_for(reader)
    if decided:
        past = Proposal.objects.filter(state__in=_DECIDED).order_by("-decided_at")
        every = [one for one in past.select_related("by")[:500] if reader.may_decide(one)]
    else:
        every = waiting
    if not every and not (decided or waiting) and not _decides_at_all(reader):
        raise PermissionDenied
    wanted = {name: request.GET.get(name, "") for name in ("kind", "theme", "territory", "age")}
    page = Paginator(_narrowed(every, wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "decided": decided,
        "waiting": len(waiting),
        "wanted": wanted,
        "kinds": Kind.choices,
        "themes": _themes(every),
        "territories": _territories(every),
        "params": "".join(f"&{name}={value}" for name, value in wanted.items() if value),
    }
    return render(request, "contribution/queue.html", context)


@signed_in
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One proposal, to accept as it is or changed, to refuse with a reason, or to come back to."""
    proposal = get_object_or_404(Proposal.objects.select_related("by", "decided_by"), pk=pk)
    user = person(request)
    if proposal.state not in (State.SENT, *_DECIDED):
        raise Http404
    if not Reader.of(user, standing_of(user)).may_decide(proposal):
        raise Http404  # nobody learns what there is
    answer = typed(request, "answer", MOST_ANSWER)
    texts = _texts(request, proposal)
    wrong: dict[str, str | Promise] = {}
    if request.method == "POST" and _ASKED & request.POST.keys():
        try:
            done = _done(request, proposal, user, answer, texts)
        except NotWaiting:
            messages.info(request, _("Quelqu’un d’autre vient d’en décider."))
            return redirect("contribution:decide", pk)
        except Unacceptable as error:
            wrong = error.faults
        else:
            if done:
                messages.success(request, done)
                return redirect("contribution:queue")
            wrong = {"answer": _("Dites à la personne pourquoi vous ne retenez pas.")}
    context = {
        **_told(proposal, texts, wrong, more_places="more" in request.POST),
        "proposal": proposal,
        "answer": answer,
        "wrong": wrong,
        "longest": MOST_ANSWER,
        "past": _past(proposal.by),
    }
    return render(request, "contribution/decide.html", context, status=422 if wrong else 200)


def _done(request: HttpRequest, proposal: Proposal, user: User, answer: str, texts: Texts) -> str:
    """Do what was asked; what to say of it, nothing when a reason is missing."""
    if "undo" in request.POST:
        undo(proposal, user)
        return _("On est revenu sur la décision.")
    if "refuse" in request.POST:
        if not answer:
            return ""
        refuse(proposal, user, answer)
        return _("La proposition n’est pas retenue, et la personne le saura.")
    accept(proposal, user, answer, texts if proposal.kind in _EDITED else None)
    if proposal.kind == Kind.SOURCE:
        return _("La source est retenue : il reste à la brancher dans l’atelier.")
    return _("La proposition est acceptée, et la personne le saura.")


def _texts(request: HttpRequest, proposal: Proposal) -> Texts:
    """What is proposed, as whoever decides leaves it."""
    if proposal.kind not in _EDITED:
        return {}
    names = EVERY if proposal.kind == Kind.PROJECT else [n for n in LABELS if n in proposal.content]
    if request.method == "POST" and "undo" not in request.POST and "refuse" not in request.POST:
        return posted(request, names)
    return {name: proposal.content.get(name, "") for name in names}


def _told(
    proposal: Proposal, texts: Texts, wrong: dict[str, str | Promise], *, more_places: bool
) -> dict[str, object]:
    """What the page shows of what is proposed, and of what there is already."""
    sheet = Sheet.objects.prefetch_related("places").filter(pk=proposal.sheet).first()
    now = texts_of(sheet) if sheet and proposal.kind == Kind.CORRECTION else {}
    shown = []
    for field in fields(texts, texts, wrong, more_places=more_places):
        before = proposal.before.get(field.name, "")
        said = proposal.content.get(field.name, "")
        shown.append(
            Shown(
                field,
                difference(_read(field.name, before), _read(field.name, said)),
                bool(now) and now.get(field.name, "") != before,
            )
        )
    told: dict[str, object] = {"sheet": sheet, "shown": shown}
    if proposal.kind == Kind.PROJECT:
        told["alike"] = maybe_the_same(texts.get("title", ""), but=proposal.sheet)
        told["licence"] = LICENCES.get(proposal.terms.get("licence", ""), "")
    if proposal.kind == Kind.SOURCE:
        content = proposal.content
        told["asked"] = [(label, content.get(n, "")) for n, label in ASKED_OF_A_SOURCE.items()]
    if proposal.kind == Kind.CLAIM:
        told["organisations"] = Organisation.objects.filter(pk__in=proposal.organisations)
    return told


def _read(name: str, text: str) -> str:
    """A field as people read it: codes by their names, places without their points."""
    lines = text.split("\n")
    if name in FACETS:
        return "\n".join(_label(code) for code in lines if code)
    if name == "status":
        return str(STATUSES.get(text, text))
    if name == "places":
        return "\n".join(line.partition(" @ ")[0] for line in lines)
    return text


def _past(author: User | None) -> dict[str, int]:
    """How much of what someone sent was accepted, and refused."""
    if author is None:
        return {"accepted": 0, "refused": 0}
    own = Proposal.objects.filter(by=author)
    return {
        "accepted": own.filter(state=State.ACCEPTED).count(),
        "refused": own.filter(state=State.REFUSED).count(),
    }


def _decides_at_all(reader: Reader) -> bool:
    standing = reader.standing
    return bool(standing.operator or standing.mandates or standing.editor_of or reader.held)


def _narrowed(every: Iterable[Proposal], wanted: dict[str, str]) -> list[Proposal]:
    since = timezone.now() - OLD
    category = taxonomy().categories.get(wanted["theme"])
    codes = set(category.codes) if category else set()
    return [
        one
        for one in every
        if (not wanted["kind"] or one.kind == wanted["kind"])
        and (not category or codes.intersection(one.themes))
        and (not wanted["territory"] or wanted["territory"] in one.territories)
        and (wanted["age"] != "old" or (one.sent_at is not None and one.sent_at < since))
    ]


def _themes(every: Iterable[Proposal]) -> list[tuple[str, str]]:
    """The categories of themes that what waits lies in."""
    codes = {code for one in every for code in one.themes}
    return [(id_, _label(id_)) for id_ in taxonomy().categories_of(codes)]


def _territories(every: Iterable[Proposal]) -> list[tuple[str, str]]:
    """The départements and régions that what waits lies in, by name."""
    refs = {ref for one in every for ref in one.territories}
    kept = [ref for ref in refs if ref.startswith(("departement:", "region:"))]
    named = [(ref, found.name) for ref in kept if (found := gazetteer().get(ref))]
    return sorted(named, key=lambda one: one[1])


def _label(id_: str) -> str:
    return taxonomy().label(id_, get_language() or "fr")
