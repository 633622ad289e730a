"""Words that found nothing are kept once several looked for them, and never a person's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from carrefour.usage import counting
from carrefour.usage.counting import Waiting, write_now
from carrefour.usage.models import Unfound
from carrefour.usage.unfound import LONGEST, as_kept, forget_unfound, look_for

PERSONAL = [
    "jeanne martin",
    "Jean-Pierre quelquechose",
    "madame bovary",
    "dr house",
    "lea@exemple.fr",
    "06 12 34 56 78",
    "0612345678",
    "dossier 12345",
    "https://exemple.fr",
    "x" * 81,
    "a\x00b",
    "…",
]


def ago(hours: int) -> None:
    Unfound.objects.update(last_at=timezone.now() - timedelta(hours=hours))


@pytest.mark.parametrize("text", PERSONAL)
def test_what_may_tell_of_a_person_is_never_kept(text: str) -> None:
    assert as_kept(text) == ""


@pytest.mark.parametrize("text", ["ressourcerie", "Tiers-lieu  paysan", "énergie 2030", "martin"])
def test_other_words_may_be(text: str) -> None:
    assert as_kept(text) == " ".join(text.lower().split())


@given(st.text(max_size=200))
def test_whatever_is_typed_is_short_and_printable(text: str) -> None:
    kept = as_kept(text)
    assert kept.isprintable()
    assert len(kept) <= LONGEST + 20  # some letters are longer when small
    assert "@" not in kept


def test_words_are_readable_from_the_third_hour_in_which_they_were_looked_for(db) -> None:
    for _ in range(2):
        look_for(["Hydravion "])
        look_for(["hydravion"])  # soon after: it may be the same person
        ago(2)
    one = Unfound.objects.get()
    assert (one.text, one.times) == ("", 2)
    assert "hydravion" not in one.key
    look_for(["hydravion"])
    one.refresh_from_db()
    assert (one.text, one.times) == ("hydravion", 3)


def test_a_search_that_finds_nothing_is_looked_at(harvest_rows) -> None:
    counting.WAITING = Waiting()
    harvest_rows()
    visitor = Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"})
    visitor.get("/projets/", {"q": "hydravion"})
    visitor.get("/projets/", {"q": "jardin"})
    write_now()
    assert Unfound.objects.count() == 1


def test_what_nobody_looks_for_again_is_forgotten(db) -> None:
    now = timezone.now()
    for key, text, days in (("a", "", 31), ("b", "", 29), ("c", "mot", 390), ("d", "mot", 400)):
        Unfound.objects.create(key=key, text=text, times=3, last_at=now - timedelta(days=days))
    forget_unfound()
    assert set(Unfound.objects.values_list("key", flat=True)) == {"b", "c"}
