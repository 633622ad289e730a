"""Places: where a sheet's project acts."""

from __future__ import annotations

from django.db import models

from carrefour.catalogue.models.sheet import Sheet
from carrefour.territory.model import Location, Precision


class Place(models.Model):
    """A point with its precision and score, and the codes of the territories that hold it."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    precision = models.CharField(max_length=12, choices=[(p.value, p.name) for p in Precision])
    score = models.FloatField()
    method = models.CharField(max_length=20)
    commune = models.CharField(max_length=5, blank=True)
    epci = models.CharField(max_length=9, blank=True)
    departement = models.CharField(max_length=3, blank=True)
    region = models.CharField(max_length=3, blank=True, db_index=True)
    country = models.CharField(max_length=2, blank=True)
    zones = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["commune", "sheet"], name="places_by_commune"),
            models.Index(fields=["departement", "sheet"], name="places_by_departement"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="one_place_a_position")
        ]

    def __str__(self) -> str:
        return self.label or self.commune or self.departement or self.region or self.country

    def location(self) -> Location:
        """The place as the territory room knows it."""
        names = [name for name in Location.__dataclass_fields__ if name != "warnings"]
        values = {name: getattr(self, name) for name in names}
        values |= {"precision": Precision(self.precision), "zones": tuple(self.zones)}
        return Location(**values)
