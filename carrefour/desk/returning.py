"""Where to go after something was done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, otherwise: str, *args: object) -> HttpResponse:
    """To the page of ours that the form was on, else to the view ``otherwise``."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    # What does not begin as a path would be taken for the name of a view.
    return redirect(wanted if ours and wanted.startswith("/") else resolve_url(otherwise, *args))
