"""Figures of use: all of them for operators, those of a source for its people."""

from __future__ import annotations

import html
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.catalogue.models import Record, Sheet
from carrefour.community.models import Membership, User
from carrefour.harvest.models import Run
from carrefour.usage.counting import What
from carrefour.usage.models import Tally, Unfound
from carrefour.usage.reading import Step, by_source, course, span, tallied

SOURCE = "/compte/sources/essai/"


def plain(answer) -> str:
    return html.unescape(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def counted(what: str, key: str, n: int, days: int = 0) -> None:
    day = timezone.localdate() - timedelta(days=days)
    Tally.objects.create(day=day, what=what, key=key, n=n)


@pytest.fixture
def sheets(harvest_rows) -> dict[str, Sheet]:
    """Three sheets of a source, two of them read."""
    harvest_rows()
    told = {one.title: one for one in Sheet.objects.all()}
    counted("read", told["Le Jardin partagé"].pk, 7)
    counted("read", told["Le Jardin partagé"].pk, 4, days=30)
    counted("left", told["Le Jardin partagé"].pk, 2)
    counted("read", told["Soleil citoyen"].pk, 3)
    counted("read", "PARTIE", 50)  # of a sheet that is there no more
    counted("shown", "essai", 9)
    counted("search", "web:results", 40)
    return told


@pytest.fixture
def colleague(sheets, client: Client) -> Client:
    """The browser of Léa, of the organisation that runs the source."""
    lea = User.objects.create_user("lea@exemple.fr", name="Léa")
    now = timezone.now()
    Membership.objects.create(user=lea, organisation_id="essai-org", approved_at=now)
    client.force_login(lea)
    return client


def test_weeks_begin_on_mondays_and_months_on_their_first_day() -> None:
    today = date(2026, 11, 28)
    weeks, months = span(Step.WEEK, today), span(Step.MONTH, today)
    assert len(weeks.begins) == len(months.begins) == 12
    assert (weeks.since, weeks.begins[-1]) == (date(2026, 9, 7), date(2026, 11, 23))
    assert (months.since, months.begins[-1]) == (date(2025, 12, 1), date(2026, 11, 1))
    assert weeks.bar(date(2026, 11, 29)) == date(2026, 11, 23)


def test_what_lies_before_the_span_is_not_looked_at(db) -> None:
    counted("read", "A", 5)
    counted("read", "A", 99, days=100)
    within = span(Step.WEEK, timezone.localdate())
    assert sum(n for _day, n in course(tallied(within), What.READ, within)) == 5


def test_what_several_sources_tell_counts_for_each(sheets, harvest_rows) -> None:
    within = span(Step.WEEK, timezone.localdate())
    sources, organisations = by_source(tallied(within))
    assert sources["essai"] == {"read": 14, "left": 2, "shown": 9}
    assert organisations["essai-org"] == {"read": 14, "left": 2}


def test_operators_see_all_figures(operator: Client, sheets) -> None:
    Unfound.objects.create(key="a", text="hydravion", times=4, last_at=timezone.now())
    Unfound.objects.create(key="b", times=2, last_at=timezone.now())
    counted("embed", "www.asso.org", 12)
    told = plain(operator.get("/pilotage/frequentation/"))
    assert "<dt>Recherches</dt><dd>40</dd>" in told
    assert "hydravion</a> <small>4</small>" in told
    assert '<th scope="row">www.asso.org</th><td class="number">12</td>' in told
    assert 'Le Jardin partagé</a></th><td class="number">11</td><td class="number">2</td>' in told
    assert '<svg class="chart"' in told
    assert plain(operator.get("/pilotage/frequentation/", {"pas": "month"})).count("<svg") > 1
    english = plain(operator.get("/en/desk/use/"))
    assert "What was not found" in english


def test_figures_are_taken_away_as_a_file(operator: Client, sheets) -> None:
    answer = operator.get("/pilotage/frequentation/chiffres.csv")
    rows = b"".join(answer.streaming_content).decode().splitlines()
    assert rows[0].endswith("Jour;Quoi;Objet;Nombre")
    assert f"{timezone.localdate().isoformat()};recherches;web:results;40" in rows


def test_the_people_of_a_source_see_what_becomes_of_it(colleague: Client, sheets) -> None:
    assert "Source d'essai" in plain(colleague.get("/compte/sources/"))
    assert "/compte/sources/" in plain(colleague.get("/compte/"))
    told = plain(colleague.get(SOURCE))
    assert "<dt>Fiches lues</dt><dd>14</dd>" in told
    assert "<dt>Recherches où ses fiches sont montrées</dt><dd>9</dd>" in told
    assert 'Soleil citoyen</a></th><td class="number">3</td>' in told
    assert "PARTIE" not in told
    answer = colleague.get(f"{SOURCE}chiffres.csv")
    rows = b"".join(answer.streaming_content).decode()
    assert "essai;9" in rows
    assert "web:results" not in rows
    assert "PARTIE" not in rows


def test_they_see_what_was_rejected_with_its_cure_and_why_it_fails(colleague: Client) -> None:
    run = Run.objects.get()
    run.rejections.create(
        where="line 4", reason="it has no title; the source must name the project"
    )
    run.rejected = 1
    run.save()
    told = plain(colleague.get(SOURCE))
    assert "line 4" in told
    assert "Notices rejetées" in told
    Run.objects.update(state=Run.State.FAILED, error="essai: http://x: the server answered 404.")
    assert "La moisson échoue depuis" in plain(colleague.get(SOURCE))


def test_nobody_sees_the_figures_of_others(colleague: Client, sheets, client: Client) -> None:
    Membership.objects.update(approved_at=None)
    for path in (SOURCE, f"{SOURCE}chiffres.csv", "/pilotage/frequentation/"):
        assert colleague.get(path).status_code == 403
    assert "Source d'essai" not in plain(colleague.get("/compte/sources/"))
    assert colleague.get("/compte/sources/rien/").status_code == 404
    visitor = Client()
    for path in ("/compte/sources/", SOURCE, "/pilotage/frequentation/chiffres.csv"):
        assert visitor.get(path)["Location"].startswith("/compte/connexion/?next=")


def test_a_source_of_which_nothing_was_read_says_so(colleague: Client) -> None:
    Tally.objects.all().delete()
    assert Record.objects.exists()
    told = plain(colleague.get(SOURCE))
    assert "<svg" not in told.split("Les chiffres de ma source")[2]
    assert "Aucune pour l’instant." in told
