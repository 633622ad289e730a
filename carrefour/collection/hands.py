"""Making a collection with others: they are asked by mail, and join when they say so."""

from __future__ import annotations

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from carrefour.collection.making import told
from carrefour.collection.models import Collection, Hand, Invitation
from carrefour.community.audit import Verb
from carrefour.community.contacting import holds_link
from carrefour.community.letters import Kind, address, letter, write_to
from carrefour.community.limits import Limit
from carrefour.community.models import User

LASTS = timedelta(days=14)  # an invitation
MOST_HANDS = 20  # of a collection, with those who were asked
OF_A_PERSON = Limit("collection.invite", 20, timedelta(days=1))
OF_AN_EMAIL = Limit("collection.invited", 3, timedelta(days=1))
INVITED_LETTERS = Kind("collection.invited", _("invitations à faire une collection ensemble"))
INVITED = Verb("collection.invited", _("a invité quelqu’un à faire une collection"))
JOINED = Verb("collection.joined", _("a rejoint une collection"))
LEFT = Verb("collection.left", _("a retiré quelqu’un d’une collection"))
_TOKEN = TimestampSigner(salt="carrefour.collection.join")


def is_full(collection: Collection) -> bool:
    """Whether no one more can be asked."""
    return collection.hands.count() + collection.invitations.count() >= MOST_HANDS


@transaction.atomic
def invite(collection: Collection, by: User, *, email: str = "", user: User | None = None) -> None:
    """Ask a colleague, or whoever has an address, to make ``collection`` with ``by``.

    To a stranger the mail tells no words in which there are links.
    """
    asked, new = Invitation.objects.get_or_create(
        collection=collection, email=email, user=user, defaults={"by": by}
    )
    with override(user.language if user else get_language() or "fr"):
        context: dict[str, object] = {
            "lines": _words(collection, by, to_stranger=user is None),
            "page": address("collection:join", _TOKEN.sign(str(asked.pk))),
            "page_words": gettext("Voir l’invitation"),
        }
        subject = _("Faire une collection ensemble sur Carrefour")
        if user:
            write_to(user, "community/mail/account", subject, context, kind=INVITED_LETTERS)
        else:
            letter("collection/mail/invited", email, str(subject), context).save()
    if new:
        told(collection, by, INVITED)


def _words(collection: Collection, by: User, *, to_stranger: bool) -> list[str]:
    who, title = by.name, f"«\u00a0{collection.title}\u00a0»"
    if to_stranger and holds_link(f"{title} {who}"):
        who, title = "", ""
    told = {"who": who or gettext("Une personne du collectif"), "title": title}
    if title:
        asked = gettext("%(who)s vous invite à faire ensemble la collection %(title)s.")
    else:
        asked = gettext("%(who)s vous invite à faire ensemble une collection de projets.")
    return [
        asked % told,
        gettext("Vous pourrez y ajouter des fiches, les ordonner et écrire à côté de chacune."),
        gettext("Le lien est valable une fois, pendant %(days)s jours.") % {"days": LASTS.days},
    ]


def invitation_of(token: str) -> Invitation | None:
    """The invitation that a mail brought; ``None`` for a false, late, used or withdrawn one."""
    try:
        pk = _TOKEN.unsign(token, max_age=LASTS)
    except BadSignature:
        return None
    related = Invitation.objects.select_related("collection", "by")
    return related.filter(pk=pk).first()


@transaction.atomic
def accept(invitation: Invitation, user: User) -> None:
    """``user`` makes the collection too from now on."""
    collection = invitation.collection
    invitation.delete()
    if user.pk != collection.owner_id:
        Hand.objects.get_or_create(collection=collection, user=user)
        told(collection, user, JOINED)


@transaction.atomic
def take_out(hand: Hand, by: User) -> None:
    """A hand leaves, or the owner takes it out."""
    told(hand.collection, by, LEFT, person=hand.user_id)
    hand.delete()
