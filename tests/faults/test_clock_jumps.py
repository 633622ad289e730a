"""A clock that jumps a year ahead and back, or back by a day: nothing is skipped, told twice, late.

The clock of whole processes is set by libfaketime (Debian: libfaketime), where that is installed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from carrefour.api.hooks import call_programs
from carrefour.api.models import Call, Hook
from carrefour.catalogue.models import Sheet
from carrefour.community.limits import Limit, count, forget_old
from carrefour.community.models import Mail
from carrefour.community.post import send_waiting
from carrefour.desk.alerts import watch_over
from carrefour.desk.models import Alert
from carrefour.harvest.models import Run, Watcher
from carrefour.opendata.edition import latest
from carrefour.opendata.writing import edition_due, write_edition
from carrefour.pipeline.aside import Aside
from carrefour.pipeline.moments import next_moment
from tests.community.conftest import post
from tests.faults.harvests import Catalogue
from tests.installation import Installation

__all__ = ["post"]
LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
YEAR, HOUR = timedelta(days=365), timedelta(hours=1)
# One more record is harvested; who follows everything is told, and who reads changes reads on.
TURN = """
import json, select
from datetime import timedelta
from pathlib import Path
from django.test import Client
from django.utils import timezone
from carrefour.catalogue.definition_file import load
from carrefour.catalogue.models import Sheet
from carrefour.community.following import confirm
from carrefour.community.models import Follow, Follower, Mail
from carrefour.community.telling import tell_followers
from carrefour.harvest.connectors import LocalFile
from carrefour.pipeline.harvesting import harvest
from carrefour.pipeline.schedules import ask_for_what_is_due

folder, number, cursor = Path({folder!r}), {number}, {cursor!r}
copy = folder / "copy.json"
copy.write_text(json.dumps([{{"id": n, "nom": f"Projet {{n}}"}} for n in range(number + 20)]))
report = harvest(load(folder / "sources" / "essai.yml"), LocalFile(copy))
assert not report.error and not report.held, report
if number == 0:
    follower = Follower.objects.create(email="anne@exemple.fr")
    confirm(Follow.objects.create(follower=follower, frequency=Follow.Frequency.AT_ONCE))
# As a worker some minutes later would.
tell_followers(timezone.now() + Follow.Frequency.AT_ONCE.period)
mails = [mail.subject.strip() for mail in Mail.objects.all()]
Mail.objects.all().delete()
select.select([], [], [], 3.2)  # until what is told is settled; libfaketime breaks time.sleep
told, more = [], True
while more:
    asked = {{"cursor": cursor, "per_page": 500}}
    page = Client(SERVER_NAME="localhost").get("/api/v1/changes", asked).json()
    told += [one["project"]["title"] for one in page["changes"]]
    cursor, more = page["cursor"], page["more"]
due = [run.source_id for run in ask_for_what_is_due(timezone.now() + timedelta(days=1.1))]
print(json.dumps({{"now": timezone.now().isoformat(), "mails": mails, "told": sorted(told),
    "cursor": cursor, "due": due}}))
"""


@pytest.fixture
def turn(tmp_path: Path, empty_database: Installation) -> Callable[[str], dict[str, Any]]:
    """Have a process, whose clock is set as libfaketime writes it, harvest one record more."""
    mail, calls = "smtp://127.0.0.1:9", "0"
    one = Catalogue(
        tmp_path, like=empty_database, CARREFOUR_SMTP_URL=mail, CARREFOUR_API_CALLS=calls
    )
    one.declare("essai", {"url": "https://exemple.fr/d.json"}, watch={"schedule": "every day"})
    done = {"number": 0, "cursor": ""}

    def harvested(clock: str = "+0") -> dict[str, Any]:
        one.env |= {"LD_PRELOAD": str(LIBRARY), "FAKETIME": clock, "NO_FAKE_STAT": "1"}
        one.env["FAKETIME_DONT_FAKE_MONOTONIC"] = "1"
        code = TURN.format(folder=str(tmp_path), **done)
        told: dict[str, Any] = json.loads(one.python(code))
        done["number"] += 1
        done["cursor"] = told["cursor"]
        one.rows("update harvest_run set state = 'cancelled' where state = 'waiting'")
        return told

    return harvested


@pytest.mark.skipif(LIBRARY is None, reason="libfaketime is not installed")
def test_a_clock_that_jumps_skips_nothing_and_tells_nothing_twice(turn) -> None:
    first = turn()
    assert len(first["told"]) == 20
    one_more = ["1 nouveau projet\u00a0: tous les projets"]
    for number, clock in enumerate(("+365d", "+0", "-1d", "+0"), 20):
        told = turn(clock)
        assert told["told"] == [f"Projet {number}"], clock
        assert len(told["mails"]) == 1, (clock, told)
        assert told["mails"][0].startswith(one_more[0].partition(":")[0]), clock
        assert told["due"] == ["essai"], clock
    assert abs(datetime.fromisoformat(told["now"]) - timezone.now()) < HOUR


def test_moments_never_go_back(harvest_rows) -> None:
    harvest_rows()
    ahead = timezone.now() + YEAR
    Sheet.objects.filter(pk=Sheet.objects.first().pk).update(told_at=ahead)
    assert ahead < next_moment() < ahead + timedelta(seconds=1)


def test_mail_that_a_clock_ahead_put_off_goes_out_once_it_is_right(db, post) -> None:
    told = {"to": "anne@exemple.fr", "subject": "Bonjour", "text": "Bonjour", "html": "Bonjour"}
    Mail.objects.create(**told, next_try=timezone.now() + YEAR)
    Mail.objects.create(**told, next_try=timezone.now() + HOUR)  # the server failed just now
    assert send_waiting(Mail.objects) == 1
    assert len(post.mails) == 1


def test_a_call_that_a_clock_ahead_put_off_is_made_once_it_is_right(
    db, django_user_model, partner, settings
) -> None:
    user = django_user_model.objects.create_user("lea@exemple.fr", "mot de passe bien long")
    hook = Hook.objects.create(user=user, name="Essai", url="https://exemple.invalid/", params="")
    Call.objects.create(hook=hook, body="{}", next_try=timezone.now() + YEAR)
    call_programs()
    assert Call.objects.get().tries == 1


def test_a_trouble_told_by_a_clock_ahead_is_told_again(harvest_rows, post) -> None:
    harvest_rows()
    run = Run.objects.get()
    Watcher.objects.create(source=run.source, email="anne@exemple.fr")
    Run.objects.update(state=Run.State.FAILED, error="essai: it answered 500")
    Alert.objects.create(source=run.source, told="failing", times=1, told_at=timezone.now() + YEAR)
    assert watch_over() == 1
    assert watch_over() == 0


def test_the_files_of_a_night_to_come_do_not_keep_back_those_of_tonight(
    harvest_rows, monkeypatch
) -> None:
    harvest_rows()
    now = timezone.now
    with monkeypatch.context() as within:
        within.setattr(timezone, "now", lambda: now() + YEAR)
        write_edition()
        assert not edition_due(None)
    assert edition_due(None)
    write_edition()
    assert not edition_due(None)
    assert latest().created < now()


def test_nobody_is_shut_out_until_a_clock_that_was_ahead_is_right(db, monkeypatch) -> None:
    one = Limit("test", 1, HOUR).of("anne")
    now = timezone.now
    with monkeypatch.context() as within:
        within.setattr(timezone, "now", lambda: now() + YEAR)
        assert count([one]) == 0
    assert 0 < count([one]) <= HOUR.total_seconds()
    forget_old()
    assert count([one]) == 0


def test_work_aside_is_not_put_off_by_a_clock_that_was_ahead(monkeypatch) -> None:
    asked: list[datetime | None] = []
    now = timezone.now

    def needed(last: datetime | None) -> bool:
        asked.append(last)
        return last is None

    aside = Aside(["--help"], needed)
    with monkeypatch.context() as within:
        within.setattr(timezone, "now", lambda: now() + YEAR)
        aside()
    aside.end(wait=True)
    aside()
    aside.end(wait=True)
    assert asked == [None, None]
