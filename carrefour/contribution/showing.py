"""What this room adds to pages of others: ways in, and how much waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Count, Min
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from carrefour.catalogue.models import Sheet
from carrefour.community.access import user_of
from carrefour.community.models import Holding, User
from carrefour.community.rights import Right, stake_of, standing_of
from carrefour.community.slots import Entry
from carrefour.contribution.deciding import Reader, waiting_for
from carrefour.contribution.models import Proposal
from carrefour.pipeline.contributions import SOURCE


def tools(request: HttpRequest, subject: object) -> SafeString | None:
    """The way to edit a sheet, or to propose to."""
    if not isinstance(subject, Sheet):
        return None
    user = user_of(request)
    context = {"sheet": subject, "free": user is not None and _may_edit(user, subject)}
    return render_to_string("contribution/parts/tools.html", context, request)


def _may_edit(user: User, sheet: Sheet) -> bool:
    """Whether ``user`` may edit ``sheet``; what the sheet is part of is read only if it matters."""
    standing = standing_of(user)
    if standing.operator or Holding.objects.filter(user=user, sheet=sheet.pk).exists():
        return True
    some = bool(standing.editor_of or standing.mandates)
    return some and standing.may(Right.EDIT_SHEET, stake_of(sheet))


def holder(request: HttpRequest, subject: object) -> SafeString | None:
    """Who proposed a sheet, if someone did, and the way to claim it."""
    if not isinstance(subject, Sheet):
        return None
    proposal = None
    if subject.source_id == SOURCE:
        accepted = Proposal.objects.filter(sheet=subject.pk, state=Proposal.State.ACCEPTED)
        found = accepted.filter(kind=Proposal.Kind.PROJECT).select_related("by").first()
        proposal = found.by.name if found and found.named and found.by else ""
    context = {"sheet": subject, "proposed": subject.source_id == SOURCE, "by": proposal}
    return render_to_string("contribution/parts/holder.html", context, request)


def of_account(request: HttpRequest) -> Iterator[Entry]:
    """What one brought in, and what waits for one's decision."""
    yield Entry(_("Mes propositions"), reverse("contribution:mine"))
    user = user_of(request)
    if user is None:
        return
    standing = standing_of(user)
    reader = Reader.of(user, standing)
    decides = bool(standing.operator or standing.mandates or standing.editor_of)
    count = len(waiting_for(reader)) if decides or reader.held else 0
    # Who only holds a sheet seldom has something to decide on.
    if decides or count:
        yield Entry(_("Modération"), reverse("contribution:queue"), count)


def of_desk(_request: HttpRequest) -> Iterable[Entry]:
    """What waits for operators: all that does."""
    count = Proposal.objects.filter(state=Proposal.State.SENT).count()
    return [Entry(_("Modération"), reverse("contribution:queue"), count)]


def waits(_request: HttpRequest) -> Iterable[Entry]:
    """What waits for a decision, on the first page of the desk."""
    sent = Proposal.objects.filter(state=Proposal.State.SENT)
    told = sent.aggregate(n=Count("pk"), since=Min("sent_at"))
    label = ngettext("contribution à relire", "contributions à relire", told["n"])
    yield Entry(label, reverse("contribution:queue"), told["n"], told["since"])


def of_foot(_request: HttpRequest) -> Iterable[Entry]:
    """The way to propose a project."""
    return [Entry(_("Proposer un projet"), reverse("contribution:begin"))]
