"""Corrections: what a person says of one field of one sheet, kept over every harvest."""

from __future__ import annotations

from typing import Any

from django.db import models

from carrefour.catalogue.models.decision import Decision


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Corrections, and those among them that ask for a look."""

    def standing(self) -> CorrectionQuerySet:
        """Those that are in force: the last of each field that nobody took back."""
        return self.filter(current=True, taken_back=False)

    def disputed(self) -> CorrectionQuerySet:
        """Those that are in force although the sources say something new since."""
        return self.standing().exclude(told=models.F("given"))


class Correction(Decision):
    """What a person says that one field of a sheet holds, whatever its sources say.

    ``sheet`` is the id of the sheet, which follows from its origin: a correction can be brought
    from another Carrefour before the sheet is there. ``value`` is as the sheet holds it; of
    ``places`` it is a list of places. ``given`` is what the sources said when the person decided,
    ``told`` what they said last; they differ when a source changed its mind since. One that is
    ``taken_back`` lets the sources speak again.
    """

    sheet = models.CharField(max_length=12)
    field = models.CharField(max_length=20)
    value = models.JSONField(null=True)
    given = models.JSONField(null=True)
    told = models.JSONField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    taken_back = models.BooleanField(default=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta(Decision.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "field"],
                condition=models.Q(current=True),
                name="one_current_correction_a_field",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet}.{self.field}"

    @property
    def disputed(self) -> bool:
        """Whether the sources say something new since, that is not what the person says."""
        said: Any = self.told
        return self.current and not self.taken_back and said not in (self.given, self.value)
