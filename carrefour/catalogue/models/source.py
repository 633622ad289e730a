"""Organisations and the sources they run."""

from __future__ import annotations

from django.db import models


class Organisation(models.Model):
    """An organisation: it runs sources of the collective, or carries projects, or both.

    ``key`` is what the spellings of its name share (`carrefour.structure.organisations`), and
    ``number`` its SIREN or RNA as ``siren:…`` or ``rna:W…``; empty when nobody gave one.
    """

    slug = models.SlugField(primary_key=True, max_length=80)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, default="other")
    url = models.URLField(max_length=500, blank=True)
    logo = models.URLField(max_length=500, blank=True)
    description = models.TextField(blank=True)
    key = models.CharField(max_length=200, blank=True, db_index=True)
    number = models.CharField(max_length=20, blank=True, db_index=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """What decisions name it by: its number, else its key."""
        return self.number or self.key


class Source(models.Model):
    """What is harvested, with the definition it was last harvested by.

    The definition is kept whole, so that sheets can be rebuilt from the kept records even when
    the file that declared the source is gone. ``quality`` is what
    `carrefour.pipeline.measuring` last found of its sheets, ``None`` before it looked.
    """

    slug = models.SlugField(primary_key=True, max_length=80)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sources")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    homepage = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=80)
    attribution = models.CharField(max_length=300, blank=True)
    definition = models.JSONField()
    harvested_at = models.DateTimeField(null=True, blank=True)
    quality = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
