"""Reporting a collection, and deciding on those that were reported or held."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.collection import moderating
from carrefour.collection.models import Collection, Complaint, Visibility
from carrefour.collection.showing import byline, chosen
from carrefour.collection.stakes import of_field
from carrefour.community.access import insist, person, signed_in
from carrefour.community.limits import count, network_address
from carrefour.community.rights import Right
from carrefour.community.visiting import TRAP, is_machine, typed, visitors_form


@visitors_form
def report(request: HttpRequest, id_: str) -> HttpResponse:
    """Ask what is wrong with a collection that is open."""
    readable = Collection.objects.exclude(visibility=Visibility.PRIVATE).filter(held=False)
    one = get_object_or_404(readable, pk=id_)
    about = request.POST.get("about", "")
    text = typed(request, "text", moderating.LONGEST_COMPLAINT)
    context = {
        "collection": one,
        "choices": Complaint.About.choices,
        "about": about,
        "text": text,
        "longest": moderating.LONGEST_COMPLAINT,
        "trap": TRAP,
    }
    page = "collection/report.html"
    if request.method != "POST":
        return render(request, page, context)
    if about not in Complaint.About.values:
        return render(request, page, {**context, "wrong": "about"}, status=422)
    limits = [
        moderating.OF_AN_ADDRESS.of(network_address(request)),
        moderating.OF_A_COLLECTION.of(one.pk),
    ]
    if wait := count(limits):
        response = render(request, page, {**context, "busy": True}, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    if not is_machine(request):
        Complaint.objects.create(collection=one, about=about, text=text)
    return render(request, page, {**context, "done": True})


@signed_in
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for the moderator who asks."""
    insist(request, Right.MODERATE)
    shown = [
        (each, byline(each.collection), chosen(each.collection))
        for each in moderating.waiting_for(person(request))
    ]
    context = {"waiting": shown, "longest": moderating.LONGEST_REASON}
    return render(request, "collection/waiting.html", context)


@signed_in
@require_POST
def decide(request: HttpRequest, id_: str) -> HttpResponse:
    """Let it be read, or take it down with a ``reason`` that its owner is told."""
    insist(request, Right.MODERATE)
    one = Collection.objects.select_related("owner").filter(pk=id_).first()
    if one is None or one.visibility == Visibility.PRIVATE:
        raise Http404
    insist(request, Right.MODERATE, of_field(one))
    reason = typed(request, "reason", moderating.LONGEST_REASON)
    if "let-go" in request.POST:
        moderating.let_go(one, person(request))
        messages.success(request, _("La collection peut être lue."))
    elif reason:
        moderating.take_down(one, person(request), reason)
        messages.success(
            request, _("La collection n’est plus en ligne, et la raison part par courriel.")
        )
    else:
        messages.error(request, _("Dites pourquoi\u00a0: la raison est envoyée à qui l’a faite."))
    return redirect("collection:waiting")
