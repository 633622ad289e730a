"""The sources that open data comes from, and how much of each may be given on."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from carrefour.catalogue.models import Sheet, Source
from carrefour.opendata.sheets import free_sheets
from carrefour.web.licences import reuse


@dataclass(frozen=True, slots=True)
class Share:
    """A source, how many of its sheets are given and how many its licence keeps back."""

    source: Source
    given: int
    kept_back: int

    def told(self) -> dict[str, object]:
        """As files tell it."""
        source = self.source
        return {
            "id": source.pk,
            "title": source.title,
            "description": source.description,
            "homepage": source.homepage,
            "language": source.definition.get("language", "fr"),
            "organisation": {
                "id": source.organisation_id,
                "name": source.organisation.name,
                "url": source.organisation.url,
                "kind": source.organisation.kind,
                "description": source.organisation.description,
            },
            "licence": source.licence,
            "attribution": source.attribution,
            "reuse": reuse(source.licence).value,
            "federated": source.definition.get("federated"),
            "contacts_public": bool(source.definition.get("contacts_public")),
            "given": self.given,
            "kept_back": self.kept_back,
        }


def shares() -> list[Share]:
    """Every source that has something to show, in the order of their names."""
    shown = Sheet.objects.filter(withdrawn_at=None).order_by()
    all_ = dict(shown.values_list("source").annotate(n=Count("*")))
    given = dict(free_sheets().order_by().values_list("source").annotate(n=Count("*")))
    sources = Source.objects.filter(pk__in=all_).select_related("organisation").order_by("title")
    return [
        Share(source, given.get(source.pk, 0), all_[source.pk] - given.get(source.pk, 0))
        for source in sources
    ]
