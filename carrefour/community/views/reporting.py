"""Reporting an error on a sheet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from carrefour.catalogue.models import Sheet
from carrefour.community.limits import count, network_address
from carrefour.community.models import Report
from carrefour.community.reporting import LONGEST, OF_A_SHEET, OF_AN_ADDRESS
from carrefour.community.visiting import TRAP, email_of, is_machine, typed, visitors_form


@visitors_form
def report(request: HttpRequest, id_: str) -> HttpResponse:
    """Ask what is wrong; an address is asked for only to tell what became of it."""
    sheet = get_object_or_404(Sheet, pk=id_, withdrawn_at=None)
    about, text = request.POST.get("about", ""), typed(request, "text", LONGEST)
    given, email = request.POST.get("email", "").strip(), email_of(request)
    context = {
        "sheet": sheet,
        "choices": Report.About.choices,
        "about": about,
        "text": text,
        "email": given,
        "longest": LONGEST,
        "trap": TRAP,
    }
    page = "community/report.html"
    if request.method != "POST":
        return render(request, page, context)
    wrong = ""
    if about not in Report.About.values:
        wrong = "about"
    elif not text and about not in (Report.About.GONE, Report.About.IMAGE):
        wrong = "text"
    elif given and not email:
        wrong = "email"
    if wrong:
        return render(request, page, {**context, "wrong": wrong}, status=422)
    limits = [OF_AN_ADDRESS.of(network_address(request)), OF_A_SHEET.of(sheet.pk)]
    if wait := count(limits):
        response = render(request, page, {**context, "busy": True}, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    if not is_machine(request):
        language = get_language() or "fr"
        Report.objects.create(sheet=sheet, about=about, text=text, email=email, language=language)
    return render(request, page, {**context, "done": True})
