"""Sheets: what people see of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from carrefour.catalogue.draft import Status
from carrefour.catalogue.models.source import Organisation, Source

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from carrefour.catalogue.models.place import Place
    from carrefour.catalogue.models.provenance import Provenance
    from carrefour.catalogue.models.record import Record

SHOWN = models.Q(withdrawn_at=None)


class Sheet(models.Model):
    """One project, merged from one or more records.

    ``id`` and ``slug`` are given once and never change, so addresses last. ``fingerprint`` is the
    hash of everything shown: a merge that changes nothing writes nothing. A sheet whose records
    are all gone has ``withdrawn_at`` and is not found any more, but its address says so. One whose
    records tell the project of another is withdrawn too, and ``merged_into`` that other.
    ``needs_indexing`` is set in the transaction that changes a sheet and unset once the search
    index takes the change up; until it holds it, ``indexing`` is the number of who puts it there,
    so that a killed run is completed by the next one. ``published_at`` is when the index first held
    it: it is set once, so that nothing that is harvested again, comes
    back or is parted from another is ever new a second time.
    ``told_at`` is when the index last took up a change of it, its withdrawal included: whoever
    follows changes reads them in that order, since a long harvest writes its sheets at the end
    under the time of its beginning.
    ``holder`` is who carries the project as the source writes it, ``carrier`` the organisation
    that this is taken for.
    Dates are ISO 8601 of the precision known (``2019``, ``2019-05``, ``2019-05-02``).
    """

    id = models.CharField(primary_key=True, max_length=12)
    slug = models.SlugField(max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sheets")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="sheets")

    title = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    description = models.TextField(blank=True)
    images = models.JSONField(default=list)
    url = models.URLField(max_length=1000, blank=True)
    source_url = models.URLField(max_length=1000, blank=True)
    holder = models.CharField(max_length=300, blank=True)
    holder_number = models.CharField(max_length=20, blank=True)
    carrier = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="carried"
    )
    partners = models.JSONField(default=list)
    themes = models.JSONField(default=list)
    publics = models.JSONField(default=list)
    methods = models.JSONField(default=list)
    tags = models.JSONField(default=list)
    start_date = models.CharField(max_length=10, blank=True)
    end_date = models.CharField(max_length=10, blank=True)
    status = models.CharField(
        max_length=10, blank=True, choices=[(status.value, status.name) for status in Status]
    )
    budget = models.BigIntegerField(null=True, blank=True)
    language = models.CharField(max_length=8, default="fr")
    licence = models.CharField(max_length=80, blank=True)
    contact = models.JSONField(null=True, blank=True)

    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(db_index=True)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    told_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="absorbed"
    )
    needs_indexing = models.BooleanField(default=True, db_index=True)
    indexing = models.BigIntegerField(null=True, blank=True)

    class Meta:
        # Pages ask for what is shown, which is nearly all: an index on the withdrawal itself would
        # have the database walk through all of it even to find twenty sheets by their ids.
        indexes = [
            models.Index(
                fields=["-created_at", "id"], condition=SHOWN, name="sheets_shown_by_arrival"
            ),
            models.Index(
                fields=["-updated_at", "id"], condition=SHOWN, name="sheets_shown_by_update"
            ),
            models.Index(
                fields=["organisation"], condition=SHOWN, name="sheets_shown_by_organisation"
            ),
            models.Index(fields=["source"], condition=SHOWN, name="sheets_shown_by_source"),
            models.Index(
                fields=["id"], condition=models.Q(withdrawn_at__isnull=False), name="sheets_gone"
            ),
            models.Index(fields=["told_at", "id"], name="sheets_by_change"),
            models.Index(
                fields=["indexing"],
                condition=models.Q(indexing__isnull=False),
                name="sheets_being_indexed",
            ),
        ]

    if TYPE_CHECKING:
        places: RelatedManager[Place]
        provenances: RelatedManager[Provenance]
        records: RelatedManager[Record]

    def __str__(self) -> str:
        return self.title
