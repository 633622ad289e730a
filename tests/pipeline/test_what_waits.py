"""What a worker asks for every few seconds is answered by indexes that are empty nearly always."""

import pytest
from django.db import connection

from carrefour.catalogue.models import Correction, Record, TagDecision, TwinDecision
from carrefour.catalogue.models.decision import TO_APPLY


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (TagDecision.objects.filter(TO_APPLY), "tagdecision_to_apply"),
        (TwinDecision.objects.filter(TO_APPLY), "twindecision_to_apply"),
        (Correction.objects.filter(TO_APPLY), "correction_to_apply"),
        (Record.objects.filter(structured="", gone_at=None).values("source"), "records_that_wait"),
    ],
)
def test_what_waits_is_found_by_its_index(asked, index: str) -> None:
    if connection.vendor == "postgresql":
        # It reads a table of no rows through, whatever indexes there are.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in asked.explain()
