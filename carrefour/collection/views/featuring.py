"""The collections that the home page shows, chosen and ordered by operators."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from carrefour.collection.models import Collection
from carrefour.collection.showing import covers, published
from carrefour.community.access import operators_only, person
from carrefour.community.audit import Verb, note

LISTED = 100  # published ones to choose among
FEATURED = Verb("collection.featured", gettext_lazy("a changé les collections de l’accueil"))


@operators_only
def featured(request: HttpRequest) -> HttpResponse:
    """Those on the home page, in their order, then the others."""
    shown = published().filter(rank__isnull=False).order_by("rank", "pk")
    others = published().filter(rank=None)[:LISTED]
    context = {"featured": covers(shown), "others": covers(others)}
    return render(request, "collection/featured.html", context)


@operators_only
@require_POST
def feature(request: HttpRequest, id_: str) -> HttpResponse:
    """``add`` one to the home page, ``remove`` it, or move it ``up`` or ``down``."""
    one = get_object_or_404(published(), pk=id_)
    with transaction.atomic():
        there = list(published().filter(rank__isnull=False).order_by("rank", "pk"))
        at = next((n for n, each in enumerate(there) if each.pk == one.pk), None)
        if "add" in request.POST and at is None:
            there.append(one)
        elif "remove" in request.POST and at is not None:
            there.pop(at)
            Collection.objects.filter(pk=one.pk).update(rank=None)
        elif at is not None:
            step = -1 if "up" in request.POST else 1
            there.insert(max(0, at + step), there.pop(at))
        for rank, each in enumerate(there):
            Collection.objects.filter(pk=each.pk).update(rank=rank)
        note(person(request), FEATURED, f"collection:{one.pk}", one.title)
    messages.success(request, _("C’est enregistré."))
    return redirect("collection:featured")
