"""Pictures: images of sheets as they were fetched, once for each address."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.db import models


def key_of(address: str) -> str:
    """The key of a web address: short, whatever its length."""
    return hashlib.sha256(address.encode()).hexdigest()


class Picture(models.Model):
    """What came of fetching an image: a file of ours, or why there is none.

    ``digest`` names the files, by the content that the address gave; it is empty as long as the
    address gave nothing that can be shown, and ``error`` says why. ``width`` and ``height`` are
    those of the image as it stood, upright, in pixels. ``tries`` counts the failures in a row.
    """

    key = models.CharField(primary_key=True, max_length=64)
    address = models.CharField(max_length=1000)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.address

    @classmethod
    def of(cls, addresses: Iterable[str]) -> dict[str, Picture]:
        """The pictures that can be shown of ``addresses``, by address."""
        keys = {key_of(address) for address in addresses}
        kept = cls.objects.filter(pk__in=keys).exclude(digest="") if keys else ()
        return {picture.address: picture for picture in kept}
