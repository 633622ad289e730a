"""What open data remembers: which sheets it gave on."""

from __future__ import annotations

from django.db import models

from carrefour.catalogue.models import Sheet


class Given(models.Model):
    """A sheet that might be given on when it was last looked at.

    Should its licence close, those who harvest are told that it is gone; of one that was never
    given nothing is told. ``told_at`` is the sheet's when it was looked at, by which the next look
    goes on from there.
    """

    sheet = models.OneToOneField(Sheet, on_delete=models.CASCADE, primary_key=True)
    told_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["told_at", "sheet"], name="given_by_change")]

    def __str__(self) -> str:
        return self.sheet_id
