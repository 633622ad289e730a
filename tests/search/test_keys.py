"""Ids as integers and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.search.keys import id_of, key_of

IDS = st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


@given(IDS)
def test_a_key_stands_for_one_id_and_fits_in_64_bits(id_: str) -> None:
    assert id_of(key_of(id_)) == id_
    assert -(2**63) <= key_of(id_) < 2**63


@pytest.mark.parametrize("id_", ["", "A", "a b", "a-b", "é", "0" * 13, "1_0", "٣"])
def test_other_texts_are_refused(id_: str) -> None:
    with pytest.raises(ValueError, match="no id"):
        key_of(id_)
