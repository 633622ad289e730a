"""Leaving the alerts of a source by the link in each of its mails, without an account."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from carrefour.community.audit import Verb, masked, note
from carrefour.desk.alerts import watcher_of

LEFT = Verb("source.left", _("a quitté les alertes d’une source"))


@csrf_exempt  # the token proves who asks, and mail programs ask without a cookie
@never_cache
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, since mail programs open links by themselves; leave when that is confirmed."""
    watcher = watcher_of(token)
    done = watcher is not None and request.method == "POST"
    context = {"watcher": watcher, "done": done}
    if watcher and done:
        who = masked(watcher.email)
        with transaction.atomic():
            note(None, LEFT, f"source:{watcher.source_id}", watcher.source.title, who=who)
            watcher.delete()
    status = 200 if watcher else 404
    return render(request, "desk/leave.html", context, status=status)
