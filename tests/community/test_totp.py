"""The codes of a second step are those that every program makes."""

from __future__ import annotations

from base64 import b32encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.community.account import totp

SECRET = b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("moment", "code"),
    [  # RFC 6238, appendix B, the last six figures
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_a_code_is_that_of_the_standard(moment: int, code: str) -> None:
    assert totp.code_at(SECRET, moment // totp.PERIOD) == code
    assert totp.step_of(SECRET, code, now=moment) == moment // totp.PERIOD


def test_a_code_of_the_period_before_or_after_is_taken_and_no_other() -> None:
    now = 1_700_000_000.0
    step = int(now // totp.PERIOD)
    for away, taken in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        code = totp.code_at(SECRET, step + away)
        assert (totp.step_of(SECRET, code, now=now) is not None) == taken, away


def test_a_code_that_served_serves_no_more() -> None:
    now = 1_700_000_000.0
    step = int(now // totp.PERIOD)
    assert totp.step_of(SECRET, totp.code_at(SECRET, step), after=step, now=now) is None


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_code_or_none(told: str) -> None:
    found = totp.step_of(SECRET, told, now=59.0)
    assert found is None or told in {totp.code_at(SECRET, found)}


def test_recovery_codes_are_each_another_and_read_as_they_are_typed() -> None:
    codes = totp.new_recovery_codes()
    assert len(set(codes)) == totp.RECOVERY_CODES
    one = codes[0]
    assert totp.kept(one) == totp.kept(one.upper().replace("-", " "))
