"""How often something was done in a day, and what was looked for in vain. Nothing of anyone."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """How often ``what`` (`carrefour.usage.counting.What`) was done to ``key`` in a day.

    Days older than thirteen months are folded into the first of their month
    (`carrefour.usage.keeping`).
    """

    day = models.DateField()
    what = models.CharField(max_length=8)
    key = models.CharField(max_length=120, blank=True)
    n = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["what", "key", "day"], name="one_tally_a_day"),
        ]
        indexes = [models.Index(fields=["day", "what"], name="tallies_of_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.key}: {self.n}"


class Unfound(models.Model):
    """Words that found nothing.

    ``key`` is a keyed hash of them. The words themselves, ``text``, are kept from the third hour in
    which they were looked for; before, nobody can read what someone looked for.
    """

    key = models.CharField(max_length=64, unique=True)
    text = models.CharField(max_length=80, blank=True)
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-times", "-last_at"]

    def __str__(self) -> str:
        return self.text or self.key[:8]
