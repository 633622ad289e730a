"""The first page of the workshop: the sources, and a way to add one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from carrefour.community.access import operators_only


@operators_only
def home(request: HttpRequest) -> HttpResponse:
    """The sources that there are."""
    return render(request, "workshop/home.html", {})
