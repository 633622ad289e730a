"""Putting a sheet into a collection, from the page of the sheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from carrefour.catalogue.models import Sheet
from carrefour.collection import making
from carrefour.collection.models import Item
from carrefour.collection.views.finding import editable
from carrefour.collection.views.mine import makes
from carrefour.community.access import insist, person, signed_in
from carrefour.community.rights import Right


@signed_in
def choose(request: HttpRequest, sheet: str) -> HttpResponse:
    """The collections that one makes, each with whether it holds ``sheet``; add it to one."""
    insist(request, Right.COLLECT)
    one = get_object_or_404(Sheet, pk=sheet, withdrawn_at=None)
    if request.method == "POST":
        wanted = editable(request, request.POST.get("collection", ""))
        room = making.add(wanted, person(request), [one.pk]) or _holds(wanted.pk, one.pk)
        if "HX-Request" not in request.headers:
            done = urlencode({"dans": wanted.pk} if room else {"pleine": wanted.pk})
            return redirect(f"{reverse('collection:choose', args=[one.pk])}?{done}")
        context = {"sheet": one, "collection": wanted, "room": room}
        return render(request, "collection/parts/chosen.html", context)
    every = makes(person(request))
    holding = set(
        Item.objects.filter(collection__in=every, sheet=one.pk).values_list("collection", flat=True)
    )
    context = {
        "sheet": one,
        "collections": [(each, each.pk in holding) for each in every],
        "done": next((c for c in every if c.pk == request.GET.get("dans")), None),
        "full": next((c for c in every if c.pk == request.GET.get("pleine")), None),
        "most": making.MOST_SHEETS,
    }
    return render(request, "collection/choose.html", context)


def _holds(collection: str, sheet: str) -> bool:
    return Item.objects.filter(collection=collection, sheet=sheet).exists()
