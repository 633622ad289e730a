"""Leaving the alerts of a source by the link in each of its mails, without an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from carrefour.desk.alerts import watcher_of


@csrf_exempt  # the token proves who asks, and mail programs ask without a cookie
@never_cache
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once, since mail programs open links by themselves; leave when that is confirmed."""
    watcher = watcher_of(token)
    done = watcher is not None and request.method == "POST"
    context = {"watcher": watcher, "done": done}
    if watcher and done:
        watcher.delete()
    status = 200 if watcher else 404
    return render(request, "desk/leave.html", context, status=status)
