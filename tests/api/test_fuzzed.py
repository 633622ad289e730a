"""Whatever is thrown at the API, it answers as it says it does, and never by a 5xx."""

from __future__ import annotations

import time

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from carrefour.wsgi import application
from tests.conftest import ROWS

SECONDS = 45  # for all addresses together
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


# The application itself is asked, which gives its connection back after each answer.
@pytest.mark.django_db(transaction=True)
def test_no_call_is_answered_by_a_fault_of_ours(harvest_rows) -> None:
    harvest_rows(ROWS)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) >= 16
    for operation in operations:
        fuzz(operation, SECONDS / len(operations))


def fuzz(operation: APIOperation, seconds: float) -> None:
    """Throw what is fair and what is foul at one address, for ``seconds`` at the most."""
    ends = time.monotonic() + seconds
    fair = operation.as_strategy(GenerationMode.POSITIVE)
    foul = operation.as_strategy(GenerationMode.NEGATIVE) if operation.query else fair

    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(fair, foul))
    def throw(case: Case) -> None:
        if time.monotonic() < ends:
            case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

    throw()
