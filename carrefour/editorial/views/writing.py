"""The pages of the site, written at the desk: drafts, versions, menus."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.community.access import person
from carrefour.community.visiting import typed
from carrefour.editorial import pages
from carrefour.editorial.blocks import BLOCKS, page_html
from carrefour.editorial.differing import pieces
from carrefour.editorial.faults import faults_of
from carrefour.editorial.markdown import LONGEST
from carrefour.editorial.models import Page, Version
from carrefour.editorial.pages import LANGUAGES, Text
from carrefour.editorial.shipped import OURS, SHIPPED
from carrefour.editorial.views.guarding import writers_only


@dataclass(frozen=True, slots=True)
class Row:
    """A page in the list: its state in each language."""

    line: pages.Line
    shipped: bool
    states: list[tuple[str, str]]


@writers_only
def all_pages(request: HttpRequest) -> HttpResponse:
    """Every page, with its state in both languages, and the menus."""
    context = {"tab": "pages", "rows": _rows(get_language() or "fr")}
    return render(request, "editorial/desk/pages.html", context)


@writers_only
@require_POST
def arrange(request: HttpRequest) -> HttpResponse:
    """Say which pages are in the foot and beside others, and in which order."""
    foot, about = set(request.POST.getlist("foot")), set(request.POST.getlist("about"))
    places = {}
    for key in request.POST.getlist("key")[:500]:
        order = request.POST.get(f"order-{key}", "")
        if order.isdecimal() and len(order) < 5:
            places[key] = (key in foot, key in about, int(order))
    pages.arrange(places, person(request))
    messages.success(request, _("Les menus sont rangés."))
    return redirect("editorial:desk")


@writers_only
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Begin a new page."""
    title = typed(request, "title", 150).replace("\n", " ")
    if not title:
        messages.error(request, _("Donnez un titre à la page."))
        return redirect("editorial:desk")
    page = pages.add(title, "fr", person(request))
    return redirect("editorial:edit", page.key, "fr")


@writers_only
def edit(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """Write a page in one language: keep a draft, or publish it."""
    page = _page(key, language)
    last = pages.newest(key, language)
    base = str(last.pk) if last else ""
    text = _typed(request, language) if request.method == "POST" else _now(key, language, last)
    faults = faults_of(text, blocks=True) if request.method == "POST" else []
    overtaken = request.method == "POST" and request.POST.get("base", "") != base
    shown = "show" in request.POST
    if request.method == "POST" and not (faults or overtaken or shown):
        publish = "publish" in request.POST
        pages.save(key, language, text, person(request), publish=publish)
        told = _("La page est publiée.") if publish else _("Le brouillon est gardé.")
        messages.success(request, told)
        return redirect("editorial:edit", key, language)
    context = {
        "tab": "pages",
        "key": key,
        "page": page,
        "language": language,
        "languages": LANGUAGES,
        "text": text,
        "faults": faults,
        "overtaken": last if overtaken else None,
        "base": base,
        "last": last,
        "shipped": key in SHIPPED,
        "in_line": Version.objects.filter(page=key, language=language, current=True).exists(),
        "html": page_html(text.body),
        "blocks": [(name, words) for name, (words, _told) in BLOCKS.items()],
        "address": pages.address_in(key, page.slug if page else "", language),
        "longest": LONGEST,
    }
    return render(request, "editorial/desk/edit.html", context, status=422 if faults else 200)


@writers_only
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What is being written, as visitors would read it."""
    text = _typed(request, "fr")
    context = {
        "text": text,
        "html": page_html(text.body),
        "faults": faults_of(text, blocks=True),
        "live": True,
    }
    return render(request, "editorial/desk/preview.html", context)


@writers_only
def versions(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """Every version of a page in one language."""
    page = _page(key, language)
    context = {
        "tab": "pages",
        "key": key,
        "page": page,
        "language": language,
        "languages": LANGUAGES,
        "versions": pages.history(key, language),
        "shipped": key in SHIPPED,
        "title": _now(key, language, pages.newest(key, language)).title,
    }
    return render(request, "editorial/desk/versions.html", context)


@writers_only
def version(request: HttpRequest, key: str, language: str, pk: int) -> HttpResponse:
    """One version: what it changed, and taking it up again. 0 is the text as it was shipped."""
    _page(key, language)
    one, text = _version(key, language, pk)
    if request.method == "POST":
        pages.save(key, language, text, person(request))
        messages.success(
            request, _("Ce texte est de nouveau le brouillon : relisez, puis publiez.")
        )
        return redirect("editorial:edit", key, language)
    earlier = pages.history(key, language).filter(pk__lt=pk).first() if one else None
    before = _text(earlier) if earlier else pages.first_text(key, language) if one else None
    context = {
        "tab": "pages",
        "key": key,
        "language": language,
        "version": one,
        "text": text,
        "html": page_html(text.body),
        "earlier": earlier,
        "changes": [
            (name, pieces(old, new))
            for name, old, new in (
                (_("Titre"), before.title, text.title),
                (_("Chapeau"), before.summary, text.summary),
                (_("Texte"), before.body, text.body),
            )
            if old != new
        ]
        if before
        else None,
    }
    return render(request, "editorial/desk/version.html", context)


@writers_only
@require_POST
def withdraw(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """Take the text that visitors read off the site."""
    _page(key, language)
    if pages.withdraw(key, language, person(request)):
        told = _("La page a de nouveau son texte d’origine.")
        messages.success(request, told if key in SHIPPED else _("La page n’est plus en ligne."))
    return redirect("editorial:edit", key, language)


@writers_only
@require_POST
def move(request: HttpRequest, key: str) -> HttpResponse:
    """Give an added page another address."""
    page = get_object_or_404(Page.objects.exclude(pk__in=SHIPPED), pk=key)
    slug = slugify(typed(request, "slug", 80))
    if slug and pages.move(page, slug, person(request)):
        messages.success(request, _("L’adresse est changée : l’ancienne y mène."))
    else:
        messages.error(request, _("Cette adresse est déjà prise, ou elle est vide."))
    return redirect("editorial:edit", key, "fr")


@writers_only
@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Delete an added page with its history; those that are shipped stay."""
    page = get_object_or_404(Page.objects.exclude(pk__in=SHIPPED), pk=key)
    pages.remove(page, person(request))
    messages.success(request, _("La page est supprimée."))
    return redirect("editorial:desk")


def _rows(language: str) -> list[Row]:
    lines = {line.key: line for line in pages.lines(language)}
    newest: dict[tuple[str, str], Version] = {}
    current: set[tuple[str, str]] = set()
    for one in Version.objects.defer("body", "summary").order_by("pk"):
        newest[one.page_id, one.language] = one
        if one.current:
            current.add((one.page_id, one.language))
    for page in Page.objects.exclude(pk__in=lines):  # drafts alone
        title = next((newest[page.key, a].title for a in LANGUAGES if (page.key, a) in newest), "")
        url = pages.address_of(page.key, page.slug)
        line = pages.Line(page.key, title or page.slug, url, page.foot, page.about, page.order)
        lines[page.key] = line
    found = []
    for line in sorted(lines.values(), key=lambda one: (one.order, one.key)):
        states = []
        for one_language in LANGUAGES:
            place = (line.key, one_language)
            last = newest.get(place)
            if line.key in SHIPPED and line.key not in OURS:
                continue  # another room writes it
            if last is None:
                state = "shipped" if line.key in SHIPPED else "none"
            elif last.current:
                state = "current"
            else:
                state = "changed" if place in current or line.key in SHIPPED else "draft"
            states.append((one_language, state))
        found.append(Row(line, line.key in SHIPPED, states))
    return found


def _page(key: str, language: str) -> Page | None:
    if language not in LANGUAGES:
        raise Http404
    page = Page.objects.filter(pk=key).first()
    if SHIPPED.get(key) and key not in OURS:
        raise Http404  # another room writes it
    if page is None and key not in OURS:
        raise Http404
    return page


def _typed(request: HttpRequest, language: str) -> Text:
    return Text(
        title=" ".join(typed(request, "title", 150).split("\n")),
        summary=" ".join(typed(request, "summary", 400).split("\n")),
        body=typed(request, "body", LONGEST),
        language=language,
    )


def _text(version: Version) -> Text:
    return Text(version.title, version.summary, version.body, version.language, version.made_at)


def _now(key: str, language: str, last: Version | None) -> Text:
    """What there is to go on with: the draft, else the text as it was shipped."""
    if last:
        return _text(last)
    return pages.first_text(key, language) or Text("", "", "", language)


def _version(key: str, language: str, pk: int) -> tuple[Version | None, Text]:
    if pk:
        one = get_object_or_404(pages.history(key, language), pk=pk)
        return one, _text(one)
    text = pages.first_text(key, language)
    if text is None:
        raise Http404
    return None, text
