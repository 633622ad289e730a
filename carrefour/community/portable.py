"""What Carrefour holds of a person, whole, in one file (RGPD, articles 15 and 20).

Each room says what its tables hold of people; a test finds a table that leads to a person, or knows
their address, and that no room told of. What is deleted with an account is said by the tables
themselves (``on_delete``), and by `addressed` for those that know an address alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q

from carrefour.community.account.sessions import seats_of
from carrefour.community.following import exported
from carrefour.community.models import (
    Act,
    Application,
    Bounce,
    Follower,
    Holding,
    Identity,
    Invitation,
    Mail,
    Mandate,
    Membership,
    Message,
    Report,
    SecondFactor,
    Session,
    Signature,
    User,
)
from carrefour.harvest.models import Watcher

Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Portable:
    """A part of the file: its ``name``, the ``tables`` that it tells of, and what it tells."""

    name: str
    tables: tuple[type[Model], ...]
    of: Callable[[User], Rows]


PARTS: list[Portable] = []
ADDRESSED: dict[type[Model], Callable[[str], object]] = {}


def holds(name: str, *tables: type[Model]) -> Callable[[Callable[[User], Rows]], None]:
    """Say that the decorated function tells what ``tables`` hold of a person."""

    def register(of: Callable[[User], Rows]) -> None:
        PARTS.append(Portable(name, tables, of))

    return register


def addressed(table: type[Model], forget: Callable[[str], object] | None = None) -> None:
    """Say that ``table`` knows people by their ``email``, with no key to their account.

    When an account is erased, ``forget`` is called with its address; else the rows are deleted.
    """
    ADDRESSED[table] = forget or (lambda email: table._default_manager.filter(email=email).delete())


def everything_of(user: User) -> dict[str, Any]:
    """All that is held of ``user``, ready for JSON; dates are ISO 8601."""
    account = {
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "joined_at": user.joined_at,
        "last_login": user.last_login,
        "declined": user.declined,
        "seen_on": user.seen_on,
        "is_operator": user.is_operator,
    }
    return {"account": account, **{part.name: list(part.of(user)) for part in PARTS}}


@holds("memberships", Membership)
def _memberships(user: User) -> Rows:
    return user.memberships.values(
        "organisation", "role", "asked_at", "approved_at", "said", "duty", "shown"
    )


@holds("organisations that you asked for", Application)
def _applications(user: User) -> Rows:
    return Application.objects.filter(user=user).values(
        "name", "number", "kind", "description", "url", "duty", "charter", "asked_at", "state",
        "reason", "decided_at",
    )  # fmt: skip


@holds("charters that you signed", Signature)
def _signatures(user: User) -> Rows:
    return Signature.objects.filter(user=user).values("organisation", "charter", "who", "at")


@holds("invitations", Invitation)
def _invitations(user: User) -> Rows:
    theirs = Invitation.objects.filter(Q(by=user) | Q(email=user.email))
    return theirs.values("organisation", "email", "role", "made_at")


@holds("mandates", Mandate)
def _mandates(user: User) -> Rows:
    return user.mandates.values("theme", "territory", "given_at")


@holds("sheets held", Holding)
def _held(user: User) -> Rows:
    return Holding.objects.filter(user=user).values("sheet", "since")


@holds("mail that waits", Mail)
def _mail(user: User) -> Rows:
    return Mail.objects.filter(user=user).values("subject", "text", "made_at")


@holds("what you changed", Act)
def _acts(user: User) -> Rows:
    return Act.objects.filter(by=user).values("what", "target", "label", "at")


@holds("sessions", Session)
def _sessions(user: User) -> Rows:
    return [
        {"browser": seat.browser.name, "system": seat.browser.system, "began": seat.began}
        for seat in seats_of(user, None)
    ]


@holds("second step", SecondFactor)
def _second_step(user: User) -> Rows:
    """That there is one; its secrets prove who one is, and are of no use but to a thief."""
    return SecondFactor.objects.filter(user=user).values("since")


@holds("identity providers", Identity)
def _identities(user: User) -> Rows:
    return user.identities.values("issuer", "subject", "since")


for _table in (Follower, Message, Bounce, Watcher, Invitation):
    addressed(_table)
# What a report says is of a sheet: it loses the address alone.
addressed(Report, lambda email: Report.objects.filter(email=email).update(email=""))


@holds("done by your address without the account")
def _by_address(user: User) -> Rows:
    email = user.email
    follower = Follower.objects.filter(email=email).first()
    return [
        *([{"kind": "searches followed", **exported(follower)}] if follower else []),
        *Message.objects.filter(email=email).values("sheet", "name", "text", "made_at"),
        *Report.objects.filter(email=email).values("sheet", "text", "made_at"),
        *Bounce.objects.filter(email=email).values("code", "times", "at"),
        *Watcher.objects.filter(email=email).values("source", "language"),
    ]
