"""Provenance: which record gave which value of a sheet, and when."""

from __future__ import annotations

from django.db import models

from carrefour.catalogue.models.record import Record
from carrefour.catalogue.models.sheet import Sheet


class Provenance(models.Model):
    """What one record gives to one sheet.

    ``fields`` maps each field that the record gives to the items that come from it: a list for
    fields that hold several values, ``null`` for fields that hold one. ``suggested`` among them
    lists codes that the record does not give but that were made out of it: each with its score, and
    the tag or the words it comes from. ``collected_at`` is when
    the source was seen to say so.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="provenances")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="provenances")
    fields = models.JSONField()
    collected_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "record"], name="one_provenance_a_record")
        ]

    def __str__(self) -> str:
        return f"{self.record} → {self.sheet_id}"
