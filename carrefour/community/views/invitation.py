"""An invitation, opened from the mail: it leads through signing in or up, and back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from carrefour.community import inviting
from carrefour.community.access import user_of


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites where; who is signed in with that address accepts or declines."""
    found = inviting.invitation_of(token)
    if found is None:
        return render(request, "community/invitation.html", {"invitation": None}, status=404)
    user = user_of(request)
    theirs = user is not None and user.email == found.email
    if request.method == "POST" and user is not None and theirs:
        if "decline" in request.POST:
            inviting.withdraw(found, user)
            messages.success(request, _("L’invitation est refusée."))
            return redirect("community:organisations")
        inviting.accept(found, user)
        told = _("Vous faites maintenant partie de « %(name)s ».")
        messages.success(request, told % {"name": found.organisation.name})
        return redirect("community:organisation", found.organisation_id)
    context = {"invitation": found, "theirs": theirs, "days": inviting.FORGOTTEN.days}
    status = 403 if request.method == "POST" else 200
    return render(request, "community/invitation.html", context, status=status)
