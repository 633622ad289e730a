"""The charter: who signed which version, and a new one to sign."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from carrefour.community import charter
from carrefour.community.access import insist, operators_only, person
from carrefour.community.models import Signature
from carrefour.community.portraits import of_the_collective
from carrefour.community.rights import Right
from carrefour.community.visiting import typed


@operators_only
def edit(request: HttpRequest) -> HttpResponse:
    """The present text, to write the next version from; what was published never changes."""
    insist(request, Right.EDIT_PAGES)
    newest = charter.current()
    texts = {"fr": newest.text_fr, "en": newest.text_en}
    wrong = ""
    if request.method == "POST":
        texts = {code: typed(request, f"text_{code}", charter.LONGEST) for code in texts}
        if not all(texts.values()):
            wrong = _("La charte se publie dans les deux langues.")
        elif "sure" not in request.POST:
            wrong = _("Cochez la case : les organisations auront à signer de nouveau.")
        else:
            made = charter.publish(person(request), texts["fr"], texts["en"])
            told = _("La version %(n)s est publiée : les organisations sont invitées à la signer.")
            messages.success(request, told % {"n": made.number})
            return redirect("desk:charter")
    signed = dict(
        Signature.objects.filter(charter=newest.number).values_list("organisation", "who")
    )
    context = {
        "charter": newest,
        "texts": texts,
        "wrong": wrong,
        "longest": charter.LONGEST,
        "members": [(one, signed.get(one.pk, "")) for one in of_the_collective()],
        "signed": len(signed),
    }
    return render(request, "desk/charter.html", context, status=422 if wrong else 200)
