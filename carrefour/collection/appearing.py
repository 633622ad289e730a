"""Where collections appear on pages of other rooms (`carrefour.community.slots`)."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carrefour.catalogue.models import Organisation, Sheet
from carrefour.collection.models import Collection, Invitation
from carrefour.collection.moderating import waiting_for
from carrefour.collection.showing import covers, published
from carrefour.collection.views.mine import makes
from carrefour.community.access import user_of
from carrefour.community.slots import Entry

LISTED = 8  # collections in the menu of a sheet
HOLDING = 5  # published ones named on the page of a sheet
AT_HOME = 6
OF_AN_ORGANISATION = 6


def add_to_collection(request: HttpRequest, sheet: object) -> SafeString | None:
    """A menu of one's own collections; for a visitor, the way to them."""
    if not isinstance(sheet, Sheet):
        return None
    user = user_of(request)
    every = makes(user)[:LISTED] if user else []
    context = {"sheet": sheet, "collections": every}
    return render_to_string("collection/parts/add.html", context, request)


def holding(request: HttpRequest, sheet: object) -> SafeString | None:
    """The published collections that hold a sheet."""
    if not isinstance(sheet, Sheet):
        return None
    found = list(published().filter(items__sheet=sheet.pk)[:HOLDING])
    if not found:
        return None
    return render_to_string("collection/parts/holding.html", {"collections": found}, request)


def make_of_selection(request: HttpRequest, ids: object) -> SafeString | None:
    """The way from a selection to a collection of the same sheets."""
    return render_to_string("collection/parts/from_selection.html", {"ids": str(ids).split()})


def of_organisation(request: HttpRequest, organisation: object) -> SafeString | None:
    """What is published in the name of an organisation."""
    if not isinstance(organisation, Organisation):
        return None
    theirs = published().filter(organisation=organisation)
    return _row(request, theirs[:OF_AN_ORGANISATION])


def on_the_home_page(request: HttpRequest, _nothing: object) -> SafeString | None:
    """Those that operators chose for the home page."""
    chosen = published().filter(rank__isnull=False).order_by("rank", "pk")
    return _row(request, chosen[:AT_HOME], home=True)


def _row(
    request: HttpRequest, found: Iterable[Collection], *, home: bool = False
) -> SafeString | None:
    every = covers(found)
    if not every:
        return None
    return render_to_string("collection/parts/row.html", {"covers": every, "home": home}, request)


def in_account(request: HttpRequest) -> Iterable[Entry]:
    """One's collections, with how many invitations wait; and what waits for a moderator."""
    user = user_of(request)
    if user is None:
        return
    asked = Invitation.objects.filter(user=user).count()
    yield Entry(_("Mes collections"), reverse("collection:mine"), asked)
    if user.is_operator or user.mandates.exists():
        yield Entry(
            _("Collections à relire"), reverse("collection:waiting"), len(waiting_for(user))
        )


def at_the_desk(request: HttpRequest) -> Iterable[Entry]:
    """The choice of those on the home page."""
    yield Entry(_("Collections"), reverse("collection:featured"))


def waits(request: HttpRequest) -> Iterable[Entry]:
    """Collections to look at, on the first page of the desk."""
    user = user_of(request)
    found = waiting_for(user) if user else []
    since = min((one.since for one in found), default=None)
    label = ngettext("collection à relire", "collections à relire", len(found))
    yield Entry(label, reverse("collection:waiting"), len(found), since)


def in_the_foot(request: HttpRequest) -> Iterable[Entry]:
    """The directory."""
    yield Entry(_("Collections"), reverse("collection:directory"))


def in_the_newsletter(request: HttpRequest) -> Iterable[Entry]:
    """The last that were published: an issue may tell of them."""
    for one in published()[:AT_HOME]:
        yield Entry(one.title, reverse("collection:collection", args=[one.slug, one.pk]))
