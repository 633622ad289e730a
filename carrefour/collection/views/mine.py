"""The collections that someone makes, and beginning a new one."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from carrefour.collection import making
from carrefour.collection.models import Collection, Invitation
from carrefour.collection.showing import covers
from carrefour.community.access import insist, person, signed_in
from carrefour.community.limits import Limit, count
from carrefour.community.models import User
from carrefour.community.rights import Right
from carrefour.community.visiting import typed
from carrefour.web.cards import sheets_in_order
from carrefour.web.selection import ids_of

BEGINNING = Limit("collection.begin", 30, timedelta(days=1))


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Those that one began, those that one lends a hand to, and invitations to more."""
    user = person(request)
    every = makes(user)
    asked = Invitation.objects.filter(user=user).select_related("collection", "by")
    return render(request, "collection/mine.html", {"covers": covers(every), "invitations": asked})


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """Begin a collection, with the sheets ``id`` if there are any."""
    insist(request, Right.COLLECT)
    user = person(request)
    given = request.POST if request.method == "POST" else request.GET
    ids, _cut = ids_of(given.getlist("id"))
    title = typed(request, "title", making.LONGEST_TITLE).replace("\n", " ")
    introduction = typed(request, "introduction", making.LONGEST_INTRODUCTION)
    context = {
        "sheets": sheets_in_order(ids),
        "others": makes(user) if ids else [],
        "title": title,
        "introduction": introduction,
        "longest_title": making.LONGEST_TITLE,
        "longest_introduction": making.LONGEST_INTRODUCTION,
    }
    page = "collection/new.html"
    if request.method != "POST":
        return render(request, page, context)
    if not title:
        return render(request, page, {**context, "wrong": "title"}, status=422)
    if Collection.objects.filter(owner=user).count() >= making.MOST_COLLECTIONS:
        return render(request, page, {**context, "wrong": "many"}, status=422)
    if wait := count([BEGINNING.of(str(user.pk))]):
        response = render(request, page, {**context, "wrong": "busy"}, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    made = making.begin(user, title, introduction, ids)
    messages.success(
        request,
        _("Votre collection est prête. Elle reste privée tant que vous ne la partagez pas."),
    )
    return redirect("collection:edit", made.pk)


def makes(user: User) -> list[Collection]:
    """The collections that ``user`` edits, the last changed first."""
    theirs = Collection.objects.filter(Q(owner=user) | Q(hands__user=user)).distinct()
    return list(theirs.select_related("owner", "organisation"))
