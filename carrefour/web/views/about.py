"""Pages that explain."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from carrefour.catalogue.models import Source


def page(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages about the project."""
    sources = Source.objects.select_related("organisation") if name == "data" else []
    return render(request, f"web/about/{name}.html", {"sources": sources})
