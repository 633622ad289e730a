"""What this room holds of a person, for their file (`carrefour.community.portable`)."""

from __future__ import annotations

from carrefour.community.models import User
from carrefour.community.portable import Rows, holds
from carrefour.exchange.conversing import readable
from carrefour.exchange.models import (
    Block,
    Community,
    Complaint,
    Event,
    Joining,
    Letter,
    News,
    Notice,
    Party,
    Post,
    Reach,
)
from carrefour.exchange.people import name_of


@holds("who may write to you", Reach)
def _reach(user: User) -> Rows:
    return Reach.objects.filter(user=user).values("in_person", "for_organisations")


@holds("conversations", Party)
def _parties(user: User) -> Rows:
    return Party.objects.filter(user=user).values(
        "thread__key", "thread__subject", "organisation", "read_until", "told_at", "shows_email"
    )


@holds("messages", Letter)
def _letters(user: User) -> Rows:
    for letter in readable(user).select_related("thread", "by"):
        yield {
            "conversation": letter.thread.key,
            "by": name_of(letter.by),
            "text": letter.text,
            "made_at": letter.made_at,
        }


@holds("whom you blocked", Block)
def _blocks(user: User) -> Rows:
    # Who blocked them is the secret of who did.
    for one in Block.objects.filter(by=user).select_related("whom"):
        yield {"whom": name_of(one.whom), "at": one.at}


@holds("communities", Joining)
def _joinings(user: User) -> Rows:
    return Joining.objects.filter(user=user).values("community", "shown", "joined_at", "told_until")


@holds("communities you asked for", Community)
def _asked(user: User) -> Rows:
    return Community.objects.filter(asked_by=user).values("name", "purpose", "state", "asked_at")


@holds("news you wrote", News)
def _news(user: User) -> Rows:
    return News.objects.filter(by=user).values("community", "title", "text", "at")


@holds("events you announced", Event)
def _events(user: User) -> Rows:
    return Event.objects.filter(by=user).values("community", "title", "text", "start", "end")


@holds("what you wrote in communities", Post)
def _posts(user: User) -> Rows:
    return Post.objects.filter(by=user).values(
        "community", "text", "made_at", "edited_at", "removed_at", "reason"
    )


@holds("notices", Notice)
def _notices(user: User) -> Rows:
    return Notice.objects.filter(by=user).values(
        "way", "kind", "title", "text", "sheet", "community", "theme", "territory", "made_at",
        "ends_at", "removed_at", "reason",
    )  # fmt: skip


@holds("complaints", Complaint)
def _complaints(user: User) -> Rows:
    # Of complaints about them, only that they are there: who complained is kept from them.
    told = Complaint.objects.filter(by=user).values("why", "excerpt", "made_at", "upheld")
    of = Complaint.objects.filter(of=user).values("made_at", "upheld", "decided_at")
    return [*told, *({"about you": True, **one} for one in of)]
