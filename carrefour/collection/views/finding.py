"""The collection that an address names, for whoever may have it: for others there is none."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from carrefour.collection import stakes
from carrefour.collection.models import Collection
from carrefour.community.access import user_of
from carrefour.community.rights import Right, may


def _found(id_: str) -> Collection:
    related = Collection.objects.select_related("owner", "organisation", "changed_by")
    one = related.filter(pk=id_).first()
    if one is None:
        raise Http404
    return one


def readable(request: HttpRequest, id_: str) -> Collection:
    """A collection that whoever asks may read."""
    one = _found(id_)
    if not stakes.may_read(user_of(request), one):
        raise Http404
    return one


def editable(request: HttpRequest, id_: str) -> Collection:
    """A collection that whoever asks may edit."""
    one = _found(id_)
    if not may(user_of(request), Right.EDIT_COLLECTION, stakes.of_makers(one)):
        raise Http404
    return one


def runs(request: HttpRequest, collection: Collection) -> bool:
    """Whether whoever asks says who reads and who edits ``collection``."""
    return may(user_of(request), Right.RUN_COLLECTION, stakes.of_owner(collection))


def run(request: HttpRequest, id_: str) -> Collection:
    """A collection that whoever asks runs; one of its hands is refused."""
    one = editable(request, id_)
    if not runs(request, one):
        raise PermissionDenied
    return one
