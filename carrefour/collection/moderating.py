"""Collections that a moderator must look at: those held, and those that visitors report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from carrefour.collection.models import Collection, Complaint, Visibility
from carrefour.collection.stakes import of_field
from carrefour.community.audit import Verb, note
from carrefour.community.letters import address, write_to
from carrefour.community.limits import Limit
from carrefour.community.models import User
from carrefour.community.rights import Right, standing_of

LONGEST_REASON, LONGEST_COMPLAINT = 1000, 2000  # characters
OF_AN_ADDRESS = Limit("collection.report", 10, timedelta(hours=1))
OF_A_COLLECTION = Limit("collection.reported", 20, timedelta(days=1))
LET_GO = Verb("collection.let-go", _("a laissé paraître une collection"))
TOOK_DOWN = Verb("collection.taken-down", _("a retiré une collection de la publication"))
DISMISSED = Verb("collection.dismissed", _("a écarté un signalement de collection"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A collection that someone must decide on, and what was reported of it."""

    collection: Collection
    complaints: list[Complaint]

    @property
    def since(self) -> datetime:
        """When it began to wait; one that is held was changed then."""
        return min((each.made_at for each in self.complaints), default=self.collection.changed_at)


def waiting_for(user: User) -> list[Waiting]:
    """What waits for ``user``, the longest first: all for an operator, else what is in reach."""
    standing = standing_of(user)
    if not standing.may(Right.MODERATE):
        return []
    shared = Collection.objects.exclude(visibility=Visibility.PRIVATE)
    reported: dict[str, list[Complaint]] = {}
    for one in Complaint.objects.filter(decided_at=None):
        reported.setdefault(one.collection_id, []).append(one)
    found = shared.filter(Q(held=True) | Q(pk__in=reported)).order_by("changed_at")
    reach: Iterable[Collection] = found.select_related("owner", "organisation")
    if not standing.operator:
        reach = [one for one in reach if standing.may(Right.MODERATE, of_field(one))]
    return [Waiting(one, reported.get(one.pk, [])) for one in reach]


@transaction.atomic
def let_go(collection: Collection, by: User) -> None:
    """Nothing is wrong with it: it is open, and what was reported of it is decided."""
    Collection.objects.filter(pk=collection.pk).update(held=False, reason="")
    _decided(collection)
    verb = LET_GO if collection.held else DISMISSED
    note(by, verb, f"collection:{collection.pk}", collection.title)
    if collection.held and collection.owner:
        with override(collection.owner.language):
            told = gettext(
                "Votre collection «\u00a0%(title)s\u00a0» a été relue\u00a0: elle est en ligne."
            )
            lines = [told % {"title": collection.title}]
        _write(collection, collection.owner, _("Votre collection est en ligne"), lines)


@transaction.atomic
def take_down(collection: Collection, by: User, reason: str) -> None:
    """Nobody but its makers reads it any more; its owner is told why."""
    Collection.objects.filter(pk=collection.pk).update(
        held=True, visibility=Visibility.PRIVATE, rank=None, reason=reason
    )
    _decided(collection)
    note(by, TOOK_DOWN, f"collection:{collection.pk}", collection.title, reason=reason)
    if collection.owner:
        with override(collection.owner.language):
            told = gettext(
                "Votre collection «\u00a0%(title)s\u00a0» a été retirée de la publication."
            )
            lines = [
                told % {"title": collection.title},
                gettext("La raison\u00a0: %(reason)s") % {"reason": reason},
                gettext("Une fois corrigée, publiez-la de nouveau\u00a0: elle sera relue avant."),
            ]
        _write(collection, collection.owner, _("Votre collection n’est plus en ligne"), lines)


def _decided(collection: Collection) -> None:
    waiting = Complaint.objects.filter(collection=collection, decided_at=None)
    waiting.update(decided_at=timezone.now())


def _write(collection: Collection, owner: User, subject: Promise, lines: list[str]) -> None:
    with override(owner.language):
        context: dict[str, object] = {
            "lines": lines,
            "page": address("collection:edit", collection.pk),
            "page_words": gettext("Ouvrir ma collection"),
        }
    write_to(owner, "community/mail/account", subject, context)
