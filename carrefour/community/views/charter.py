"""The charter, in each of its versions; editors sign a new one for their organisation."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.community import charter
from carrefour.community.access import person, signed_in
from carrefour.community.models import Signature
from carrefour.community.rights import Right
from carrefour.community.views.colleagues import organisation_for


def read(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The version of that ``number``, else the one that organisations sign now."""
    newest = charter.current()
    shown = newest if number is None else charter.version(number)
    if shown is None:
        raise Http404
    context = {
        "charter": shown,
        "newest": newest.number,
        "numbers": charter.numbers(),
        "signed": Signature.objects.filter(charter=shown.number).count(),
    }
    return render(request, "community/charter.html", context)


@signed_in
@require_POST
def sign(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign the present version for an organisation; not one that nobody showed them."""
    organisation = organisation_for(request, slug, Right.EDIT_ORGANISATION)
    newest = charter.current()
    if request.POST.get("charter") == str(newest.number):
        charter.sign(person(request), organisation, newest.number)
        messages.success(request, _("La charte est signée. Merci !"))
    else:
        messages.error(request, _("Lisez la charte, puis cochez la case pour la signer."))
    return redirect("community:organisation", slug)
