"""Issues of the newsletter, composed at the desk, tried on oneself, then sent."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from carrefour.community.access import person
from carrefour.community.audit import note
from carrefour.community.slots import listed
from carrefour.community.visiting import typed
from carrefour.editorial import issues as sending
from carrefour.editorial.faults import faults_of_body
from carrefour.editorial.models import Article, Issue, IssueMail
from carrefour.editorial.subscribing import readers
from carrefour.editorial.views.guarding import writers_only

LONGEST = 20_000  # characters of the text of an issue
MOST_FURTHER = 12


@writers_only
def issues(request: HttpRequest) -> HttpResponse:
    """All issues, and how many people receive them."""
    context = {
        "tab": "letter",
        "issues": Issue.objects.all()[:200],
        "readers": readers(),
        "waiting": IssueMail.objects.count(),
    }
    return render(request, "editorial/desk/issues.html", context)


@writers_only
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Compose an issue that has not left."""
    issue = get_object_or_404(Issue, pk=pk) if pk else Issue()
    draft = issue.state == Issue.State.DRAFT
    news, sheets = sending.news_to_choose(), sending.sheets_to_choose()
    further = [(str(one.label), one.url) for one in listed("newsletter", request)][:MOST_FURTHER]
    faults: list[str] = []
    if request.method == "POST" and draft:
        _read(request, issue, news_keys=[one.pk for one in news], further=further)
        issue.sheets = _chosen(request, "sheet", [one.pk for one in sheets], issue.sheets)
        faults = faults_of_body(f"{issue.text}\n\n{issue.text_en}")
        if not issue.subject:
            faults.append(_("Il manque un objet."))
        if not faults:
            _keep(request, issue)
            messages.success(request, _("Le brouillon est gardé."))
            return redirect("editorial:issue-edit", issue.pk)
    context = {
        "tab": "letter",
        "issue": issue,
        "draft": draft,
        "news": _with_those(news, issue.articles),
        "sheets": sheets,
        "offered": further,
        "chosen": [path for _label, path in issue.further],
        "faults": faults,
        "readers": readers(),
        "empty": sending.is_empty(issue),
        "longest": LONGEST,
    }
    return render(request, "editorial/desk/issue.html", context, status=422 if faults else 200)


@writers_only
def shown(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The mail as its readers would see it: a page that can do nothing."""
    issue = get_object_or_404(Issue, pk=pk)
    if language not in ("fr", "en"):
        raise Http404
    with override(language):
        told = sending.content(issue, language)
        context = {**told, "subject": told["title"], "leave": "", "trial": True}
        response = HttpResponse(render_to_string("editorial/mail/issue.html", context))
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' "
        f"{settings.SITE_URL}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    return response


@writers_only
@require_POST
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the issue to oneself."""
    user = person(request)
    sending.send_to_oneself(get_object_or_404(Issue, pk=pk), user)
    messages.success(request, _("L’essai part vers %(email)s.") % {"email": user.email})
    return redirect("editorial:issue-edit", pk)


@writers_only
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the issue go to everyone who receives it; once."""
    issue = get_object_or_404(Issue, pk=pk)
    if sending.is_empty(issue):
        messages.error(request, _("La lettre est vide."))
    elif "sure" not in request.POST:
        messages.error(request, _("Cochez la case pour confirmer l’envoi."))
    elif sending.send(issue, person(request)):
        messages.success(request, _("La lettre part."))
        return redirect("editorial:issues")
    return redirect("editorial:issue-edit", pk)


@writers_only
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an issue that has not left."""
    issue = get_object_or_404(Issue, pk=pk, state=Issue.State.DRAFT)
    with transaction.atomic():
        note(person(request), sending.REMOVED, f"letter:{issue.pk}", issue.subject)
        issue.delete()
    messages.success(request, _("Le brouillon est supprimé."))
    return redirect("editorial:issues")


def _read(
    request: HttpRequest, issue: Issue, *, news_keys: list[int], further: list[tuple[str, str]]
) -> None:
    issue.subject = " ".join(typed(request, "subject", 150).split("\n"))
    issue.subject_en = " ".join(typed(request, "subject_en", 150).split("\n"))
    issue.text, issue.text_en = (typed(request, f, LONGEST) for f in ("text", "text_en"))
    issue.articles = _chosen(request, "article", news_keys, issue.articles)
    chosen = set(request.POST.getlist("further"))
    issue.further = [[label, path] for label, path in further if path in chosen]


def _chosen(request: HttpRequest, field: str, offered: list, before: list) -> list:  # type: ignore[type-arg]
    """The keys that are ticked among those that are offered, or were chosen before."""
    ticked = set(request.POST.getlist(field))
    return [pk for pk in dict.fromkeys([*before, *offered]) if str(pk) in ticked]


def _with_those(news: list[Article], chosen: list[int]) -> list[Article]:
    """What is offered, and what was chosen when it was."""
    missing = set(chosen) - {one.pk for one in news}
    return [*news, *Article.objects.filter(pk__in=missing)]


def _keep(request: HttpRequest, issue: Issue) -> None:
    with transaction.atomic():
        # One that left meanwhile stays as it left.
        if issue.pk and not Issue.objects.filter(pk=issue.pk, state=Issue.State.DRAFT).exists():
            return
        issue.by = person(request)
        issue.save()
        note(issue.by, sending.SAVED, f"letter:{issue.pk}", issue.subject)
