"""Conversations through the site: begun, answered, left and forgotten.

Nobody sees an address but of those who show theirs. What people write to one another is their own:
no log of acts tells of it; only a complaint lets anyone else read a part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Organisation
from carrefour.community.letters import Kind, address, write_to
from carrefour.community.limits import Limit, count
from carrefour.community.models import Membership, User
from carrefour.community.newcomers import is_new
from carrefour.exchange.models import Block, Letter, Notice, Party, Thread
from carrefour.exchange.people import must_wait, name_of
from carrefour.pipeline.moments import is_ahead

KEPT = timedelta(days=365)  # after the last letter
SHORTEST, LONGEST = 2, 5000  # characters of a letter
MOST_RECEIVERS = 20  # of one organisation
TOLD_AGAIN = timedelta(days=1)  # after which what stays unread is told of once more
OF_A_PERSON = Limit("exchange.letter", 60, timedelta(hours=1))
BEGUN = Limit("exchange.thread", 15, timedelta(days=1))
BEGUN_BY_NEW = Limit("exchange.thread.new", 5, timedelta(days=1))
LETTERS = Kind("exchange.letter", _("un message reçu sur Carrefour"))


@dataclass(frozen=True, slots=True)
class Beginning:
    """A conversation that is to begin: what about, with whom, and for which organisation."""

    subject: str
    to: list[User]
    organisation: Organisation | None = None
    notice: Notice | None = None


def too_many(user: User, *, begins: bool) -> int:
    """Count a letter of ``user``; 0, or the seconds to wait when there were too many."""
    counts = [OF_A_PERSON.of(str(user.pk))]
    if begins:
        counts.append((BEGUN_BY_NEW if is_new(user) else BEGUN).of(str(user.pk)))
    return count(counts)


def begin(by: User, what: Beginning, text: str) -> Thread:
    """A conversation of ``by`` with others, with its first letter."""
    with transaction.atomic():
        thread = Thread.objects.create(
            subject=what.subject[:150], organisation=what.organisation, notice=what.notice
        )
        Party.objects.create(thread=thread, user=by)
        Party.objects.bulk_create(
            Party(thread=thread, user=user, organisation=what.organisation)
            for user in what.to[:MOST_RECEIVERS]
        )
        own_words = "" if what.notice or what.organisation else what.subject
        write(thread, by, text, held=must_wait(by, f"{own_words}\n{text}"))
    return thread


def answer(thread: Thread, by: User, text: str) -> Letter:
    """A further letter of ``by`` in ``thread``."""
    return write(thread, by, text, held=must_wait(by, text))


def write(thread: Thread, by: User, text: str, *, held: bool) -> Letter:
    """A letter of ``by`` in ``thread``; others are told, unless it is ``held`` to be read first."""
    with transaction.atomic():
        letter = Letter.objects.create(thread=thread, by=by, text=text, held=held)
        Thread.objects.filter(pk=thread.pk).update(last_at=letter.made_at)
        if not held:
            _tell(letter)
    return letter


def release(letter: Letter) -> bool:
    """Let a letter go that was held; False if that was done."""
    with transaction.atomic():
        if not Letter.objects.filter(pk=letter.pk, held=True).update(held=False):
            return False
        _tell(letter)
    return True


def present() -> QuerySet[Party]:
    """Those who take part: who spoke for an organisation does so while they belong to it."""
    belonging = Membership.objects.filter(
        user=OuterRef("user"), organisation=OuterRef("organisation")
    ).exclude(approved_at=None)
    return Party.objects.filter(Q(organisation=None) | Exists(belonging))


def hearing(thread: Thread, by: User) -> QuerySet[Party]:
    """Those who hear what ``by`` writes in ``thread``: nobody when it is closed to them."""
    blocked = Block.objects.filter(by=by).values("whom")
    blocking = Block.objects.filter(whom=by).values("by")
    others = present().filter(thread=thread).exclude(user=by)
    others = others.select_related("user", "organisation")
    return others.filter(user__is_active=True).exclude(user__in=blocked).exclude(user__in=blocking)


def readable(user: User, thread: Thread | None = None) -> QuerySet[Letter]:
    """The letters that ``user`` may read: held ones are seen by their author alone.

    So is what someone writes whom they blocked, from then on.
    """
    since = Block.objects.filter(by=user, whom=OuterRef("by"), at__lt=OuterRef("made_at"))
    of = Letter.objects.filter(thread=thread) if thread else Letter.objects.all()
    takes_part = present().filter(user=user, thread=OuterRef("thread"))
    seen = of.filter(Q(held=False) | Q(by=user))
    return seen.filter(Exists(takes_part), ~Exists(since))


def threads_of(user: User) -> QuerySet[Thread]:
    """The conversations of ``user`` in which there is something to read, the latest first.

    Each has ``unread``, how many letters of others they did not open yet.
    """
    read = readable(user).filter(thread=OuterRef("pk"))
    unread = _unread(user).filter(thread=OuterRef("pk")).order_by().values("thread")
    return (
        Thread.objects.filter(Exists(read))
        .select_related("organisation")
        .annotate(unread=unread.annotate(n=Count("pk")).values("n"))
        .order_by("-last_at", "-pk")
    )


def unread_count(user: User) -> int:
    """How many letters ``user`` did not open yet."""
    return _unread(user).count()


def thread_of(user: User, key: str) -> Thread | None:
    """The conversation of ``key``, if ``user`` takes part in it."""
    return threads_of(user).filter(key=key).first()


def leave(thread: Thread, user: User) -> None:
    """Take ``user`` out of ``thread``; one that nobody is in any more is forgotten."""
    with transaction.atomic():
        Party.objects.filter(thread=thread, user=user).delete()
        Thread.objects.filter(pk=thread.pk, parties=None).delete()


def forget_threads() -> None:
    """Delete conversations that are silent for long, and those that nobody is in any more."""
    Thread.objects.filter(last_at__lt=timezone.now() - KEPT).delete()
    Thread.objects.filter(Q(parties=None) | Q(letters=None)).delete()


def _unread(user: User) -> QuerySet[Letter]:
    party = Party.objects.filter(user=user, thread=OuterRef("thread"))
    read = party.filter(read_until__gte=OuterRef("made_at"))
    return readable(user).exclude(by=user).filter(~Exists(read))


def _tell(letter: Letter) -> None:
    """Write to those who do not read it now: one mail until they do, or until a day has passed."""
    now = timezone.now()
    for party in hearing(letter.thread, letter.by):
        told, read = party.told_at, party.read_until
        lately = told and now - told < TOLD_AGAIN and not is_ahead(told, now)
        if lately and not (read and told and read > told):
            continue
        Party.objects.filter(pk=party.pk).update(told_at=now)
        with override(party.user.language):
            who = name_of(letter.by)
            lines = [
                gettext("%(who)s vous a écrit sur Carrefour, à propos de « %(what)s » :")
                % {"who": who, "what": letter.thread.subject},
                _shortened(letter.text),
                gettext("Votre adresse n’a été donnée à personne : répondez depuis le site."),
                gettext("Une réponse à ce courriel n’arriverait pas."),
            ]
            page = address("exchange:thread", letter.thread.key)
            words = gettext("Lire et répondre")
        write_to(
            party.user,
            "community/mail/account",
            _("Un message de %(who)s"),
            {"lines": lines, "page": page, "page_words": words},
            kind=LETTERS,
            values={"who": who},
        )


def _shortened(text: str) -> str:
    return text if len(text) <= 300 else text[:299].rstrip() + "…"


def mark_read(thread: Thread, user: User) -> None:
    """Note that ``user`` read all of ``thread`` that is there now."""
    Party.objects.filter(thread=thread, user=user).update(read_until=timezone.now())


def show_email(thread: Thread, user: User, *, shown: bool) -> None:
    """Let the others see the address of ``user`` in ``thread``, or no more."""
    Party.objects.filter(thread=thread, user=user).update(shows_email=shown)
