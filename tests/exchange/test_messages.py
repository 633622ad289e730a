"""People write to one another through the site; no address is seen but of those who show theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.catalogue.models import Organisation
from carrefour.community.models import Mail, Membership, User
from carrefour.exchange.conversing import BEGUN, BEGUN_BY_NEW, KEPT, forget_threads
from carrefour.exchange.models import Complaint, Letter, Party, Reach, Thread
from carrefour.exchange.reaching import reach_of
from tests.community.conftest import delivered, link
from tests.exchange.conftest import browser, made, page
from tests.post import body

TEXT = "Bonjour Ben, ton atelier m’intéresse. On se parle ?"


@pytest.fixture
def open_ben(ben) -> User:
    """Ben, who accepts messages."""
    Reach.objects.create(user=ben, in_person=True)
    return ben


def first(by: User, to: User, text: str = TEXT, **more: str) -> Thread:
    """The conversation that begins when ``by`` writes to ``to``."""
    told = {"subject": "Ton atelier", "text": text, **more}
    answer = browser(by).post(f"/messages/personne/{to.reach.key}/", told)
    assert answer.status_code == 302, answer.content.decode()
    return Thread.objects.get(key=answer["Location"].split("/")[-2])


def test_a_letter_reaches_one_who_accepts_by_mail_and_in_their_account(lea, open_ben, post) -> None:
    thread = first(lea, open_ben)
    (mail,) = delivered(post)
    assert mail["To"] == "ben@exemple.fr"
    assert mail["Subject"] == "Un message de Léa"
    assert TEXT in body(mail, "plain")
    assert "lea@" not in mail.as_string()
    assert "List-Unsubscribe" in mail
    path = link(mail, "/messages/lire/")
    assert path == f"/messages/lire/{thread.key}/"
    his = browser(open_ben)
    assert '<b class="count">1</b>' in page(his, "/messages/")
    told = page(his, path)
    assert TEXT in told
    assert "lea@" not in told
    assert '<b class="count">' not in page(his, "/messages/")
    his.post(path, {"text": "Avec plaisir."})
    (mail,) = delivered(post)
    assert mail["To"] == "lea@exemple.fr"
    assert "ben@" not in mail.as_string()
    assert "Avec plaisir." in page(browser(lea), path)


def test_one_who_shows_their_address_is_the_only_one_whose_address_is_seen(lea, open_ben) -> None:
    path = f"/messages/lire/{first(lea, open_ben).key}/"
    browser(lea).post(f"{path}adresse/", {"show": "1"})
    his, hers = page(browser(open_ben), path), page(browser(lea), path)
    assert "lea@exemple.fr" in his
    assert "ben@exemple.fr" not in hers
    browser(lea).post(f"{path}adresse/")
    assert "lea@exemple.fr" not in page(browser(open_ben), path)


def test_while_letters_stay_unread_one_mail_is_enough(lea, open_ben, post) -> None:
    thread = first(lea, open_ben)
    path = f"/messages/lire/{thread.key}/"
    browser(lea).post(path, {"text": "J’oubliais : mardi ?"})
    assert len(delivered(post)) == 1
    page(browser(open_ben), path)
    browser(lea).post(path, {"text": "Ou mercredi."})
    assert len(delivered(post)) == 1
    Party.objects.filter(user=open_ben).update(told_at=timezone.now() - timedelta(days=2))
    browser(lea).post(path, {"text": "Ou jeudi."})
    assert len(delivered(post)) == 1


def test_one_who_never_accepted_cannot_be_found_nor_told_from_nobody(lea, ben) -> None:
    key = reach_of(ben).key
    hers = browser(lea)
    closed = page(hers, f"/messages/personne/{key}/", 404)
    assert closed.replace(key, "personne-ici") == page(
        hers, "/messages/personne/personne-ici/", 404
    )
    assert page(hers, f"/messages/personne/{ben.pk}/", 404)
    assert not Thread.objects.exists()


def test_one_says_who_may_write_and_changes_their_mind(ben, lea) -> None:
    his = browser(ben)
    page(his, "/messages/reglages/")
    his.post("/messages/reglages/", {"in_person": "on"})
    key = Reach.objects.get(user=ben).key
    assert key in page(his, "/messages/reglages/")
    assert "Écrire à Ben" in page(browser(lea), f"/messages/personne/{key}/")
    his.post("/messages/reglages/", {})
    page(browser(lea), f"/messages/personne/{key}/", 404)


def test_a_conversation_is_nobodys_but_of_those_who_take_part(lea, open_ben, zoe, operator) -> None:
    thread = first(lea, open_ben)
    letter, his = thread.letters.get(), thread.parties.get(user=open_ben)
    path = f"/messages/lire/{thread.key}/"
    own = [path, f"{path}quitter/", f"{path}bloquer/{his.pk}/", f"{path}signaler/{letter.pk}/"]
    for other in (zoe, operator):
        client = browser(other)
        for one in own:
            page(client, one, 404)
            assert client.post(one, {"text": "Coucou", "why": "Curieux"}).status_code == 404
        assert client.post(f"{path}adresse/", {"show": "1"}).status_code == 404
        assert "Ton atelier" not in page(client, "/messages/")
    for one in own:
        assert Client().get(one)["Location"].startswith("/compte/connexion/")
    assert Letter.objects.count() == 1
    assert Party.objects.count() == 2
    elsewhere = first(zoe, open_ben).letters.get()
    page(browser(open_ben), f"{path}signaler/{elsewhere.pk}/", 404)


def test_what_is_typed_is_shown_as_it_was_typed_and_runs_nowhere(lea, open_ben, post) -> None:
    hostile = '<script>alert(1)</script> "><img src=x onerror=alert(1)> javascript:alert(1)'
    User.objects.filter(pk=lea.pk).update(name="<b>Léa</b>\r\nBcc: x@y.fr")
    lea.refresh_from_db()
    thread = first(
        lea, open_ben, hostile + " https://exemple.fr/?a=1&b='\"", subject="<i>Objet</i>"
    )
    told = page(browser(open_ben), f"/messages/lire/{thread.key}/")
    for wrong in ("<script>alert", "<img src=x", "<b>Léa", "<i>Objet", 'href="javascript'):
        assert wrong not in told
    assert 'href="https://exemple.fr/?a=1' in told
    assert 'rel="nofollow"' in told
    (mail,) = delivered(post)
    assert mail["Bcc"] is None
    assert "<script>alert" not in body(mail, "html")


def test_who_is_blocked_writes_no_more_and_does_not_learn_why(lea, open_ben, zoe) -> None:
    thread = first(lea, open_ben)
    path = f"/messages/lire/{thread.key}/"
    other = thread.parties.get(user=lea)
    his, hers = browser(open_ben), browser(lea)
    page(his, f"{path}bloquer/{other.pk}/")
    his.post(f"{path}bloquer/{other.pk}/")
    assert "Cette conversation est close" in page(hers, path)
    hers.post(path, {"text": "Pourquoi ?"})
    assert Letter.objects.count() == 1
    page(hers, f"/messages/personne/{open_ben.reach.key}/", 404)
    assert "Écrire à Ben" in page(browser(zoe), f"/messages/personne/{open_ben.reach.key}/")
    settings = page(his, "/messages/reglages/")
    assert "Débloquer" in settings
    block = open_ben.blocks.get()
    hers.post(f"/messages/reglages/debloquer/{block.pk}/")  # not theirs to take back
    assert open_ben.blocks.exists()
    his.post(f"/messages/reglages/debloquer/{block.pk}/")
    hers.post(path, {"text": "Merci."})
    assert Letter.objects.count() == 2


def test_a_letter_to_an_organisation_goes_to_its_approved_members_who_agreed(
    lea, ben, zoe, post, harvest_rows
) -> None:
    harvest_rows()
    one = Organisation.objects.get(pk="essai-org")
    now = timezone.now()
    closed = made("max@exemple.fr", "Max")
    for user, approved in ((ben, now), (zoe, None), (closed, now)):
        Membership.objects.create(user=user, organisation=one, approved_at=approved)
    hers = browser(lea)
    assert "Écrire à cette organisation" not in page(hers, "/organisations/essai-org/")
    page(hers, "/messages/organisation/essai-org/", 404)
    for user in (ben, zoe):
        Reach.objects.create(user=user, for_organisations=True)
    assert "/messages/organisation/essai-org/" in page(hers, "/organisations/essai-org/")
    assert "Votre message ira à la personne" in page(hers, "/messages/organisation/essai-org/")
    hers.post("/messages/organisation/essai-org/", {"subject": "Bonjour", "text": TEXT})
    assert [mail["To"] for mail in delivered(post)] == ["ben@exemple.fr"]
    path = f"/messages/lire/{Thread.objects.get().key}/"
    assert "pour Organisation d" in page(hers, path)
    browser(ben).post(path, {"text": "Oui, venez."})
    assert [mail["To"] for mail in delivered(post)] == ["lea@exemple.fr"]
    # Who leaves the organisation speaks for it no more, and reads no more of what it is written.
    Membership.objects.filter(user=ben).delete()
    page(browser(ben), path, 404)
    assert browser(ben).post(path, {"text": "Encore moi."}).status_code == 404
    assert "pour Organisation d" not in page(hers, path)
    assert "Cette conversation est close" in page(hers, path)


def test_a_link_of_a_new_account_waits_to_be_read(open_ben, post, operator) -> None:
    new = made("neo@exemple.fr", "Néo", days=1)
    thread = first(new, open_ben, f"{TEXT} Voyez https://a.example/")
    path = f"/messages/lire/{thread.key}/"
    assert delivered(post) == []
    assert "Ton atelier" not in page(browser(open_ben), "/messages/")
    page(browser(open_ben), path, 404)
    assert "attend d’être relu" in page(browser(new), path)
    first(new, open_ben, TEXT, subject="www.a.example")
    assert delivered(post) == []
    first(new, open_ben, TEXT, subject="Sans lien")
    assert len(delivered(post)) == 1


def test_those_who_write_too_much_must_wait_the_new_sooner(lea, open_ben) -> None:
    new = made("neo@exemple.fr", "Néo", days=1)
    path = f"/messages/personne/{open_ben.reach.key}/"
    for user, most in ((lea, BEGUN.most), (new, BEGUN_BY_NEW.most)):
        client = browser(user)
        told = {"subject": "Bonjour", "text": TEXT}
        answers = [client.post(path, told).status_code for _ in range(most + 1)]
        assert answers == [302] * most + [429]
    assert Thread.objects.count() == BEGUN.most + BEGUN_BY_NEW.most


def test_a_machine_that_fills_the_trap_sends_nothing(lea, open_ben) -> None:
    told = {"subject": "Bonjour", "text": TEXT, "website": "x"}
    path = f"/messages/personne/{open_ben.reach.key}/"
    assert browser(lea).post(path, told).status_code == 302
    assert not Thread.objects.exists()


@pytest.mark.parametrize("more", [{"text": " \u200b"}, {"subject": "\u202e"}, {"text": "x" * 5001}])
def test_what_is_incomplete_is_refused_in_words(lea, open_ben, more: dict[str, str]) -> None:
    told = {"subject": "Bonjour", "text": TEXT, **more}
    answer = browser(lea).post(f"/messages/personne/{open_ben.reach.key}/", told)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Thread.objects.exists()


def test_a_page_of_another_site_cannot_write_in_ones_name(lea, open_ben) -> None:
    thread = first(lea, open_ben)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lea)
    for path in ("", "adresse/", "quitter/"):
        told = {"text": TEXT, "show": "1"}
        answer = strict.post(f"/messages/lire/{thread.key}/{path}", told)
        assert answer.status_code == 403
    assert Letter.objects.count() == 1


def test_an_abuse_is_told_with_the_last_letters_and_no_others(lea, open_ben, operator) -> None:
    thread = first(lea, open_ben, "Première lettre.")
    path = f"/messages/lire/{thread.key}/"
    for n in range(7):
        browser(lea).post(path, {"text": f"Lettre {n} méchante."})
    last = thread.letters.last()
    assert last
    his = browser(open_ben)
    assert "Lettre 6 méchante" in page(his, f"{path}signaler/{last.pk}/")
    page(browser(lea), f"{path}signaler/{last.pk}/", 404)  # one's own letter
    for _ in range(2):
        his.post(f"{path}signaler/{last.pk}/", {"why": "Insultes répétées."})
    complaint = Complaint.objects.get()
    assert [line["text"][:8] for line in complaint.excerpt] == [f"Lettre {n}" for n in range(1, 7)]
    browser(lea).post(path, {"text": "Encore moi."})
    assert Letter.objects.get(text="Encore moi.").held


def test_a_conversation_is_left_by_one_and_forgotten_when_nobody_is_in_it(lea, open_ben) -> None:
    thread = first(lea, open_ben)
    path = f"/messages/lire/{thread.key}/"
    page(browser(lea), f"{path}quitter/")
    browser(lea).post(f"{path}quitter/")
    page(browser(lea), path, 404)
    assert "Cette conversation est close" in page(browser(open_ben), path)
    browser(open_ben).post(f"{path}quitter/")
    assert not Thread.objects.exists()


def test_a_silent_conversation_is_forgotten_after_a_year(lea, open_ben) -> None:
    thread = first(lea, open_ben)
    assert "effacé 1 an après" in page(browser(lea), f"/messages/lire/{thread.key}/")
    forget_threads()
    assert Thread.objects.exists()
    Thread.objects.update(last_at=timezone.now() - KEPT - timedelta(hours=1))
    forget_threads()
    assert not Thread.objects.exists()
    assert not Letter.objects.exists()


def test_an_account_that_is_deleted_takes_its_letters_along(lea, open_ben) -> None:
    thread = first(lea, open_ben)
    path = f"/messages/lire/{thread.key}/"
    browser(open_ben).post(path, {"text": "Je garde ceci."})
    lea.delete()
    told = page(browser(open_ben), path)
    assert TEXT not in told
    assert "Je garde ceci." in told
    assert "Cette conversation est close" in told


def test_one_without_a_name_is_never_called_by_their_address(open_ben, post) -> None:
    nobody = made("secret@exemple.fr", "")
    thread = first(nobody, open_ben)
    assert "secret@" not in page(browser(open_ben), f"/messages/lire/{thread.key}/")
    (mail,) = delivered(post)
    assert "secret@" not in mail.as_string()


def test_mail_of_letters_can_be_declined_and_the_letters_still_come(lea, open_ben) -> None:
    User.objects.filter(pk=open_ben.pk).update(declined=["exchange.letter"])
    thread = first(lea, open_ben)
    assert not Mail.objects.exists()
    assert TEXT in page(browser(open_ben), f"/messages/lire/{thread.key}/")
