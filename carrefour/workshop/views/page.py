"""Step 2: what is read in the source's pages, pointed at in a page or written by hand."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import ValidationError

from carrefour.catalogue.definition_file import DefinitionError
from carrefour.community.access import operators_only
from carrefour.desk.remarks import remark
from carrefour.harvest.connectors.raw import Unreadable
from carrefour.harvest.fetch import FetchError
from carrefour.harvest.recognition.listing import likely_keys
from carrefour.workshop import page_form
from carrefour.workshop.drafting import data_of, fetch_of, keep
from carrefour.workshop.framing import framed, policy
from carrefour.workshop.models import WorkshopDraft
from carrefour.workshop.noting import notes_work
from carrefour.workshop.page_form import PageForm
from carrefour.workshop.sitemaps import example_address
from carrefour.workshop.steps import steps
from carrefour.workshop.views.begin import propose
from carrefour.workshop.visits import ROLES, Role, Visit, shows_little, visit, visited
from carrefour.workshop.words import PAGE_KEYS, TAKEN


@operators_only
@notes_work
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page in its frame, and the form beside it; what is sent is kept."""
    draft = get_object_or_404(WorkshopDraft, pk=pk)
    try:
        data = data_of(draft)
    except DefinitionError:
        return redirect("workshop:yaml", pk)
    if not isinstance(data.get("fetch"), dict):
        return redirect("workshop:yaml", pk)
    if request.method == "POST":
        return _send(request, draft, data)
    error = ""
    shown = visited(draft, "list")
    if shown is None:
        shown, error = _go(draft, data, "list")
    context = {
        "draft": draft,
        "steps": steps(draft, "page"),
        "form": _form(draft, data["fetch"], shown),
        "role": "item" if request.GET.get("role") == "item" else "list",
        "list": shown,
        "item": visited(draft, "item"),
        "error": error,
        "taken": TAKEN.items(),
        "page_keys": PAGE_KEYS,
        "kind": data["fetch"].get("kind"),
        "little": shown is not None and shows_little(shown),
    }
    return render(request, "workshop/page.html", context)


@operators_only
@notes_work
@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the selectors that the form says now give; they are kept."""
    draft = get_object_or_404(WorkshopDraft, pk=pk)
    data = _kept(request, draft)
    form = _form(draft, data["fetch"], visited(draft, "list"), request.POST)
    return render(request, "workshop/parts/found.html", {"draft": draft, "form": form})


@operators_only
@notes_work
@require_POST
def also(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the page of each entry of a feed too."""
    draft = get_object_or_404(WorkshopDraft, pk=pk)
    try:
        data = data_of(draft)
    except DefinitionError:
        return redirect("workshop:yaml", pk)
    fetch = data.get("fetch")
    if not isinstance(fetch, dict) or fetch.get("kind") != "feed":
        raise Http404
    shown, error = _go(draft, data, "list")
    if error:
        messages.error(request, remark(error))
        return redirect("workshop:fields", pk)
    if shown and not fetch.get("page"):
        fetch["page"] = {"fields": likely_keys(shown.page.root)}
        keep(draft, data)
    return redirect("workshop:page", pk)


@operators_only
@require_GET
@xframe_options_exempt
def frame(request: HttpRequest, pk: int, role: str) -> HttpResponse:
    """The page that was visited, safe to be shown within ours; see `carrefour.workshop.framing`."""
    draft = get_object_or_404(WorkshopDraft, pk=pk)
    shown = next((visited(draft, one) for one in ROLES if one == role), None)
    if shown is None:
        raise Http404
    nonce = secrets.token_urlsafe(16)
    origin = f"{request.scheme}://{request.get_host()}"
    picker = static("dist/picker.js")
    picker = picker if "://" in picker else f"{origin}{picker}"
    answer = HttpResponse(framed(shown, picker=picker, nonce=nonce, parent=origin))
    answer["Content-Security-Policy"] = policy(nonce)
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def _send(request: HttpRequest, draft: WorkshopDraft, data: dict[str, Any]) -> HttpResponse:
    """Keep the form, then do what its button says: open a page, or go on."""
    data = _kept(request, draft)
    if "open" in request.POST:
        role: Role = "item" if request.POST["open"] == "item" else "list"
        shown, error = _go(draft, data, role)
        if error:
            messages.error(request, remark(error))
        elif role == "item" and shown and not data["fetch"].get("page"):
            data["fetch"]["page"] = {"fields": likely_keys(shown.page.root)}
            keep(draft, data)
        answer = redirect("workshop:page", draft.pk)
        answer["Location"] += f"?role={role}"
        return answer
    if "onward" not in request.POST:
        return redirect("workshop:page", draft.pk)
    try:
        fetch_of(data)
    except DefinitionError as error:
        for mistake in error.mistakes:
            messages.error(request, remark(mistake.reason))
        return redirect("workshop:page", draft.pk)
    propose(draft)
    return redirect("workshop:fields", draft.pk)


def _kept(request: HttpRequest, draft: WorkshopDraft) -> dict[str, Any]:
    """What the draft says once the form is kept."""
    try:
        data = data_of(draft)
    except DefinitionError as error:
        raise Http404 from error
    data["fetch"] = page_form.fetch_from(request.POST, data.get("fetch") or {})
    keep(draft, data)
    return data


def _go(draft: WorkshopDraft, data: dict[str, Any], role: Role) -> tuple[Visit | None, str]:
    """Visit the page of the list, or that of its first item; the error says why it cannot be."""
    fetch = data["fetch"]
    try:
        browser = page_form.browser_of(fetch)
        if role == "item":
            seen = visited(draft, "list") or visit(draft, "list", example_address(fetch), browser)
            url = page_form.first_address(fetch, seen.page)
            told = gettext("Dites d’abord où est, dans un élément, le lien vers sa page.")
        else:
            url = example_address(fetch)
            told = gettext("Aucune page n’a été trouvée.")
        if not url:
            return None, told
        return visit(draft, role, url, browser), ""
    except ValidationError as error:
        return None, f"fetch.browser: {error.errors()[0]['msg']}"
    except FetchError as error:
        return None, f"{error.url} : {error.reason}. {error.cure}"
    except Unreadable as error:
        return None, f"{error.where} : {error.reason}. {error.cure}"


def _form(
    draft: WorkshopDraft,
    fetch: dict[str, Any],
    shown: Visit | None,
    said: QueryDict | None = None,
) -> PageForm:
    item = visited(draft, "item")
    form = page_form.form_of(fetch, said)
    return page_form.tell(form, shown.page if shown else None, item.page if item else None)
