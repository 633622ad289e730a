"""Twins: records that may tell the same project, and what people said of them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from carrefour.catalogue.models.decision import Decision
from carrefour.catalogue.models.record import Record


class Trait(models.Model):
    """What is compared of a record, and the keys by which others like it are found.

    ``told`` is what `carrefour.structure.twins.trait.read` reads; ``keys`` are hashes of 64 bits,
    little-endian. ``waiting`` is set when it is written, at ``written_at``, and unset once it was
    compared, so that a killed run is completed by the next one.
    """

    record = models.OneToOneField(
        Record, on_delete=models.CASCADE, primary_key=True, related_name="trait"
    )
    told = models.JSONField()
    keys = models.BinaryField()
    waiting = models.BooleanField(default=True)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(
                fields=["record"], condition=models.Q(waiting=True), name="traits_that_wait"
            )
        ]

    def __str__(self) -> str:
        return str(self.record)


class Likeness(models.Model):
    """Two records that may tell the same project, ``first`` the older, and how likely it is."""

    first = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_likeness_a_pair")
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}: {self.score:.2f}"


class TwinDecision(Decision):
    """What a person says of two records: that they tell the same project, or that they do not.

    ``same`` is ``None`` when someone took the decision back. Records are named by source and key,
    the lesser of the two first, so that the decision outlives them; they may be of a source that is
    not here. It is applied when sheets were linked by it. ``titles`` are what the two were called,
    for those who read the history.
    """

    source = models.CharField(max_length=80)
    key = models.CharField(max_length=300)
    other_source = models.CharField(max_length=80)
    other_key = models.CharField(max_length=300)
    same = models.BooleanField(null=True)
    titles = models.JSONField(default=list)

    class Meta(Decision.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key", "other_source", "other_key"],
                condition=models.Q(current=True),
                name="one_current_decision_a_pair",
            )
        ]

    def __str__(self) -> str:
        pair = f"{self.source}/{self.key}, {self.other_source}/{self.other_key}"
        return f"{pair}: {'taken back' if self.same is None else self.same}"
