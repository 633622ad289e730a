"""What visitors tell operators: errors on sheets, messages that wait, abuses."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from carrefour.community import reporting
from carrefour.community.access import operators_only, person
from carrefour.community.audit import Verb, note
from carrefour.community.contacting import hand_on, receivers
from carrefour.community.models import Message, Report
from carrefour.community.visiting import typed
from carrefour.desk.returning import back
from carrefour.desk.waiting import TO_READ

PER_PAGE = 25
REPORT = Verb("report.decided", gettext_lazy("a décidé d’un signalement"))
SENT = Verb("message.sent", gettext_lazy("a laissé partir un message"))
HARMLESS = Verb("message.harmless", gettext_lazy("n’a rien trouvé à redire à un message"))
DELETED = Verb("message.deleted", gettext_lazy("a effacé un message"))


@operators_only
def reports(request: HttpRequest) -> HttpResponse:
    """Reports that nobody decided on, the oldest first; ``voir=decided`` shows the others."""
    decided = request.GET.get("voir") == "decided"
    every = Report.objects.select_related("sheet")
    wanted = Q(state=Report.State.OPEN)
    shown = every.exclude(wanted).order_by("-decided_at") if decided else every.filter(wanted)
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "decided": decided,
        "open": Report.objects.filter(wanted).count(),
        "longest": reporting.LONGEST,
    }
    return render(request, "desk/reports.html", context)


@operators_only
@require_POST
def decide_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet is ``done``, or stays as it is; who left an address is told, and forgotten."""
    report = get_object_or_404(Report.objects.select_related("sheet"), pk=pk)
    state = Report.State.DONE if "done" in request.POST else Report.State.REFUSED
    answer = typed(request, "answer", reporting.LONGEST)
    with transaction.atomic():
        decided = reporting.decide(report, state, str(request.user), answer)
        if decided:
            target, told = f"sheet:{report.sheet_id}", {"about": report.about, "after": state.value}
            note(person(request), REPORT, target, report.sheet.title, **told)
    if not decided:
        messages.info(request, _("Quelqu’un a déjà décidé de ce signalement."))
    elif report.email:
        messages.success(request, _("C’est noté, et la réponse part par courriel."))
    else:
        messages.success(request, _("C’est noté."))
    return back(request, "desk:reports")


@operators_only
def letters(request: HttpRequest) -> HttpResponse:
    """Messages of visitors that wait to be let go, or that a receiver reported."""
    waiting = Message.objects.filter(TO_READ).select_related("sheet")
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    shown = [(one, receivers(one.sheet).whom) for one in page]
    return render(request, "desk/letters.html", {"page": page, "letters": shown})


@operators_only
@require_POST
def decide_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """``send`` a message that waits, find nothing wrong with a reported one, or delete it."""
    message = get_object_or_404(Message.objects.filter(TO_READ).select_related("sheet"), pk=pk)
    by, about = person(request), (f"sheet:{message.sheet_id}", message.sheet.title)
    with transaction.atomic():
        if "send" in request.POST and message.waits:
            hand_on(message)
            note(by, SENT, *about)
            messages.success(request, _("Le message part."))
        elif "harmless" in request.POST:
            Message.objects.filter(pk=pk).update(reported_at=None)
            note(by, HARMLESS, *about)
            messages.success(request, _("C’est noté."))
        elif "delete" in request.POST:
            message.delete()
            note(by, DELETED, *about)
            messages.success(request, _("Le message est effacé."))
    return back(request, "desk:letters")
