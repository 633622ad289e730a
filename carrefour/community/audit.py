"""The log of what people change: every room writes to it, operators read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from carrefour.community.models import Act, User

VERBS: dict[str, Verb] = {}
COMMAND_LINE = "cli"  # who is named for what is done by a command
KEPT = timedelta(days=3 * 365)
SAME_SITTING = timedelta(hours=1)  # within which work on one thing is noted once


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that people do; ``words`` say it after a name: "a accepté une proposition".

    Made once, at the head of the module that uses it, with a ``name`` such as ``claim.accepted``.
    """

    name: str
    words: str | Promise

    def __post_init__(self) -> None:
        VERBS[self.name] = self


def note(
    by: User | None, verb: Verb, target: str, label: str = "", *, who: str = "", **details: Any
) -> Act:
    """Write that ``by`` did ``verb`` to ``target``, a kind and a key as ``sheet:AB12CD``.

    Called within the transaction that makes the change, so that neither is without the other.
    ``None`` is nobody who has an account; ``who`` says it then, `COMMAND_LINE` for a command.
    """
    return Act.objects.create(
        by=by,
        who=(str(by) if by else who)[:150],
        what=verb.name,
        target=target[:120],
        label=label[:300],
        details=details,
    )


@contextmanager
def noting(
    by: User | None, verb: Verb, target: str, label: str = "", **details: Any
) -> Iterator[None]:
    """Note what the block does when that is long and has transactions of its own.

    It is noted before, so that someone who is killed in between leaves no change that nobody made;
    it is forgotten when the block raises, which says that nothing was done.
    """
    act = note(by, verb, target, label, **details)
    try:
        yield
    except BaseException:
        act.delete()
        raise


def note_sitting(by: User, verb: Verb, target: str, label: str = "") -> None:
    """Note work that goes on, as on a draft: once in `SAME_SITTING`, not each time it is saved."""
    since = timezone.now() - SAME_SITTING
    if not Act.objects.filter(by=by, what=verb.name, target=target, at__gt=since).exists():
        note(by, verb, target, label)


def masked(email: str) -> str:
    """An address as the log may keep it: enough to know it by for who knew it before."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}…@{host}"


def forget_acts() -> None:
    """Delete what was noted longer ago than `KEPT`."""
    Act.objects.filter(at__lt=timezone.now() - KEPT).delete()
