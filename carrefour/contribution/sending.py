"""From a draft to the queue: whose it is to decide, and how much one may send."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.merging import FACETS
from carrefour.community.audit import Verb, note
from carrefour.community.contacting import holds_link
from carrefour.community.limits import Count, Limit, count, network_address
from carrefour.community.models import User
from carrefour.community.newcomers import is_new
from carrefour.community.rights import Stake
from carrefour.contribution.models import Proposal
from carrefour.contribution.where import refs_of

FORGOTTEN = timedelta(days=90)  # a draft that nobody goes on with
MOST_DRAFTS = 20  # of one person
OF_A_PERSON = Limit("proposal.person", 20, timedelta(days=1))
OF_SOMEONE_NEW = Limit("proposal.new", 4, timedelta(days=1))
OF_AN_ADDRESS = Limit("proposal.address", 40, timedelta(days=1))
SENT = Verb("proposal.sent", _("a envoyé une proposition"))
WITHDRAWN = Verb("proposal.withdrawn", _("a retiré sa proposition"))
# Fields in which a link is in its place.
_LINKED = frozenset({"url", "address", "way", "email"})


def limits_of(request: HttpRequest, user: User) -> list[Count]:
    """What counts for what ``user`` sends; whoever has just come may send less."""
    new = is_new(user)
    of_person = OF_SOMEONE_NEW if new else OF_A_PERSON
    return [of_person.of(str(user.pk)), OF_AN_ADDRESS.of(network_address(request))]


def send(request: HttpRequest, proposal: Proposal, stake: Stake) -> int:
    """Have ``proposal`` wait for a decision; 0, or the seconds to wait when there were too many."""
    author = proposal.by
    if author is None:
        raise ValueError("a proposal that is sent has an author")
    if wait := count(limits_of(request, author)):
        return wait
    told = [value for key, value in proposal.content.items() if key not in _LINKED]
    proposal.held = holds_link("\n".join([*map(str, told), proposal.reason]))
    proposal.state, proposal.sent_at = Proposal.State.SENT, timezone.now()
    proposal.themes, proposal.territories = sorted(stake.themes), sorted(stake.territories)
    proposal.organisations = sorted(stake.organisations)
    with transaction.atomic():
        proposal.save()
        note(author, SENT, f"proposal:{proposal.pk}", proposal.title, kind=proposal.kind)
    return 0


def withdraw(proposal: Proposal, by: User) -> bool:
    """Take back what nobody decided on yet; False when someone did meanwhile.

    A project is a draft again.
    """
    waiting = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.SENT)
    project, now = proposal.kind == Proposal.Kind.PROJECT, timezone.now()
    becomes = Proposal.State.DRAFT if project else Proposal.State.WITHDRAWN
    with transaction.atomic():
        done = waiting.update(state=becomes, decided_at=None if project else now, saved_at=now)
        if done:
            note(by, WITHDRAWN, f"proposal:{proposal.pk}", proposal.title)
    return bool(done)


def stake_of_project(texts: dict[str, str]) -> Stake:
    """The field that a proposed project lies in: its subjects, and all that holds its places."""
    codes = {code for facet in FACETS for code in texts.get(facet, "").split("\n") if code}
    return Stake(themes=frozenset(codes), territories=frozenset(refs_of(texts.get("places", ""))))


def forget_drafts() -> None:
    """Delete drafts that nobody goes on with."""
    drafts = Proposal.objects.filter(state=Proposal.State.DRAFT)
    drafts.filter(saved_at__lt=timezone.now() - FORGOTTEN).delete()
