"""What an engine holds is told by a number and a mark."""

from __future__ import annotations

from dataclasses import replace

from carrefour.search.fingerprint import Fingerprint, fingerprint
from tests.search.conftest import DOCUMENTS


def test_the_order_in_which_sheets_came_does_not_matter(engine) -> None:
    before = fingerprint(engine.contents())
    assert before.sheets == 3
    engine.rebuild(reversed(DOCUMENTS))
    assert fingerprint(engine.contents()) == before


def test_any_change_of_what_is_kept_is_seen(engine) -> None:
    before = fingerprint(engine.contents())
    engine.write([replace(DOCUMENTS[0], points=((47.3, -1.5),))])
    assert fingerprint(engine.contents()) != before
    engine.write(DOCUMENTS[:1])
    assert fingerprint(engine.contents()) == before
    engine.write([], removed=["a"])
    assert fingerprint(engine.contents()).sheets == 2


def test_nothing_has_a_mark_too() -> None:
    assert fingerprint([]) == Fingerprint(0, "0" * 32)
