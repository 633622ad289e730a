"""What the log of acts says of work in the workshop."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from carrefour.community.access import person
from carrefour.community.audit import Verb, note, note_sitting
from carrefour.workshop.models import WorkshopDraft

P = ParamSpec("P")
BEGUN = Verb("draft.begun", _("a commencé un brouillon de source"))
WORKED = Verb("draft.worked", _("a travaillé à un brouillon de source"))
DROPPED = Verb("draft.dropped", _("a supprimé un brouillon de source"))
PUBLISHED = Verb("definition.published", _("a enregistré une version de source"))
WENT_BACK = Verb("definition.went-back", _("a rétabli une version de source"))


def note_draft(request: HttpRequest, verb: Verb, draft: WorkshopDraft) -> None:
    """Note what someone did with ``draft`` as a whole."""
    note(person(request), verb, f"draft:{draft.pk}", name_of(draft))


def notes_work(
    view: Callable[Concatenate[HttpRequest, int, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, int, P], HttpResponse]:
    """A view of a draft, by its ``pk``, that keeps what is sent: the log tells so."""

    @wraps(view)
    def noted(request: HttpRequest, /, pk: int, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        draft = WorkshopDraft.objects.filter(pk=pk).first() if request.method == "POST" else None
        if draft:
            # Before the view: it may publish the draft, and then there is none.
            note_sitting(person(request), WORKED, f"draft:{pk}", name_of(draft))
        return view(request, pk, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, int, P], HttpResponse]", noted)


def name_of(draft: WorkshopDraft) -> str:
    """What a draft is known by: its source, its address or its file."""
    return (draft.source or draft.address or draft.file)[:300]
