"""Images for pages and news: the ones that there are, another, one less."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.community.access import person
from carrefour.community.visiting import typed
from carrefour.editorial import illustrations
from carrefour.editorial.models import Illustration
from carrefour.editorial.views.guarding import writers_only
from carrefour.harvest.raster import Unshowable

PER_PAGE = 24


@writers_only
def images(request: HttpRequest) -> HttpResponse:
    """All images, with the line that shows each in a text; another may be sent."""
    told = {
        "alt": " ".join(typed(request, "alt", 300).split("\n")),
        "alt_en": " ".join(typed(request, "alt_en", 300).split("\n")),
        "credit": " ".join(typed(request, "credit", 200).split("\n")),
    }
    fault = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None or not told["alt"]:
            fault = _("Choisissez une image et dites en une phrase ce qu’elle montre.")
        elif (file.size or 0) > illustrations.MOST_BYTES:
            fault = _("L’image pèse plus de 10 Mo : réduisez-la d’abord.")
        else:
            try:
                illustrations.add(
                    file, told["alt"], told["alt_en"], told["credit"], person(request)
                )
            except Unshowable:
                fault = _("Ce fichier n’est pas une image JPEG, PNG, WebP, GIF ou AVIF lisible.")
            else:
                messages.success(request, _("L’image est ajoutée."))
                return redirect("editorial:images")
    page = Paginator(Illustration.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tab": "images",
        "page": page,
        "images": [(one, illustrations.shown(one), illustrations.used(one)) for one in page],
        "told": told,
        "fault": fault,
    }
    return render(request, "editorial/desk/images.html", context, status=422 if fault else 200)


@writers_only
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an image, unless a text shows it."""
    image = get_object_or_404(Illustration, pk=pk)
    if illustrations.used(image):
        messages.error(request, _("Cette image sert dans un texte : retirez-la d’abord de là."))
    else:
        illustrations.remove(image, person(request))
        messages.success(request, _("L’image est supprimée."))
    return redirect("editorial:images")
