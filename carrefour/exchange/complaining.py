"""Complaints: someone tells of an abuse, a moderator of that field or an operator decides."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.community.audit import Verb, note
from carrefour.community.limits import Limit
from carrefour.community.models import User
from carrefour.community.rights import Right, Stake, Standing
from carrefour.exchange.fields import stake_of_community, stake_of_notice
from carrefour.exchange.models import Complaint, Letter, Notice, Post, Thread
from carrefour.exchange.people import name_of

KEPT = timedelta(days=90)  # after the decision
LONGEST = 2000  # characters of what is wrong
EXCERPT = 6  # last letters of a conversation that those who decide read
OF_A_PERSON = Limit("exchange.complaint", 20, timedelta(days=1))
COMPLAINED = Verb("exchange.complained", _("a signalé un abus"))
UPHELD = Verb("exchange.upheld", _("a retenu un signalement d’abus"))
DISMISSED = Verb("exchange.dismissed", _("a écarté un signalement d’abus"))


def complain_of_letter(by: User, thread: Thread, letter: Letter, why: str) -> None:
    """Tell of ``letter``, with the letters before it that those who decide need to read."""
    before = thread.letters.filter(made_at__lte=letter.made_at, held=False).select_related("by")
    last = reversed(before.order_by("-made_at", "-pk")[:EXCERPT])
    excerpt = [_line(one.by, one.text, one.made_at.isoformat()) for one in last]
    _keep(Complaint(by=by, of=letter.by, letter=letter, why=why, excerpt=excerpt), "letter")


def complain_of_post(by: User, post: Post, why: str) -> None:
    """Tell of what someone wrote in a community."""
    excerpt = [_line(post.by, post.text, post.made_at.isoformat())]
    _keep(Complaint(by=by, of=post.by, post=post, why=why, excerpt=excerpt), f"post:{post.key}")


def complain_of_notice(by: User, notice: Notice, why: str) -> None:
    """Tell of a notice."""
    text = f"{notice.title}\n{notice.text}"
    excerpt = [_line(notice.by, text, notice.made_at.isoformat())]
    complaint = Complaint(by=by, of=notice.by, notice=notice, why=why, excerpt=excerpt)
    _keep(complaint, f"notice:{notice.key}")


def stake_of_complaint(complaint: Complaint) -> Stake:
    """Where what is complained of lies; a conversation lies in no field."""
    if complaint.post:
        return stake_of_community(complaint.post.community)
    return stake_of_notice(complaint.notice) if complaint.notice else Stake()


def waiting_for(standing: Standing) -> list[Complaint]:
    """The complaints that someone of ``standing`` may decide on."""
    if not standing.may(Right.MODERATE):
        return []
    told = Complaint.objects.filter(upheld=None).select_related(
        "by", "of", "post__community", "notice__community", "letter__thread"
    )
    return [one for one in told if standing.may(Right.MODERATE, stake_of_complaint(one))]


def decide(complaint: Complaint, by: User, *, upheld: bool) -> bool:
    """Say whether ``complaint`` holds; False if that was said before.

    Until a while after one that holds, all that its author writes is read before others see it.
    """
    with transaction.atomic():
        open_still = Complaint.objects.filter(pk=complaint.pk, upheld=None)
        if not open_still.update(upheld=upheld, decided_at=timezone.now()):
            return False
        label = name_of(complaint.of)
        note(by, UPHELD if upheld else DISMISSED, f"complaint:{complaint.pk}", label)
    return True


def forget_complaints() -> None:
    """Delete what was decided on long ago."""
    Complaint.objects.filter(decided_at__lt=timezone.now() - KEPT).delete()


def told_already(by: User, **of: Letter | Post | Notice) -> bool:
    """Whether ``by`` told of the same before, and it waits."""
    return Complaint.objects.filter(Q(**of), by=by, upheld=None).exists()


def _keep(complaint: Complaint, target: str) -> None:
    with transaction.atomic():
        complaint.save()
        note(complaint.by, COMPLAINED, target)


def _line(by: User | None, text: str, at: str) -> dict[str, str]:
    return {"who": name_of(by), "text": text, "at": at}
