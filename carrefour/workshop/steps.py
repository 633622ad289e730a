"""The four steps of setting up a source, and where a draft stands in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.shortcuts import resolve_url
from django.utils.translation import gettext

from carrefour.catalogue.definition_file import DefinitionError
from carrefour.workshop.drafting import data_of
from carrefour.workshop.models import WorkshopDraft

# Kinds of which a person chooses what is read in the pages.
_OF_PAGES = ("html", "sitemap")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: where it is, unless it can not be gone to yet, and whether one is there."""

    label: str
    url: str
    here: bool


def reads_pages(data: dict[str, Any]) -> bool:
    """Whether a person must say what is read in the source's pages."""
    fetch = data.get("fetch")
    kind = fetch.get("kind") if isinstance(fetch, dict) else ""
    return kind in _OF_PAGES or bool(isinstance(fetch, dict) and fetch.get("page") is not None)


def steps(draft: WorkshopDraft, here: str) -> list[Step]:
    """The steps of ``draft``; ``here`` is the name of the one that is shown."""
    try:
        data = data_of(draft)
    except DefinitionError:
        data = {}
    fetched = bool(data.get("fetch"))
    names = [
        ("proposals", gettext("Trouver"), bool(draft.proposals)),
        ("page", gettext("Choisir dans la page"), fetched and reads_pages(data)),
        ("fields", gettext("Relier les champs"), fetched),
        ("about", gettext("Présenter et enregistrer"), fetched),
    ]
    return [
        Step(label, resolve_url(f"workshop:{name}", draft.pk) if reachable else "", name == here)
        for name, label, reachable in names
        if name != "page" or reachable or here == "page"
    ]
