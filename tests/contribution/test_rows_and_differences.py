"""Rows of places and marked differences hold whatever people type."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from carrefour.contribution.differences import difference
from carrefour.contribution.where import Row, rows_of

WORDS = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="@"), min_size=1)
POINTS = st.tuples(
    st.integers(-89_000_000, 89_000_000).map(lambda n: n / 1e6),
    st.integers(-179_000_000, 179_000_000).map(lambda n: n / 1e6),
)


@given(WORDS, st.none() | POINTS)
def test_a_row_is_the_same_after_it_was_a_line(
    text: str, point: tuple[float, float] | None
) -> None:
    (row,) = rows_of(Row(text, point).line, more=False)
    assert row == Row(text, point)


@given(st.text(), st.text())
def test_a_difference_loses_no_letter_and_lets_no_markup_through(before: str, after: str) -> None:
    shown = difference(before, after)
    for text, marked, tag in ((before, shown.before, "del"), (after, shown.after, "ins")):
        bare = re.sub(rf"</?{tag}>", "", marked)
        assert "<" not in bare
        assert unescape(bare) == text
