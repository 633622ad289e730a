"""The newsletter: confirmed by mail, left with one click, sent once to everyone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from carrefour.collection.models import Collection
from carrefour.community.post import send_waiting
from carrefour.editorial import issues
from carrefour.editorial.models import Issue, IssueMail, Subscriber
from carrefour.editorial.subscribing import FORGOTTEN, forget_unconfirmed
from tests.community.conftest import delivered, link
from tests.editorial.test_news import write
from tests.post import body

NEW = "/redaction/lettres/nouvelle/"


def ask(client, email: str = "zoe@exemple.fr", **more: str):
    return client.post("/lettre/", {"email": email, **more})


def subscribers(number: int) -> None:
    now = timezone.now() - timedelta(days=1)
    Subscriber.objects.bulk_create(
        Subscriber(
            email=f"n{n}@exemple.fr", confirmed_at=now, language="en" if n % 3 == 0 else "fr"
        )
        for n in range(number)
    )


def compose(desk, **changes) -> Issue:
    form = {"subject": "La lettre d’hiver", "text": "Bonjour **à vous**.", **changes}
    assert desk.post(NEW, form).status_code == 302
    return Issue.objects.first()


def send_all() -> None:
    while Issue.objects.filter(state="leaving").exists() or IssueMail.objects.exists():
        issues.write_issues()
        IssueMail.objects.update(next_try=timezone.now())
        send_waiting(IssueMail.objects)


def test_an_address_confirms_receives_and_leaves_with_one_click(client, site, post) -> None:
    assert ask(client).status_code == 200
    (mail,) = delivered(post)
    confirm = link(mail, "/confirmer/")
    client.get(confirm)  # mail programs open links by themselves
    assert Subscriber.objects.get().confirmed_at is None
    client.post(confirm)
    assert Subscriber.objects.get().confirmed_at
    ask(client)
    (again,) = delivered(post)
    leave = link(again, "/arreter/")
    client.get(leave)
    assert Subscriber.objects.exists()
    client.post(leave, {"List-Unsubscribe": "One-Click"})
    assert not Subscriber.objects.exists()
    assert client.get(leave).status_code == 404
    assert client.get(confirm).status_code == 404
    assert not client.cookies


def test_nobody_learns_from_the_site_who_receives_the_newsletter(client, site, post) -> None:
    Subscriber.objects.create(email="zoe@exemple.fr", confirmed_at=timezone.now())
    known = ask(client, "zoe@exemple.fr").content.decode()
    unknown = ask(client, "lou@exemple.fr").content.decode()
    assert known.replace("zoe@", "lou@") == unknown


def test_a_stranger_cannot_flood_an_address_nor_a_machine_subscribe(client, site, post) -> None:
    for _ in range(6):
        assert ask(client).status_code == 200
    assert len(delivered(post)) == 3
    ask(client, "robot@exemple.fr", website="http://x")
    assert not Subscriber.objects.filter(email="robot@exemple.fr").exists()
    answers = [ask(client, f"a{n}@exemple.fr").status_code for n in range(20)]
    assert answers[-1] == 429
    assert ask(client, "pas une adresse").status_code == 422


def test_another_site_cannot_subscribe_anyone(client, site, post) -> None:
    answer = client.post(
        "/lettre/", {"email": "zoe@exemple.fr"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403


def test_who_does_not_confirm_is_forgotten(client, site, post) -> None:
    ask(client)
    Subscriber.objects.update(asked_at=timezone.now() - FORGOTTEN - timedelta(hours=1))
    forget_unconfirmed()
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("token", ["x", "1:2:3", "é", "1" * 500])
def test_a_false_link_does_nothing(client, site, token) -> None:
    for what in ("confirmer", "arreter"):
        assert client.get(f"/lettre/{what}/{token}/").status_code == 404
        assert client.post(f"/lettre/{what}/{token}/").status_code == 404


def test_an_issue_tells_news_and_projects_and_is_tried_on_oneself(
    desk, harvest_rows, post, writer
) -> None:
    harvest_rows()
    article = write(desk)
    page = desk.get(NEW).content.decode()
    sheet = re.search(r'name="sheet" value="([^"]+)"', page)[1]
    issue = compose(desk, article=str(article.pk), sheet=sheet)
    shown = desk.get(f"/redaction/lettres/{issue.pk}/apercu/fr/")
    assert "sandbox" in shown["Content-Security-Policy"]
    desk.post(f"/redaction/lettres/{issue.pk}/essai/")
    (mail,) = delivered(post)
    assert mail["To"] == writer.email
    assert article.title in body(mail, "html")
    assert f"/actualites/{article.slug}/" in body(mail, "plain")
    assert "<strong>à vous</strong>" in body(mail, "html")
    assert issue.state == Issue.State.DRAFT


def test_an_issue_reaches_each_reader_once_in_their_language(desk, post) -> None:
    subscribers(130)
    Subscriber.objects.create(email="jamais@exemple.fr")
    issue = compose(desk, subject_en="The winter letter", text_en="Hello.")
    desk.post(f"/redaction/lettres/{issue.pk}/envoyer/")
    assert Issue.objects.get().state == "draft"  # the box was not ticked
    for _ in range(2):
        desk.post(f"/redaction/lettres/{issue.pk}/envoyer/", {"sure": "1"})
    send_all()
    to = [mail["To"] for mail in post.mails]
    assert sorted(to) == sorted({f"n{n}@exemple.fr" for n in range(130)})
    one = next(mail for mail in post.mails if mail["To"] == "n3@exemple.fr")
    assert one["Subject"] == "The winter letter"
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    told = Issue.objects.get()
    assert (told.state, told.written) == ("sent", 130)
    assert not IssueMail.objects.exists()


def test_an_issue_tells_of_collections_to_each_reader_in_their_language(desk, post) -> None:
    Collection.objects.create(title="Jardins", visibility="public", published_at=timezone.now())
    Collection.objects.create(title="Secrète", visibility="private")
    page = desk.get(NEW).content.decode()
    assert "Secrète" not in page
    path = re.search(r'name="further" value="([^"]+)"', page)[1]
    issue = compose(desk, further=[path, "/compte/", "https://ailleurs.exemple/"])
    assert issue.further == [["Jardins", path]]
    subscribers(2)
    desk.post(f"/redaction/lettres/{issue.pk}/envoyer/", {"sure": "1"})
    send_all()
    told = {mail["To"]: body(mail, "plain") for mail in post.mails}
    assert f"https://carrefour.exemple.fr{path}" in told["n1@exemple.fr"]
    assert f"https://carrefour.exemple.fr/en{path}" in told["n0@exemple.fr"]


def test_who_leaves_while_it_goes_out_receives_nothing_more(desk, client, post) -> None:
    subscribers(3)
    issue = compose(desk)
    desk.post(f"/redaction/lettres/{issue.pk}/envoyer/", {"sure": "1"})
    issues.write_issues()
    leave = re.search(r"https://[^/]+(/\S+)>", IssueMail.objects.last().headers["List-Unsubscribe"])
    client.post(leave[1])
    send_all()
    assert len(post.mails) == 2


def test_an_issue_that_left_is_changed_no_more(desk, post) -> None:
    issue = compose(desk)
    desk.post(f"/redaction/lettres/{issue.pk}/envoyer/", {"sure": "1"})
    desk.post(f"/redaction/lettres/{issue.pk}/", {"subject": "Autre", "text": "Autre"})
    assert Issue.objects.get().subject == "La lettre d’hiver"
    assert desk.post(f"/redaction/lettres/{issue.pk}/supprimer/").status_code == 404


def test_nobody_has_the_addresses_of_the_readers_out_of_the_desk(desk, post) -> None:
    subscribers(4)
    issue = compose(desk)
    for path in ("", "lettres/", f"lettres/{issue.pk}/", f"lettres/{issue.pk}/apercu/fr/"):
        page = desk.get(f"/redaction/{path}").content.decode()
        assert "n1@exemple.fr" not in page
    assert "<dd>2</dd>" in desk.get("/redaction/lettres/").content.decode()


def test_without_a_mail_server_nothing_is_asked_or_sent(client, desk, settings) -> None:
    settings.EMAIL_HOST = ""
    page = client.get("/lettre/").content.decode()
    assert 'name="email"' not in page
    ask(client)
    assert not Subscriber.objects.exists()
    assert issues.write_issues() == 0
