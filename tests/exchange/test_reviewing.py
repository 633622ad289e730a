"""What is held or complained of is decided on by those who look after it, and by nobody else."""

from __future__ import annotations

import pytest

from carrefour.community.models import Act, Mandate
from carrefour.exchange.calling import call_reviewers
from carrefour.exchange.complaining import forget_complaints
from carrefour.exchange.discussing import write as post_in
from carrefour.exchange.models import Community, Complaint, Letter, Reach, Thread
from tests.community.conftest import delivered, link
from tests.exchange.conftest import browser, made, page
from tests.exchange.test_messages import TEXT, first
from tests.post import body


@pytest.fixture
def held(ben) -> Letter:
    """A letter of a new account with a link in it, to Ben."""
    Reach.objects.create(user=ben, in_person=True)
    new = made("neo@exemple.fr", "Néo", days=1)
    return first(new, ben, f"{TEXT} Voyez https://a.example/").letters.get()


def test_an_operator_lets_a_held_letter_go_once(held, ben, operator, post) -> None:
    desk = browser(operator)
    assert "Voyez" in page(desk, "/echanges/a-relire/")
    assert "Échanges à relire" in page(desk, "/pilotage/")
    assert "Échanges à relire" in page(desk, "/compte/")
    path = f"/echanges/messages/{held.pk}/"
    desk.post(path, {"go": "1"})
    assert desk.post(path, {"go": "1"}).status_code == 404
    assert [mail["To"] for mail in delivered(post)] == ["ben@exemple.fr"]
    assert "Voyez" in page(browser(ben), f"/messages/lire/{held.thread.key}/")
    assert Act.objects.get().what == "exchange.letter-released"


def test_an_operator_deletes_a_held_letter_with_its_empty_conversation(held, operator) -> None:
    browser(operator).post(f"/echanges/messages/{held.pk}/", {"drop": "1"})
    assert not Thread.objects.exists()


def test_nobody_else_reads_or_decides(held, ben, zoe) -> None:
    Mandate.objects.create(user=zoe, theme="AGR")  # moderates a theme: no conversation lies in it
    for user in (ben, zoe):
        client = browser(user)
        assert client.post(f"/echanges/messages/{held.pk}/", {"go": "1"}).status_code == 404
    page(browser(ben), "/echanges/a-relire/", 403)
    assert "Voyez" not in page(browser(zoe), "/echanges/a-relire/")
    assert "Échanges à relire" not in page(browser(ben), "/compte/")
    assert browser().get("/echanges/a-relire/").status_code == 302
    assert Letter.objects.get().held


def test_a_complaint_that_holds_has_all_its_author_writes_read_first(
    lea, ben, zoe, operator
) -> None:
    Reach.objects.create(user=ben, in_person=True)
    letter = first(lea, ben, "Des insultes.").letters.get()
    path = f"/messages/lire/{letter.thread.key}/"
    browser(ben).post(f"{path}signaler/{letter.pk}/", {"why": "Voyez vous-même."})
    complaint = Complaint.objects.get()
    desk = browser(operator)
    told = page(desk, "/echanges/a-relire/")
    assert "Des insultes." in told
    assert "Voyez vous-même." in told
    decision = f"/echanges/abus/{complaint.pk}/"
    assert browser(zoe).post(decision, {"uphold": "1"}).status_code == 404
    desk.post(decision, {"uphold": "1"})
    assert desk.post(decision).status_code == 404
    browser(lea).post(path, {"text": "Pardon."})
    assert Letter.objects.get(text="Pardon.").held
    forget_complaints()
    assert Complaint.objects.exists()
    assert {act.what for act in Act.objects.all()} == {"exchange.complained", "exchange.upheld"}


def test_a_complaint_that_does_not_hold_changes_nothing(lea, ben, operator) -> None:
    Reach.objects.create(user=ben, in_person=True)
    letter = first(lea, ben).letters.get()
    path = f"/messages/lire/{letter.thread.key}/"
    browser(ben).post(f"{path}signaler/{letter.pk}/", {"why": "Je ne l’aime pas."})
    browser(operator).post(f"/echanges/abus/{Complaint.objects.get().pk}/")
    browser(lea).post(path, {"text": "Bonne journée."})
    assert not Letter.objects.get(text="Bonne journée.").held


def test_those_for_whom_something_waits_are_called_once_a_day(held, operator, zoe, post) -> None:
    Mandate.objects.create(user=zoe, theme="AGR")  # nothing waits in that theme
    assert (call_reviewers(), call_reviewers()) == (1, 0)
    mail = next(mail for mail in delivered(post) if mail["To"] == operator.email)
    assert "1 chose attend votre regard" in body(mail, "plain")
    assert link(mail, "/echanges/") == "/echanges/a-relire/"


def test_a_moderator_decides_nothing_about_what_they_wrote_themselves(site, lea, zoe) -> None:
    one = Community.objects.create(
        slug="jardins", name="Jardins", purpose="Oui.", theme="AGR", state="open"
    )
    Mandate.objects.create(user=zoe, theme="AGR")
    written = post_in(one, zoe, "Une moquerie.")
    browser(lea).post(f"/communautes/jardins/discussion/{written.key}/signaler/", {"why": "Voyez."})
    complaint = Complaint.objects.get()
    assert "Une moquerie." not in page(browser(zoe), "/echanges/a-relire/")
    assert browser(zoe).post(f"/echanges/abus/{complaint.pk}/").status_code == 404
    more = post_in(one, zoe, "Encore une.")
    assert more.held
    path = f"/communautes/jardins/discussion/{more.key}/paraitre/"
    assert browser(zoe).post(path).status_code == 404
    other = made("mod@exemple.fr", "Maud")
    Mandate.objects.create(user=other, theme="AGR")
    browser(other).post(path)
    more.refresh_from_db()
    assert not more.held
