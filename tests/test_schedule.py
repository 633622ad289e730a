"""When a source is due."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.catalogue.schedule import next_after, require_schedule

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 3, 2, 12, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("every hour", datetime(2026, 3, 2, 13, tzinfo=PARIS)),
        ("every 6 hours", datetime(2026, 3, 2, 18, tzinfo=PARIS)),
        ("every 2 days", datetime(2026, 3, 4, 12, tzinfo=PARIS)),
        ("every week", datetime(2026, 3, 9, 12, tzinfo=PARIS)),
        ("30 4 * * 1", datetime(2026, 3, 9, 4, 30, tzinfo=PARIS)),
        ("0 3 * * *", datetime(2026, 3, 3, 3, tzinfo=PARIS)),
    ],
)
def test_a_schedule_names_its_next_time(text: str, expected: datetime) -> None:
    assert next_after(text, MONDAY) == expected


@pytest.mark.parametrize("text", ["", "daily", "every 0 days", "every minute", "* * * * *", "1 2 3",
                                  "0 0 30 2 *", "every 5 minutes", "*/30 * * * *"])  # fmt: skip
def test_what_is_no_schedule_or_asks_too_often_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"schedule|once an hour|one at least"):
        require_schedule(text)


@given(st.text(max_size=20))
def test_any_text_is_a_schedule_or_refused(text: str) -> None:
    refused = False
    try:
        when = next_after(text, MONDAY)
    except ValueError:
        refused = True
    assert refused or when > MONDAY
