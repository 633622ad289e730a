"""Watchers are told by e-mail when the score of a source's sheets fell, and what to mend first."""

from __future__ import annotations

import pytest

from carrefour.catalogue.quality import Part
from tests.desk.test_alerts import HOUR, State, Taken, body, post, told, watched

__all__ = ["post", "watched"]


@pytest.fixture
def scored(watched):
    """Gives the source a score, as a harvest measures it, with images and links that lack."""

    def score(number: int) -> None:
        shares = dict.fromkeys((part.value for part in Part), 1.0)
        shares |= {"image": 0.2, "link": 0.5}
        lacking = {name: {"count": 8, "examples": []} for name in ("image", "link")}
        watched.source.quality = {
            "score": number, "sheets": 10, "at": "2026-11-24T12:00:00+01:00",
            "shares": shares, "lacking": lacking, "worst": [],
        }  # fmt: skip
        watched.source.save()

    return score


def test_a_score_that_fell_is_told_once_with_what_to_mend(scored, post: Taken) -> None:
    scored(80)
    assert told(post) == []
    scored(76)
    assert told(post) == []
    scored(74)
    assert [subject.rpartition(":")[2].strip() for subject in told(post)] == [
        "la qualité des fiches baisse",
        "the quality of its sheets falls",
    ]
    french, english = post.mails
    for kind in ("plain", "html"):
        assert "de 80 à 74 sur 100" in body(french, kind)
        assert "from 80 to 74 out of 100" in body(english, kind)
        assert "8 sheets, up to 5.0 points" in body(english, kind)
        assert "Il n’y a rien à faire" not in body(french, kind)
    assert told(post) == []
    scored(71)
    assert told(post) == []
    scored(69)
    assert len(told(post)) == 2


def test_a_score_that_rose_is_what_it_falls_from(scored, post: Taken) -> None:
    for number in (60, 75, 71):
        scored(number)
        assert told(post) == []
    scored(70)
    assert len(told(post)) == 2
    assert "de 75 à 70" in body(post.mails[0], "plain")


def test_a_trouble_is_told_before_the_score(scored, watched, post: Taken) -> None:
    scored(80)
    told(post)
    watched.ran(State.FAILED, HOUR, error="essai: the server answered 404.")
    scored(60)
    assert "la moisson échoue" in told(post)[0]
