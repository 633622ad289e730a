"""Decisions: what people settled, kept for ever."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

TO_APPLY = models.Q(current=True, applied_at=None)


class Decision(models.Model):
    """Something that a person settled: who, when, and whether it was applied.

    A decision that takes the place of another leaves it as history, no more ``current``.
    ``applied_at`` is unset until the sheets that it touches were made by it, or marked to be.
    """

    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField(default=timezone.now)
    current = models.BooleanField(default=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-decided_at", "-pk"]
        indexes = [
            # A worker asks every few seconds what there is to apply: nothing, nearly always.
            models.Index(
                fields=["current"],
                condition=TO_APPLY,
                name="%(class)s_to_apply",
            )
        ]


class TagDecision(Decision):
    """What a person says that a tag means: codes of the taxonomy, or nothing when there are none.

    ``codes`` is ``None`` when someone took the decision back: the tag waits again.

    ``source`` is the id of the source whose tag it is, empty when it is so for every source; it
    may name a source that is not here, as when decisions were brought from another Carrefour.
    ``name`` is the tag without case, accents and marks, ``tag`` as someone spelt it. It is applied
    when every record that has the tag is to be structured by it.
    """

    source = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=200)
    tag = models.CharField(max_length=200)
    codes = models.JSONField(default=list, null=True)

    class Meta(Decision.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["source", "name"],
                condition=models.Q(current=True),
                name="one_current_decision_a_tag",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source or '*'}/{self.tag}: {self.codes}"
