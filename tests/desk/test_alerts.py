"""Watchers are told by e-mail when a source's health changes; a real mail server takes it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.community.post import send_waiting
from carrefour.desk.alerts import leave_token, watch_over
from carrefour.desk.models import Alert, Mail
from carrefour.harvest.models import Run, Watcher
from tests.pipeline.history import DAY, HOUR, History
from tests.post import Taken, body, post

__all__ = ["post"]
State = Run.State
WRONG = "essai: http://source.example/data: the server answered 404. Correct the address."


@pytest.fixture
def watched(history: History) -> History:
    """A source that works, and that Anne watches in French and Ben in English."""
    history.ran(State.DONE, HOUR * 20)
    Watcher.objects.create(source=history.source, email="anne@exemple.fr")
    Watcher.objects.create(source=history.source, email="ben@example.org", language="en")
    return history


def told(post: Taken, after: timedelta = timedelta()) -> list[str]:
    """Look at the sources as if so much time had passed; the subjects of what went out."""
    before = len(post.mails)
    watch_over(timezone.now() + after)
    send_waiting(Mail.objects)
    return [mail["Subject"] for mail in post.mails[before:]]


def test_a_source_that_starts_to_fail_is_told_to_each_in_their_language(watched, post) -> None:
    assert told(post) == []
    watched.ran(State.FAILED, HOUR, error=WRONG)
    assert told(post) == [
        "«\N{NO-BREAK SPACE}Source essai\N{NO-BREAK SPACE}»\N{NO-BREAK SPACE}: la moisson échoue",
        "“Source essai”: the harvest fails",
    ]
    french, english = post.mails
    assert (french["To"], english["To"]) == ("anne@exemple.fr", "ben@example.org")
    assert french["From"] == "Carrefour <carrefour@exemple.fr>"
    for kind in ("plain", "html"):
        assert "le serveur a répondu 404. Corrigez l’adresse." in body(french, kind)
        assert "the server answered 404. Correct the address." in body(english, kind)
        assert "https://carrefour.exemple.fr/sources/essai/" in body(french, kind)
        assert "https://carrefour.exemple.fr/en/sources/essai/" in body(english, kind)
        assert "Carrefour la relit de lui-même" in body(french, kind)
        assert "Carrefour reads it again by itself" in body(english, kind)
    assert not Mail.objects.exists()


def test_a_failure_that_lasts_is_told_after_a_day_then_every_week(watched, post) -> None:
    watched.ran(State.FAILED, HOUR, error=WRONG)
    assert len(told(post)) == 2
    for hours in (1, 5, 23):
        watched.ran(State.FAILED, HOUR, error=WRONG)
        assert told(post, HOUR * hours) == []
    assert len(told(post, DAY * 1.01)) == 2
    assert told(post, DAY * 3) == []
    assert told(post, DAY * 7) == []
    assert len(told(post, DAY * 8.1)) == 2
    assert told(post, DAY * 12) == []
    assert len(told(post, DAY * 15.2)) == 2


def test_a_source_that_works_again_is_told_once(watched, post) -> None:
    watched.ran(State.FAILED, HOUR * 2, error=WRONG)
    told(post)
    watched.ran(State.DONE, HOUR)
    assert [subject.rpartition(":")[2].strip() for subject in told(post)] == [
        "la moisson fonctionne de nouveau",
        "the harvest works again",
    ]
    assert "Il n’y a rien à faire." in body(post.mails[-2], "plain")
    assert told(post) == []


def test_a_source_that_comes_and_goes_is_told_once_a_day_at_most(watched, post) -> None:
    sent = 0
    for hour in range(1, 20):
        watched.ran(State.FAILED if hour % 2 else State.DONE, HOUR * (20 - hour), error=WRONG)
        sent += len(told(post, HOUR * hour))
    assert sent == 4  # that it fails and that it works again, to two people


def test_a_run_that_is_held_is_told_and_not_while_it_is_being_applied(watched, post) -> None:
    why = "9 of the 10 records that the source had are missing (more than 50%)"
    run = watched.ran(State.HELD, HOUR, held_because=why)
    subjects = told(post)
    assert "une moisson attend une décision" in subjects[0]
    assert "9 des 10 notices que la source avait manquent" in body(post.mails[0], "plain")
    assert "https://carrefour.exemple.fr/pilotage/sources/essai/" in body(post.mails[0], "plain")
    run.decided_by = "camille"
    run.save()
    assert told(post, DAY * 2) == []


def test_a_source_that_is_late_is_told(watched, post) -> None:
    assert told(post, DAY * 0.5) == []
    subjects = told(post, DAY * 1)
    assert "la moisson est en retard" in subjects[0]
    assert "la cause est chez Carrefour" in body(post.mails[0], "plain")


def test_a_fault_of_ours_is_not_told_in_detail(watched, post) -> None:
    watched.ran(State.FAILED, HOUR, error="essai: Carrefour failed (KeyError: 'x'). Report this.")
    assert len(told(post)) == 2
    assert "KeyError" not in post.mails[0].as_string()
    assert "la cause est chez Carrefour" in body(post.mails[0], "plain")


def test_a_title_can_forge_neither_header_nor_markup(watched, post) -> None:
    watched.source.title = "A\r\nBcc: x@y.fr <script>alert(1)</script>"
    watched.source.save()
    watched.ran(State.FAILED, HOUR, error="essai: <img src=x>")
    assert len(told(post)) == 2
    mail = post.mails[0]
    assert mail["Bcc"] is None
    assert "<script>" not in body(mail, "html")
    assert "<img" not in body(mail, "html")
    assert "<img src=x>" in body(mail, "plain")


def test_nobody_is_told_of_a_source_that_nobody_watches(history, post) -> None:
    history.ran(State.FAILED, HOUR, error=WRONG)
    assert told(post) == []


def test_without_a_mail_server_nothing_counts_as_told(watched, post, settings) -> None:
    host, settings.EMAIL_HOST = settings.EMAIL_HOST, ""
    watched.ran(State.FAILED, HOUR, error=WRONG)
    assert told(post) == []
    assert not Mail.objects.exists()
    settings.EMAIL_HOST = host
    assert len(told(post)) == 2


def test_mail_that_cannot_go_out_is_tried_again_ever_later(watched, post, settings, caplog) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    watched.ran(State.FAILED, HOUR, error=WRONG)
    assert told(post) == []
    assert "tried again later" in caplog.text
    assert [mail.tries for mail in Mail.objects.order_by("pk")] == [1, 0]
    assert send_waiting(Mail.objects) == 0
    waits = [m.next_try > timezone.now() for m in Mail.objects.order_by("pk")]
    assert waits == [True, True]
    settings.EMAIL_PORT = port
    Mail.objects.update(next_try=timezone.now())
    assert send_waiting(Mail.objects) == 2
    assert len(post.mails) == 2


def test_mail_is_given_up_after_some_days(watched, post, settings, caplog) -> None:
    settings.EMAIL_PORT = 1
    watched.ran(State.FAILED, HOUR, error=WRONG)
    told(post)
    Mail.objects.update(made_at=timezone.now() - Mail.LASTS - HOUR, next_try=timezone.now())
    send_waiting(Mail.objects)
    assert Mail.objects.count() == 1  # the server failed at the first: the other was not tried
    assert "given up" in caplog.text


def test_an_address_that_does_not_exist_keeps_none_from_the_others(watched, post, caplog) -> None:
    post.refuse["anne@exemple.fr"] = "550 no such mailbox"
    watched.ran(State.FAILED, HOUR, error=WRONG)
    assert told(post) == ["“Source essai”: the harvest fails"]
    assert not Mail.objects.exists()
    assert "the address is refused (550)" in caplog.text
    assert "anne" not in caplog.text


def test_an_address_that_is_busy_is_tried_again(watched, post) -> None:
    post.refuse["anne@exemple.fr"] = "451 greylisted"
    watched.ran(State.FAILED, HOUR, error=WRONG)
    assert len(told(post)) == 1
    post.refuse.clear()
    Mail.objects.update(next_try=timezone.now())
    assert send_waiting(Mail.objects) == 1


def test_each_mail_has_a_link_to_leave_that_needs_no_account(watched, post) -> None:
    watched.ran(State.FAILED, HOUR, error=WRONG)
    told(post)
    mail = post.mails[1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip(" <>")
    assert address.startswith("https://carrefour.exemple.fr/en/alerts/")
    assert address in body(mail, "plain")
    assert address in body(mail, "html")
    path = address.removeprefix("https://carrefour.exemple.fr")
    reader = Client(enforce_csrf_checks=True)
    page = reader.get(path)
    assert "Stop being told" in page.content.decode()
    assert not page.cookies
    assert Watcher.objects.count() == 2  # a mail program that opens links takes no one off
    done = reader.post(path, {"List-Unsubscribe": "One-Click"})
    assert "You will not be told any more" in done.content.decode()
    assert [watcher.email for watcher in Watcher.objects.all()] == ["anne@exemple.fr"]
    assert reader.post(path).status_code == 404


def test_leaving_takes_back_the_mail_that_waits(watched, post, settings) -> None:
    settings.EMAIL_PORT = 1
    watched.ran(State.FAILED, HOUR, error=WRONG)
    told(post)
    Client().post(f"/alertes/{leave_token(Watcher.objects.get(language='fr'))}/")
    assert [mail.watcher.email for mail in Mail.objects.all()] == ["ben@example.org"]


def test_a_forged_link_takes_no_one_off(client, watched) -> None:
    token = leave_token(Watcher.objects.first())
    other = re.sub(r"^\d+", lambda m: str(int(m[0]) + 1), token)
    for forged in (other, token[:-1], "1", "x:y:z"):
        assert client.post(f"/alertes/{forged}/").status_code == 404
    assert Watcher.objects.count() == 2


def test_the_worker_tells_what_broke_in_its_own_harvest(installation, partner, post) -> None:
    port = settings_port()
    installation.env |= {
        "CARREFOUR_ALLOW_PRIVATE": partner.url.removeprefix("http://"),
        "CARREFOUR_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "CARREFOUR_SITE_URL": "https://carrefour.exemple.fr",
    }
    schedule = {"schedule": "every day"}
    installation.declare("essai", {"url": f"{partner.url}/absent"}, watch=schedule)
    installation.run("source", "watch", "essai", "anne@exemple.fr")
    installation.run("worker", "--once")
    assert [mail["To"] for mail in post.mails] == ["anne@exemple.fr"]
    assert "le serveur a répondu 404" in body(post.mails[0], "plain")


def settings_port() -> int:
    from django.conf import settings

    return int(settings.EMAIL_PORT)


def test_two_workers_write_once(watched, post, monkeypatch) -> None:
    watched.ran(State.FAILED, HOUR, error=WRONG)
    stale = Alert.objects.create(source=watched.source)
    assert watch_over() == 2
    from carrefour.desk import alerts
    from carrefour.pipeline.health import condition

    assert alerts._tell(stale, condition("essai"), told="failing", told_at=timezone.now()) == 0
    assert Mail.objects.count() == 2
