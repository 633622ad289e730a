"""How well the sheets of a source are filled."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q

from carrefour.catalogue.models import Place, Source

TEXTS = (
    "summary", "description", "url", "source_url", "holder", "start_date", "end_date", "status",
)  # fmt: skip
LISTS = ("images", "partners", "themes", "publics", "methods", "tags")


def filled(source: Source) -> dict[str, int]:
    """In how many of the source's sheets each field is filled; ``sheets`` is how many there are."""
    located = Exists(Place.objects.filter(sheet=OuterRef("pk")))
    counts = {name: Count("pk", filter=~Q(**{name: ""})) for name in TEXTS}
    counts |= {name: Count("pk", filter=~Q(**{name: []})) for name in LISTS}
    counts |= {
        "sheets": Count("pk"),
        "budget": Count("pk", filter=Q(budget__isnull=False)),
        "contact": Count("pk", filter=Q(contact__isnull=False)),
        "places": Count("pk", filter=Q(located=True)),
    }
    shown = source.sheets.filter(withdrawn_at=None).annotate(located=located)
    return shown.aggregate(**counts)
