"""Records: what a source gave, kept as it came."""

from __future__ import annotations

from django.db import models

from carrefour.catalogue.models.source import Source


class Record(models.Model):
    """One item of a source, with its hash, so that all after it can be made again.

    ``missed`` counts the harvests in a row that did not find it, the first at ``missing_since``;
    it is shown until ``gone_at`` is set, which happens when it was missed often enough or when
    the source says so. All three are unset when it comes back; the record itself is kept.
    ``rejection`` says why it gives no sheet, empty when it gives one. ``structured`` names the
    version of record and definition that its sheet was last made from: where it differs from the
    present one the record waits to be structured, also after a run was killed. ``undecided`` are
    its tags, as they are spelt, that neither the source's table nor a person has decided on;
    ``proposed`` are codes that its text may mean, each with its score and words, for a person to
    decide; ``None`` when there are none.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="records")
    external_id = models.CharField(max_length=300)
    raw = models.JSONField()
    hash = models.CharField(max_length=64)
    first_seen = models.DateTimeField()
    changed_at = models.DateTimeField()
    missed = models.PositiveSmallIntegerField(default=0)
    missing_since = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    structured = models.CharField(max_length=64, blank=True)
    rejection = models.CharField(max_length=500, blank=True)
    undecided = models.JSONField(default=list)
    proposed = models.JSONField(null=True, blank=True)
    sheet = models.ForeignKey(
        "Sheet", on_delete=models.SET_NULL, null=True, blank=True, related_name="records"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="one_record_an_id")
        ]
        indexes = [
            models.Index(
                fields=["source"], condition=models.Q(structured=""), name="records_that_wait"
            ),
            models.Index(
                fields=["source"],
                condition=models.Q(proposed__isnull=False),
                name="records_with_proposals",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.external_id}"
