"""Presenting an organisation: what its editors say of it, and its logo."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.catalogue.models import Organisation
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community import logos, organisation_form
from carrefour.community.access import person, signed_in
from carrefour.community.logos import keep_logo
from carrefour.community.models import Profile
from carrefour.community.organisation_form import Typed
from carrefour.community.portraits import SHOWN, describe, show_logo
from carrefour.community.rights import Right
from carrefour.community.views.colleagues import organisation_for
from carrefour.harvest.raster import Unshowable
from carrefour.pipeline.gazetteer import gazetteer


@signed_in
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change how the organisation is presented."""
    organisation = organisation_for(request, slug, Right.EDIT_ORGANISATION)
    profile = Profile.objects.filter(pk=organisation.pk).first()
    page = "community/organisation_edit.html"
    if request.method != "POST":
        return render(
            request, page, _context(organisation, profile, _present(organisation, profile))
        )
    said = organisation_form.read(request)
    if said.wrong:
        return render(request, page, _context(organisation, profile, said), status=422)
    if said.name == organisation.name and not (profile and profile.name):
        said.name = ""  # it stays what the source says, also when that changes
    describe(person(request), organisation, said.values(SHOWN))
    messages.success(request, _("La présentation est enregistrée."))
    return redirect("web:organisation", slug)


@signed_in
@require_POST
def logo(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a new logo, or show none."""
    organisation = organisation_for(request, slug, Right.EDIT_ORGANISATION)
    sent = request.FILES.get("logo")
    try:
        if "remove" in request.POST:
            show_logo(person(request), organisation, "")
            messages.success(request, _("Le logo est retiré."))
        elif sent is not None:
            show_logo(person(request), organisation, keep_logo(sent))
            messages.success(request, _("Le logo est enregistré."))
    except Unshowable:
        told = _("Il faut une image JPEG, PNG, WebP, GIF ou AVIF, de %(size)s Mo au plus.")
        messages.error(request, told % {"size": logos.MOST_BYTES // 1_000_000})
    return redirect("community:organisation-edit", slug)


def _present(organisation: Organisation, profile: Profile | None) -> Typed:
    """What is said now."""
    if profile is None:
        known = organisation.kind if organisation.kind in Profile.Kind.values else ""
        return Typed(
            name=organisation.name,
            kind=known,
            description_fr=organisation.description,
            url=organisation.url,
        )
    said = Typed(**{field: getattr(profile, field) for field in SHOWN})
    said.name = said.name or organisation.name
    said.kind = said.kind or organisation.kind
    return said


def _context(organisation: Organisation, profile: Profile | None, said: Typed) -> dict[str, object]:
    return {
        "organisation": organisation,
        "said": said,
        "logo": profile.logo if profile else "",
        "kinds": Profile.Kind.choices,
        "parts": Profile.Part.choices,
        "themes": [one.id for one in taxonomy().facets["domains"].categories],
        "most_themes": organisation_form.MOST_THEMES,
        "territory": gazetteer().get(said.territory) if said.territory else None,
        "longest": organisation_form.LONGEST,
    }
