"""The addresses that refuse our mail, for operators: how many and why, and not whose."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from carrefour.community.access import operators_only
from carrefour.community.models import Bounce
from carrefour.community.slots import Entry

SHOWN = 200


@operators_only
def bounces(request: HttpRequest) -> HttpResponseBase:
    """Those that refused lately, by domain; each may be tried again."""
    if request.method == "POST":
        pk = request.POST.get("bounce", "")
        Bounce.objects.filter(pk=pk if pk.isdigit() and len(pk) < 18 else 0).delete()
        return redirect("community:bounces")
    rows = [(one, one.email.rpartition("@")[2]) for one in Bounce.objects.all()[:SHOWN]]
    context = {"rows": rows, "count": Bounce.objects.count()}
    return render(request, "community/bounces.html", context)


def in_menu(request: HttpRequest) -> list[Entry]:
    """The line of the desk's menu, while there is an address that refuses."""
    count = Bounce.objects.count()
    return [Entry(_("Courriels refusés"), reverse("community:bounces"), count)] if count else []
