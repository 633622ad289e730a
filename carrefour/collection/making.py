"""Making a collection: every change that its makers make to it, each noted in the log.

What is private is noted without its title. Moves and additions are told relative to what is there,
so that two people who make them at once both have their way; texts have versions, and whoever wrote
on an old one is told (`Outdated`) and loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Organisation, Sheet
from carrefour.collection.models import Collection, Item, Visibility
from carrefour.collection.showing import leading
from carrefour.community.audit import Verb, note
from carrefour.community.contacting import holds_link
from carrefour.community.models import User
from carrefour.community.newcomers import is_new

LONGEST_TITLE, LONGEST_INTRODUCTION, LONGEST_TEXT = 120, 5000, 2000  # characters
MOST_SHEETS = 100  # of a collection: what one PDF can hold
MOST_COLLECTIONS = 100  # of a person

MADE = Verb("collection.made", _("a commencé une collection"))
WROTE = Verb("collection.wrote", _("a écrit dans une collection"))
ADDED = Verb("collection.added", _("a ajouté une fiche à une collection"))
REMOVED = Verb("collection.removed", _("a retiré une fiche d’une collection"))
MOVED = Verb("collection.moved", _("a changé l’ordre d’une collection"))
SHARED = Verb("collection.shared", _("a dit qui peut lire une collection"))
DELETED = Verb("collection.deleted", _("a effacé une collection"))


class Outdated(Exception):
    """Someone else wrote there in the meantime; nothing was changed."""


def told(collection: Collection, by: User | None, verb: Verb, **details: Any) -> None:
    """Note what was done to ``collection``; the title of a private one is nobody's affair."""
    private = collection.visibility == Visibility.PRIVATE
    label = "" if private else collection.title
    note(by, verb, f"collection:{collection.pk}", label, **details)


@transaction.atomic
def begin(by: User, title: str, introduction: str, sheets: Iterable[str] = ()) -> Collection:
    """A new collection of ``by``, with what of ``sheets`` is shown, in that order."""
    made = Collection.objects.create(
        title=title,
        introduction=introduction,
        owner=by,
        changed_by=by,
        language=get_language() or "fr",
    )
    told(made, by, MADE)
    add(made, by, sheets)
    return made


@transaction.atomic
def add(collection: Collection, by: User, ids: Iterable[str]) -> int:
    """Put sheets at its end, each once, as far as there is room; how many were new to it."""
    kept = list(_locked(collection).items.values_list("sheet", flat=True))
    there = {*kept, *leading(kept).values()}
    wanted = list(dict.fromkeys(leading(ids).values()))
    shown = Sheet.objects.filter(withdrawn_at=None).in_bulk(wanted)
    new = [shown[id_] for id_ in wanted if id_ in shown and id_ not in there]
    new = new[: max(0, MOST_SHEETS - len(kept))]
    last = max(collection.items.values_list("position", flat=True), default=-1)
    Item.objects.bulk_create(
        Item(collection=collection, sheet=one.pk, title=one.title, position=at)
        for at, one in enumerate(new, last + 1)
    )
    if new:
        _changed(collection)
        told(collection, by, ADDED, sheets=[one.pk for one in new])
    return len(new)


@transaction.atomic
def remove(item: Item, by: User, version: int) -> None:
    """Take a sheet out of its collection; raises `Outdated` if its text changed meanwhile."""
    collection = _locked(item.collection)
    if not Item.objects.filter(pk=item.pk, version=version).delete()[0]:
        raise Outdated
    _ordered(list(collection.items.all()))
    _changed(collection)
    told(collection, by, REMOVED, sheet=item.sheet, text=item.text)


@transaction.atomic
def move(item: Item, by: User, to: Literal["up", "down"] | int) -> None:
    """Move a sheet up or down by one place, or to a place counted from 0."""
    collection = _locked(item.collection)
    items = list(collection.items.all())
    at = next((n for n, one in enumerate(items) if one.pk == item.pk), None)
    if at is None:
        return
    wanted = at - 1 if to == "up" else at + 1 if to == "down" else to
    items.insert(min(max(wanted, 0), len(items) - 1), items.pop(at))
    _ordered(items)
    _changed(collection)
    told(collection, by, MOVED, sheet=item.sheet)


@transaction.atomic
def write(collection: Collection, by: User, version: int, title: str, introduction: str) -> None:
    """Change its title and its introduction; raises `Outdated` if ``version`` is not the last."""
    last = Collection.objects.filter(pk=collection.pk, version=version)
    changed = last.update(
        title=title,
        introduction=introduction,
        version=F("version") + 1,
        changed_by=by,
        changed_at=timezone.now(),
    )
    if not changed:
        raise Outdated
    before = {"title": collection.title, "introduction": collection.introduction}
    collection.refresh_from_db()
    _hold_links(collection, by, f"{title}\n{introduction}")
    told(collection, by, WROTE, before=before)


@transaction.atomic
def write_beside(item: Item, by: User, version: int, text: str) -> None:
    """Change what is said of a sheet; raises `Outdated` if ``version`` is not the last."""
    last = Item.objects.filter(pk=item.pk, version=version)
    if not last.update(text=text, version=F("version") + 1, changed_by=by):
        raise Outdated
    _changed(item.collection)
    _hold_links(item.collection, by, text)
    told(item.collection, by, WROTE, sheet=item.sheet, before=item.text)


@transaction.atomic
def share(
    collection: Collection,
    by: User,
    visibility: Visibility,
    *,
    signed: bool,
    organisation: Organisation | None,
) -> None:
    """Say who may read it and whose name it bears.

    What was taken down, and the links of a new account, wait for a moderator first.
    """
    opened = collection.visibility == Visibility.PRIVATE and visibility != Visibility.PRIVATE
    collection.visibility = visibility
    collection.signed, collection.organisation = signed, organisation
    if visibility == Visibility.PUBLIC and collection.published_at is None:
        collection.published_at = timezone.now()
    if visibility != Visibility.PUBLIC:
        collection.rank = None
    collection.save(update_fields=["visibility", "signed", "organisation", "published_at", "rank"])
    if opened:
        texts = collection.items.values_list("text", flat=True)
        _hold_links(collection, by, "\n".join([collection.title, collection.introduction, *texts]))
    told(collection, by, SHARED, visibility=visibility.value)


@transaction.atomic
def delete(collection: Collection, by: User) -> None:
    """Delete it for good."""
    told(collection, by, DELETED)
    collection.delete()


def _hold_links(collection: Collection, by: User, text: str) -> None:
    """Have a moderator look at the links of someone whom nobody knows yet."""
    if collection.visibility == Visibility.PRIVATE or collection.held or not holds_link(text):
        return
    known = not is_new(by)
    if not known and not by.memberships.exclude(approved_at=None).exists():
        Collection.objects.filter(pk=collection.pk).update(held=True)
        collection.held = True


def _locked(collection: Collection) -> Collection:
    """The collection, until the end of the transaction changed by nobody else."""
    return Collection.objects.select_for_update().get(pk=collection.pk)


def _ordered(items: list[Item]) -> None:
    for position, item in enumerate(items):
        item.position = position
    Item.objects.bulk_update(items, ["position"])


def _changed(collection: Collection) -> None:
    Collection.objects.filter(pk=collection.pk).update(changed_at=timezone.now())
