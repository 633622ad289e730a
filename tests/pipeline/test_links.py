"""Links are asked for now and then; a sheet leads to no dead page without saying so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carrefour.catalogue.models import Link, Sheet, Source
from carrefour.pipeline import links
from carrefour.pipeline.links import AGAIN, EVERY, check_links
from carrefour.pipeline.measuring import measure_again, measured, quality_of_one

DEFINITION = """
id: essai
title: Source d'essai
organisation: {id: essai-org, name: Organisation d'essai}
licence: CC0-1.0
fetch: {kind: csv, separator: ";"}
record_id: "{id}"
fields: {title: nom, url: texte}
"""


@pytest.fixture
def leading(harvest_rows, partner, settings, monkeypatch):
    """Harvest sheets that lead to these paths of the partner."""
    settings.ALLOWED_PRIVATE = frozenset({partner.url.removeprefix("http://")})
    monkeypatch.setattr(links, "DELAY", 0.0)

    def harvest(*paths: str) -> None:
        rows = [f"{n};Projet {n};{partner.url}{path};;2020;" for n, path in enumerate(paths)]
        assert not harvest_rows(rows, definition=DEFINITION).error

    return harvest


def later(time: timedelta) -> None:
    Link.objects.update(checked_at=timezone.now() - time - timedelta(hours=1))


def test_a_page_that_is_gone_is_told_on_the_sheet(leading, partner, client) -> None:
    partner.answers["/la"] = "<html>Bonjour</html>"
    leading("/la", "/parti")
    done = check_links(10)
    assert done.well == 1
    assert done.broken == [(f"{partner.url}/parti", "the server answered 404")]
    well, gone = Sheet.objects.order_by("title")
    assert "ne répond plus" not in client.get(f"/fiches/{well.slug}-{well.pk}/").content.decode()
    assert "ne répond plus" in client.get(f"/fiches/{gone.slug}-{gone.pk}/").content.decode()


def test_each_address_is_asked_for_once_a_month_at_the_most(leading, partner) -> None:
    partner.answers["/la"] = "<html>Bonjour</html>"
    leading("/la", "/la")
    check_links(10)
    check_links(10)
    assert partner.paths() == ["/la"]
    later(EVERY)
    check_links(10)
    assert partner.paths() == ["/la", "/la"]


def test_a_page_that_comes_back_is_no_longer_told_to_be_broken(leading, partner) -> None:
    leading("/la")
    check_links(10)
    assert Link.objects.get().broken
    partner.answers["/la"] = "<html>Bonjour</html>"
    later(EVERY)
    check_links(10)
    assert not Link.objects.get().broken


def test_a_server_that_fails_is_broken_only_after_three_times(leading, partner) -> None:
    partner.answers["/la"] = (500, {}, "")
    leading("/la")
    for broken in (False, False, True):
        check_links(10)
        assert Link.objects.get().broken is broken
        later(AGAIN)


@pytest.mark.parametrize("status", [401, 403, 429])
def test_who_refuses_a_robot_is_not_broken(leading, partner, status: int) -> None:
    partner.answers["/la"] = (status, {}, "")
    leading("/la")
    assert check_links(10).unsure == 1
    assert not Link.objects.get().broken


def test_robots_are_obeyed(leading, partner) -> None:
    partner.answers["/robots.txt"] = "User-agent: *\nDisallow: /"
    leading("/la")
    assert check_links(10).unsure == 1
    assert partner.paths() == []


def test_a_page_is_not_read_to_its_end(leading, partner) -> None:
    partner.answers["/film"] = b"x" * 400_000
    leading("/film")
    assert check_links(10).well == 1


def test_when_no_host_answers_the_fault_is_taken_for_ours(leading, partner, harvest_rows) -> None:
    rows = [f"{n};Projet {n};http://nulle-part-{n}.invalid/;;2020;" for n in range(6)]
    harvest_rows(rows, definition=DEFINITION)
    assert check_links(10).offline
    assert not Link.objects.exists()


def test_a_dead_link_lowers_the_score_of_sheet_and_source(leading, partner) -> None:
    partner.answers["/la"] = (404, {}, "")
    leading("/la")
    sheet, source = Sheet.objects.get(), Source.objects.get()
    before, kept = quality_of_one(sheet).score, measured(source)
    assert kept
    assert kept.score == before
    check_links(10)
    measure_again()
    source.refresh_from_db()
    assert quality_of_one(sheet).score == before - 10
    after = measured(source)
    assert after
    assert after.score == before - 10
    (lack,) = (lack for lack in after.lacks if lack.part == "link")
    assert (lack.count, lack.gain, lack.examples) == (1, 10.0, [sheet])
