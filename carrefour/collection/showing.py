"""Collections as pages show them: their sheets as they are today, and who signs them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet
from django.utils.translation import gettext

from carrefour.catalogue.models import Sheet
from carrefour.collection.models import Collection, Item, Visibility
from carrefour.web.cards import sheets_in_order
from carrefour.web.pictures import with_pictures

_MOST_MERGES = 5  # of a sheet into one that was merged itself, and so on
COVERED = 3  # sheets whose pictures stand for a collection


@dataclass(slots=True)
class Chosen:
    """A sheet of a collection: as it is shown today, ``None`` when it is no more."""

    item: Item
    sheet: Sheet | None
    texts: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What it is called, or was when it was chosen."""
        return self.sheet.title if self.sheet else self.item.title


@dataclass(frozen=True, slots=True)
class Cover:
    """A collection as a list tells it: how many sheets it holds, and the pictures of some."""

    collection: Collection
    count: int
    pictures: list[str]
    byline: str


def leading(ids: Iterable[str]) -> dict[str, str]:
    """For each of ``ids``, the sheet that tells its project today: that it was merged into."""
    into = {id_: id_ for id_ in ids}
    for _ in range(_MOST_MERGES):
        merged = Sheet.objects.filter(pk__in=set(into.values()), merged_into__isnull=False)
        further = dict(merged.values_list("pk", "merged_into"))
        if not further:
            break
        into = {id_: str(further.get(now, now)) for id_, now in into.items()}
    return into


def chosen(collection: Collection) -> list[Chosen]:
    """Its sheets in their order; two that became one are told once, with both texts."""
    items = list(collection.items.all())
    into = leading(item.sheet for item in items)
    sheets = {sheet.pk: sheet for sheet in sheets_in_order(set(into.values()))}
    told: dict[str, Chosen] = {}
    for item in items:
        id_ = into[item.sheet]
        one = told.setdefault(id_, Chosen(item, sheets.get(id_)))
        if item.text:
            one.texts.append(item.text)
    return list(told.values())


def published() -> QuerySet[Collection]:
    """The collections that are told of to everyone, the latest first."""
    shown = Collection.objects.filter(visibility=Visibility.PUBLIC, held=False)
    return shown.select_related("owner", "organisation").order_by("-published_at", "pk")


def covers(collections: Iterable[Collection]) -> list[Cover]:
    """``collections`` as a list tells them, by few queries however many they are."""
    every = list(collections)
    items = Item.objects.filter(collection__in=every)
    counts = dict(items.order_by().values_list("collection").annotate(n=Count("pk")))
    first = list(items.filter(position__lt=COVERED).values_list("collection", "sheet"))
    shown = Sheet.objects.filter(pk__in={sheet for _, sheet in first}, withdrawn_at=None)
    sheets = {one.pk: one for one in with_pictures(shown.only("images"))}
    pictures: dict[str, list[str]] = {}
    for id_, sheet in first:
        picture = getattr(sheets.get(sheet), "picture", None)
        if picture:
            pictures.setdefault(id_, []).append(picture.small)
    return [
        Cover(one, counts.get(one.pk, 0), pictures.get(one.pk, []), byline(one)) for one in every
    ]


def byline(collection: Collection) -> str:
    """Whose name it bears; empty when it bears none."""
    owner = collection.owner
    name = owner.name if owner and owner.is_active and collection.signed else ""
    if collection.organisation:
        if not name:
            return collection.organisation.name
        return gettext("%(person)s, %(organisation)s") % {
            "person": name,
            "organisation": collection.organisation.name,
        }
    return name
