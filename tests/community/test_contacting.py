"""A visitor writes to those behind a sheet through the site; no address is shown to anyone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.catalogue.models import Sheet, Source
from carrefour.community.contacting import (
    FORGOTTEN,
    KEPT,
    OF_AN_EMAIL,
    forget_messages,
    holds_link,
)
from carrefour.community.models import Holding, Mail, Message, User
from carrefour.harvest.models import Watcher
from tests.community.conftest import EMAIL, delivered, link, page_of
from tests.post import body

LEA = "lea@exemple.fr"
TEXT = "Bonjour, je voudrais venir aider au jardin le samedi. Est-ce possible ?"
PUBLIC = {"name": "Jeanne", "email": "jardin@exemple.fr", "phone": ""}


@pytest.fixture
def sheet(harvest_rows, post, operator) -> Sheet:
    """A sheet without a contact of its own, whose source nobody watches."""
    harvest_rows()
    return Sheet.objects.get(title="Le Jardin partagé")


@pytest.fixture
def visitor() -> Client:
    """A browser without cookies, whose forms are held to the rules."""
    return Client(enforce_csrf_checks=True)


def write(visitor, sheet: Sheet, **more: str):
    told = {"name": "Léa", "email": LEA, "text": TEXT, "website": "", **more}
    return visitor.post(f"/ecrire/{sheet.pk}/", told)


def sent(visitor, post, sheet: Sheet, **more: str) -> list:
    """Write, confirm, and what arrives at those behind the sheet."""
    write(visitor, sheet, **more)
    (asked,) = delivered(post)
    visitor.post(link(asked, "/confirmer/"))
    return delivered(post)


def test_a_message_goes_first_to_who_holds_the_sheet_without_their_address_being_shown(
    visitor, sheet, post
) -> None:
    holder = User.objects.create_user("ines@exemple.fr", None, name="Inès")
    Holding.objects.create(user=holder, sheet=sheet.pk)
    form = visitor.get(f"/ecrire/{sheet.pk}/").content.decode()
    assert "personne du projet qui tient cette fiche" in form
    assert "ines@exemple.fr" not in form
    (mail,) = sent(visitor, post, sheet)
    assert mail["To"] == "ines@exemple.fr"
    assert TEXT in body(mail, "plain")


def test_the_page_of_a_sheet_leads_to_the_form(visitor, sheet) -> None:
    page = visitor.get(page_of(sheet.title)).content.decode()
    assert f'href="/ecrire/{sheet.pk}/"' in page
    form = visitor.get(f"/ecrire/{sheet.pk}/")
    assert "équipe de ce site" in form.content.decode()
    assert not form.cookies


def test_a_message_goes_once_its_sender_confirms_it_from_their_mail(visitor, post, sheet) -> None:
    answer = write(visitor, sheet)
    assert "Regardez vos courriels" in answer.content.decode()
    (asked,) = delivered(post)
    assert asked["To"] == LEA
    assert TEXT not in asked.as_string()  # it may go to someone who never wrote
    assert "Léa" not in body(asked, "plain")
    path = link(asked, "/confirmer/")
    assert TEXT in visitor.get(path).content.decode()
    assert delivered(post) == []
    visitor.post(path)
    visitor.post(path)
    (mail,) = delivered(post)
    assert mail["To"] == EMAIL
    assert mail["Subject"] == "Un message à propos de Le Jardin partagé"
    assert TEXT in body(mail, "plain")
    assert TEXT in body(mail, "html")
    assert "Léa vous écrit" in body(mail, "plain")
    assert link(mail, "/fiches/") == page_of(sheet.title)
    assert mail["Auto-Submitted"] == "no"


def test_the_address_of_the_sender_is_given_with_their_consent_alone(visitor, post, sheet) -> None:
    (mail,) = sent(visitor, post, sheet)
    assert mail["Reply-To"] is None
    assert LEA not in mail.as_string()
    assert "vous ne pouvez pas lui répondre" in body(mail, "plain")
    (mail,) = sent(visitor, post, sheet, answerable="1")
    assert mail["Reply-To"] == LEA
    assert mail["From"] == "Carrefour <carrefour@exemple.fr>"


def test_it_goes_to_the_public_contact_else_to_the_source_else_to_the_operators(
    visitor, post, sheet
) -> None:
    assert [mail["To"] for mail in sent(visitor, post, sheet)] == [EMAIL]
    source = Source.objects.get()
    Watcher.objects.create(source=source, email="source@exemple.fr")
    Watcher.objects.create(source=source, email="source@example.org", language="en")
    french, english = sent(visitor, post, sheet)
    assert (french["To"], english["To"]) == ("source@exemple.fr", "source@example.org")
    assert "A message about" in english["Subject"]
    Sheet.objects.update(contact=PUBLIC)
    assert [mail["To"] for mail in sent(visitor, post, sheet)] == ["jardin@exemple.fr"]
    form = visitor.get(f"/ecrire/{sheet.pk}/").content.decode()
    assert "jardin@exemple.fr" not in form
    assert "contact que ce projet a rendu public" in form
    Sheet.objects.update(contact={"email": "x@y\nBcc: a@b.fr"})
    assert len(sent(visitor, post, sheet)) == 2


def test_where_nobody_can_be_reached_no_form_is_shown(visitor, sheet, settings) -> None:
    User.objects.all().delete()
    assert "ne peut pas transmettre" in visitor.get(f"/ecrire/{sheet.pk}/").content.decode()
    assert write(visitor, sheet).status_code == 200
    assert not Message.objects.exists()
    settings.EMAIL_HOST = ""
    assert "/ecrire/" not in visitor.get(page_of(sheet.title)).content.decode()


def test_a_message_with_a_link_waits_for_an_operator(visitor, post, sheet, operator) -> None:
    assert sent(visitor, post, sheet, text=f"{TEXT} Voyez http://a.example/") == []
    desk = Client()
    desk.force_login(operator)
    assert "<b>1</b> <span>message à lire</span>" in desk.get("/pilotage/").content.decode()
    page = desk.get("/pilotage/messages/").content.decode()
    assert "Voyez http://a.example/" in page
    message = Message.objects.get()
    desk.post(f"/pilotage/messages/{message.pk}/", {"send": "1"})
    assert desk.post(f"/pilotage/messages/{message.pk}/", {"send": "1"}).status_code == 404
    assert [mail["To"] for mail in delivered(post)] == [EMAIL]
    assert "message à lire" not in desk.get("/pilotage/").content.decode()


def test_an_operator_deletes_a_message_that_waits(visitor, post, sheet, operator) -> None:
    assert sent(visitor, post, sheet, name="www.a.example") == []
    desk = Client()
    desk.force_login(operator)
    desk.post(f"/pilotage/messages/{Message.objects.get().pk}/", {"delete": "1"})
    assert not Message.objects.exists()
    assert delivered(post) == []


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Écrivez-moi à lea@exemple.fr", False),
        ("le 12.03 à 18.30, rue de l’Est. Merci", False),
        ("www.exemple", True),
        ("HTTPS://x", True),
        ("promo.com", True),
        ("<a href=x>", True),
    ],
)
def test_what_leads_away_is_a_link(text: str, held: bool) -> None:
    assert holds_link(text) is held


def test_a_receiver_tells_of_an_abuse_and_the_next_message_is_held(
    visitor, post, sheet, operator
) -> None:
    (mail,) = sent(visitor, post, sheet)
    path = link(mail, "/abus/")
    visitor.get(path)
    assert Message.objects.get().reported_at is None
    assert "Merci" in visitor.post(path).content.decode()
    assert sent(visitor, post, sheet) == []
    desk = Client()
    desk.force_login(operator)
    assert "signalé comme abus" in desk.get("/pilotage/messages/").content.decode()
    one = Message.objects.exclude(reported_at=None).get()
    desk.post(f"/pilotage/messages/{one.pk}/", {"harmless": "1"})
    assert len(sent(visitor, post, sheet)) == 1
    assert visitor.post("/ecrire/abus/1:x/").status_code == 404


def test_nothing_is_kept_for_longer_than_it_serves(visitor, post, sheet) -> None:
    sent(visitor, post, sheet)
    write(visitor, sheet, email="ben@exemple.fr")
    now = timezone.now()
    forget_messages()
    assert Message.objects.count() == 2
    Message.objects.update(made_at=now - FORGOTTEN - timedelta(hours=1))
    forget_messages()
    assert [one.email for one in Message.objects.all()] == [LEA]
    Message.objects.update(made_at=now - KEPT - timedelta(hours=1))
    forget_messages()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "more", [{"name": " "}, {"email": "lea"}, {"text": "Court"}, {"text": "\u200b" * 50}]
)
def test_what_is_incomplete_is_refused_in_words(visitor, sheet, more: dict[str, str]) -> None:
    answer = write(visitor, sheet, **more)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Message.objects.exists()


def test_machines_and_those_who_write_too_much_send_nothing(visitor, post, sheet) -> None:
    assert write(visitor, sheet, website="x").status_code == 200
    assert not Message.objects.exists()
    for _ in range(OF_AN_EMAIL.most):
        last = write(visitor, sheet)
    assert last.status_code == 429
    assert int(last["Retry-After"]) > 0
    assert Message.objects.count() == OF_AN_EMAIL.most - 1


def test_what_is_typed_can_forge_neither_header_nor_markup(visitor, post, sheet) -> None:
    Sheet.objects.update(title="A\r\nBcc: x@y.fr <b>")
    name = "Léa\r\nBcc: x@y.fr <script>"
    (mail,) = sent(visitor, post, sheet, name=name, text=f"<script>alert(1)</script> {TEXT}")
    assert mail["Bcc"] is None
    assert "<script>" not in body(mail, "html")
    assert "<b>" not in body(mail, "html")
    assert "<script>alert(1)</script>" in body(mail, "plain")


def test_a_forged_link_or_one_of_a_message_that_is_gone_sends_nothing(visitor, post, sheet) -> None:
    write(visitor, sheet)
    path = link(delivered(post)[0], "/confirmer/")
    assert visitor.post(path[:-2] + "x/").status_code == 404
    Message.objects.all().delete()
    assert visitor.post(path).status_code == 404
    assert not Mail.objects.exists()


def test_a_page_of_another_site_cannot_post_the_form(visitor, sheet) -> None:
    told = {"name": "Léa", "email": LEA, "text": TEXT}
    away = {"Sec-Fetch-Site": "cross-site"}
    assert visitor.post(f"/ecrire/{sheet.pk}/", told, headers=away).status_code == 403
    assert visitor.get("/ecrire/rien/").status_code == 404
