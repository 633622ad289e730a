"""The first page of the workshop: the sources, and a way to add one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from carrefour.community.access import operators_only
from carrefour.pipeline.declared import declared_sources
from carrefour.workshop.models import WorkshopDraft


@operators_only
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The sources that there are, and those in the making."""
    context = {"sources": declared_sources(), "drafts": WorkshopDraft.objects.all()[:50]}
    return render(request, "workshop/home.html", context)
