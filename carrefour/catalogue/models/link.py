"""Links: web pages that sheets lead to, and whether they answer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from carrefour.catalogue.models.picture import key_of


class Link(models.Model):
    """A web address as it was when it was last asked for.

    ``broken`` is set when the server says that the page is gone, or when it could not be reached
    several times in a row; what a server or its robots.txt refuses to tell is not broken.
    ``failures`` counts those in a row, ``reason`` tells the last, ``status`` is the last HTTP
    status, 0 when there was none.
    """

    key = models.CharField(primary_key=True, max_length=64)
    address = models.CharField(max_length=1000)
    broken = models.BooleanField(default=False, db_index=True)
    status = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    checked_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.address

    @classmethod
    def dead(cls, addresses: Iterable[str]) -> dict[str, Link]:
        """Those of ``addresses`` that lead nowhere, by address."""
        keys = {key_of(address) for address in addresses if address}
        broken = cls.objects.filter(pk__in=keys, broken=True) if keys else ()
        return {link.address: link for link in broken}
