"""Namings: what people say of two names of organisations."""

from __future__ import annotations

from django.db import models

from carrefour.catalogue.models.decision import Decision


class Naming(Decision):
    """What a person says of two names: that they are one organisation, or that they are not.

    ``first`` and ``second`` are references, the lesser first: the number of an organisation
    (``siren:…``, ``rna:…``) or else its key, so that the decision outlives it and holds in another
    Carrefour. ``kept`` is the one of them whose name is shown for both; it is empty when they are
    two organisations, and ``None`` when someone took the decision back. ``names`` are what the two
    were called.
    """

    first = models.CharField(max_length=200)
    second = models.CharField(max_length=200)
    kept = models.CharField(max_length=200, null=True, blank=True)
    names = models.JSONField(default=list)

    class Meta(Decision.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                condition=models.Q(current=True),
                name="one_current_naming_a_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first}, {self.second}: {self.kept}"

    @property
    def kept_name(self) -> str:
        """The name that is kept; empty when none is."""
        return self.named(self.kept) if self.kept else ""

    def named(self, reference: str) -> str:
        """What the organisation of ``reference``, one of the two, was called."""
        return str(self.names[reference == self.second])
