"""The first page of the desk: what waits for a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from carrefour.community.access import operators_only


@operators_only
def home(request: HttpRequest) -> HttpResponse:
    """What waits."""
    return render(request, "desk/home.html", {})
