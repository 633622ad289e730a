"""The page on which a collection is made. Each change is a small form of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from carrefour.catalogue.models import Organisation
from carrefour.collection import hands, making
from carrefour.collection.models import Collection, Item, Visibility
from carrefour.collection.showing import leading
from carrefour.collection.views.finding import editable, run, runs
from carrefour.community.access import person, signed_in
from carrefour.community.models import Membership, User
from carrefour.community.rights import Right, Stake, may
from carrefour.community.visiting import typed
from carrefour.pipeline.engine import search_engine
from carrefour.search.engine import SearchResting
from carrefour.search.query import Query
from carrefour.web.cards import sheets_in_order

PROPOSED = 8  # sheets that a search on the page proposes
_SHEET = re.compile(r"(?:^|[-/])([a-z0-9]{10,12})/?(?:[?#].*)?$")


@signed_in
@require_safe
def edit(request: HttpRequest, id_: str) -> HttpResponse:
    """All of a collection to change; ``q`` proposes sheets to add."""
    return _page(request, editable(request, id_))


@signed_in
@require_POST
def write(request: HttpRequest, id_: str) -> HttpResponse:
    """Change the title and the introduction."""
    one = editable(request, id_)
    title = typed(request, "title", making.LONGEST_TITLE).replace("\n", " ")
    introduction = typed(request, "introduction", making.LONGEST_INTRODUCTION)
    given = {"title": title, "introduction": introduction}
    if not title:
        return _page(request, one, status=422, given=given, wrong="title")
    try:
        making.write(one, person(request), _number(request, "version"), title, introduction)
    except making.Outdated:
        return _page(request, editable(request, id_), status=409, given=given, outdated="text")
    messages.success(request, _("C’est enregistré."))
    return redirect("collection:edit", one.pk)


@signed_in
@require_POST
def add(request: HttpRequest, id_: str) -> HttpResponse:
    """Add the sheets ``id``, each an id or the address of a page."""
    one = editable(request, id_)
    told = (text.strip()[:400] for text in request.POST.getlist("id")[: making.MOST_SHEETS])
    ids = [found[1] for text in told if (found := _SHEET.search(text))]
    if new := making.add(one, person(request), ids):
        text = ngettext("%(n)s fiche ajoutée.", "%(n)s fiches ajoutées.", new)
        messages.success(request, text % {"n": new})
    else:
        messages.error(
            request,
            _("Rien d’ajouté\u00a0: la fiche y est déjà, n’existe pas, ou il n’y a plus de place."),
        )
    return redirect(f"{reverse('collection:edit', args=[one.pk])}#fiches")


@signed_in
@require_POST
def item(request: HttpRequest, id_: str, pk: int) -> HttpResponse:
    """Change what is said of a sheet, move it, or take it out."""
    one = editable(request, id_)
    held = get_object_or_404(Item.objects.select_related("collection"), pk=pk, collection=one)
    by, version = person(request), _number(request, "version")
    text = typed(request, "text", making.LONGEST_TEXT)
    try:
        if "up" in request.POST or "down" in request.POST:
            making.move(held, by, "up" if "up" in request.POST else "down")
        elif "to" in request.POST:
            making.move(held, by, _number(request, "to"))
        elif "remove" in request.POST:
            making.remove(held, by, version)
            messages.success(request, _("La fiche est retirée de la collection."))
            return redirect(f"{reverse('collection:edit', args=[one.pk])}#fiches")
        else:
            making.write_beside(held, by, version, text)
            messages.success(request, _("C’est enregistré."))
    except making.Outdated:
        return _page(request, one, status=409, given={"item": pk, "text": text}, outdated="item")
    if "to" in request.POST:
        return HttpResponse(status=204)
    return redirect(f"{reverse('collection:edit', args=[one.pk])}#fiche-{pk}")


@signed_in
@require_POST
def share(request: HttpRequest, id_: str) -> HttpResponse:
    """Say who may read it, and whose name it bears."""
    one = run(request, id_)
    wanted = request.POST.get("visibility", "")
    if wanted not in Visibility.values:
        return redirect("collection:edit", one.pk)
    signature = request.POST.get("organisation", "")
    organisation = Organisation.objects.filter(pk=signature).first() if signature else None
    kept = organisation and organisation.pk == one.organisation_id
    stake = Stake(organisations=frozenset({signature}))
    if organisation and not kept and not may(person(request), Right.EDIT_ORGANISATION, stake):
        raise PermissionDenied
    making.share(
        one,
        person(request),
        Visibility(wanted),
        signed="signed" in request.POST,
        organisation=organisation,
    )
    messages.success(request, _("C’est enregistré."))
    return redirect(f"{reverse('collection:edit', args=[one.pk])}#partage")


@signed_in
def delete(request: HttpRequest, id_: str) -> HttpResponse:
    """Ask whether to delete it, and delete it."""
    one = run(request, id_)
    if request.method != "POST":
        return render(request, "collection/delete.html", {"collection": one})
    making.delete(one, person(request))
    messages.success(request, _("La collection est effacée."))
    return redirect("collection:mine")


def _page(
    request: HttpRequest,
    one: Collection,
    *,
    status: int = 200,
    given: Mapping[str, object] | None = None,
    outdated: str = "",
    wrong: str = "",
) -> HttpResponse:
    """The page, with what was ``given`` and could not be kept still in its forms."""
    user = person(request)
    items = list(one.items.select_related("changed_by"))
    into = leading(item.sheet for item in items)
    sheets = {sheet.pk: sheet for sheet in sheets_in_order(set(into.values()))}
    given = given or {}
    context = {
        "collection": one,
        "items": [(item, sheets.get(into[item.sheet])) for item in items],
        "title": given.get("title", one.title),
        "introduction": given.get("introduction", one.introduction),
        "given": given,
        "outdated": outdated,
        "wrong": wrong,
        "runs": runs(request, one),
        "hands": list(one.hands.select_related("user")),
        "invitations": list(one.invitations.select_related("user")),
        "full": hands.is_full(one),
        "own_hand": one.hands.filter(user=user).first(),
        "organisations": _signatures(user, one),
        "colleagues": _colleagues(user, one),
        "visibilities": Visibility.choices,
        "q": request.GET.get("q", "").strip()[:200],
        "proposed": _proposed(request.GET.get("q", ""), set(into.values())),
        "longest_title": making.LONGEST_TITLE,
        "longest_introduction": making.LONGEST_INTRODUCTION,
        "longest_text": making.LONGEST_TEXT,
        "most": making.MOST_SHEETS,
    }
    return render(request, "collection/edit.html", context, status=status)


def _signatures(user: User, one: Collection) -> list[Organisation]:
    """The organisations in whose name ``user`` may publish, and that whose name it bears now."""
    writes = user.memberships.filter(role=Membership.Role.EDITOR).exclude(approved_at=None)
    ids = set(writes.values_list("organisation", flat=True))
    if one.organisation_id:
        ids.add(one.organisation_id)
    return list(Organisation.objects.filter(pk__in=ids).order_by("name"))


def _colleagues(user: User, one: Collection) -> list[User]:
    """The people of one's organisations who do not make the collection yet."""
    approved = Membership.objects.exclude(approved_at=None)
    places = approved.filter(user=user).values("organisation")
    there = {user.pk, *one.hands.values_list("user", flat=True)}
    there |= {pk for pk in one.invitations.values_list("user", flat=True) if pk is not None}
    if one.owner_id is not None:
        there.add(one.owner_id)
    people = User.objects.filter(
        pk__in=approved.filter(organisation__in=places).values("user"), is_active=True
    )
    return list(people.exclude(pk__in=there).exclude(name="").order_by("name")[:200])


def _proposed(text: str, there: set[str]) -> list[object]:
    """The sheets that answer ``text`` and are not there yet."""
    words = text.strip()[:200]
    if not words:
        return []
    try:
        found = search_engine().search(Query(text=words), limit=PROPOSED + len(there))
    except SearchResting:
        return []
    ids = [hit.id for hit in found.hits if hit.id not in there]
    return list(sheets_in_order(ids[:PROPOSED]))


def _number(request: HttpRequest, field: str) -> int:
    """A number that a form carries; 0, which is no version, when it is none."""
    given = request.POST.get(field, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0
