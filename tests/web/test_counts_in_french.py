"""Texts count as their language does."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils.translation import ngettext, override

TEXT = (
    "{% load i18n %}{% blocktranslate count n=n %}{{ n }} acceptée"
    "{% plural %}{{ n }} acceptées{% endblocktranslate %}"
)


@pytest.mark.parametrize(("n", "told"), [(0, "0 acceptée"), (1, "1 acceptée"), (2, "2 acceptées")])
def test_nothing_is_singular_in_french(n: int, told: str) -> None:
    with override("fr"):
        assert Template(TEXT).render(Context({"n": n})) == told


def test_nothing_is_plural_in_english() -> None:
    with override("en"):
        assert ngettext("%(n)s one thing", "%(n)s things", 0) == "%(n)s things"
