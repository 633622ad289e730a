"""A discussion is read by all, written by members, and kept in order by those who run it."""

from __future__ import annotations

import pytest
from django.test import Client

from carrefour.community.models import Act
from carrefour.exchange.discussing import BY_A_PERSON
from carrefour.exchange.models import Community, Complaint, Joining, Post
from tests.exchange.conftest import browser, made, page

PATH = "/communautes/jardins/discussion/"


@pytest.fixture
def garden(site, lea, ben) -> Community:
    """An open community in which Léa and Ben are."""
    one = Community.objects.create(slug="jardins", name="Jardins", purpose="Oui.", state="open")
    for user in (lea, ben):
        Joining.objects.create(community=one, user=user)
    return one


def begun(by, text: str = "Qui a des graines ?") -> Post:
    """What ``by`` begins a discussion with."""
    assert browser(by).post(PATH, {"text": text}).status_code == 302
    return Post.objects.get(text=text)


def test_members_write_and_answer_and_all_read(garden, lea, ben) -> None:
    post = begun(lea)
    path = f"{PATH}{post.key}/"
    browser(ben).post(path, {"text": "Moi, des courges."})
    told = page(Client(), path)
    assert "Qui a des graines" in told
    assert "Moi, des courges." in told
    assert "1 réponse" in page(Client(), PATH)
    assert "Qui a des graines" in page(Client(), "/communautes/jardins/")
    reply = post.replies.get()
    page(Client(), f"{PATH}{reply.key}/", 404)  # an answer takes no answers
    assert browser(lea).post(f"{PATH}{reply.key}/", {"text": "Non"}).status_code == 404


def test_others_and_visitors_write_nothing_and_visitors_get_no_cookie(garden, lea, zoe) -> None:
    post = begun(lea)
    for client in (browser(zoe), Client()):
        assert client.post(PATH, {"text": "Coucou"}).status_code == 403
        assert client.post(f"{PATH}{post.key}/", {"text": "Coucou"}).status_code == 403
    for path in (PATH, f"{PATH}{post.key}/"):
        assert not Client().get(path).cookies
    assert Post.objects.count() == 1


def test_one_changes_and_withdraws_ones_own_text_and_no_other(garden, lea, ben, operator) -> None:
    post = begun(lea)
    browser(ben).post(f"{PATH}{post.key}/", {"text": "Moi."})
    for user in (ben, operator):
        client = browser(user)
        for part in ("changer/", "reprendre/"):
            page(client, f"{PATH}{post.key}/{part}", 404)
            assert client.post(f"{PATH}{post.key}/{part}", {"text": "Non"}).status_code == 404
    hers = browser(lea)
    page(hers, f"{PATH}{post.key}/changer/")
    hers.post(f"{PATH}{post.key}/changer/", {"text": "Qui a des plants ?"})
    told = page(Client(), f"{PATH}{post.key}/")
    assert "Qui a des plants" in told
    assert "changé depuis" in told
    page(hers, f"{PATH}{post.key}/reprendre/")
    hers.post(f"{PATH}{post.key}/reprendre/")
    told = page(Client(), f"{PATH}{post.key}/")
    assert "Retiré par qui l’avait écrit." in told
    assert "plants" not in told
    assert "Moi." in told
    assert Post.objects.get(pk=post.pk).text == ""


def test_a_moderator_removes_with_a_reason_and_closes_a_discussion(
    garden, lea, ben, operator
) -> None:
    post = begun(lea, "Une vilaine chose.")
    path = f"{PATH}{post.key}/"
    page(browser(ben), f"{path}retirer/", 403)
    assert browser(ben).post(f"{path}retirer/", {"reason": "Non"}).status_code == 403
    assert browser(ben).post(f"{path}fermer/").status_code == 403
    theirs = browser(operator)
    theirs.post(f"{path}fermer/")
    assert "Cette discussion est fermée" in page(browser(ben), path)
    assert browser(ben).post(path, {"text": "Quand même"}).status_code == 403
    theirs.post(f"{path}fermer/", {"unlock": "1"})
    browser(ben).post(path, {"text": "Ah."})
    assert theirs.post(f"{path}retirer/", {"reason": ""}).status_code == 422
    page(theirs, f"{path}retirer/")
    theirs.post(f"{path}retirer/", {"reason": "Insultes."})
    told = page(Client(), path)
    assert "Retiré par la modération : Insultes." in told
    assert "vilaine" not in told
    done = {act.what for act in Act.objects.filter(by=operator)}
    assert done == {"exchange.post-locked", "exchange.post-unlocked", "exchange.post-removed"}


def test_a_link_of_a_new_account_is_read_first(garden, operator) -> None:
    new = made("neo@exemple.fr", "Néo", days=1)
    Joining.objects.create(community=garden, user=new)
    post = begun(new, "Achetez sur https://a.example/")
    assert "a.example" not in page(Client(), PATH)
    page(Client(), f"{PATH}{post.key}/", 404)
    assert "attend d’être relu" in page(browser(new), PATH)
    assert "a.example" in page(browser(operator), "/echanges/a-relire/")
    assert browser(new).post(f"{PATH}{post.key}/paraitre/").status_code == 404
    browser(operator).post(f"{PATH}{post.key}/paraitre/")
    assert "a.example" in page(Client(), PATH)


def test_a_link_that_is_added_later_is_read_first_too(garden) -> None:
    new = made("neo@exemple.fr", "Néo", days=1)
    Joining.objects.create(community=garden, user=new)
    post = begun(new, "Bonjour à tous.")
    browser(new).post(f"{PATH}{post.key}/changer/", {"text": "Voyez www.a.example"})
    assert "a.example" not in page(Client(), PATH)


def test_an_abuse_is_told_once_and_decided_on(garden, lea, ben, zoe, operator) -> None:
    post = begun(lea, "Des mensonges.")
    path = f"{PATH}{post.key}/signaler/"
    page(browser(lea), path, 404)  # one's own
    assert Client().get(path).status_code == 302
    for _ in range(2):
        browser(zoe).post(path, {"why": "Ce n’est pas vrai."})
    assert Complaint.objects.get().post == post
    assert "Des mensonges." in page(browser(operator), "/echanges/a-relire/")


def test_what_is_written_runs_nowhere(garden, lea) -> None:
    post = begun(
        lea, '<script>alert(1)</script> <a href="javascript:alert(1)">x</a> http://x.fr/"><b>'
    )
    told = page(Client(), f"{PATH}{post.key}/")
    for wrong in ("<script>alert", 'href="javascript', "><b>"):
        assert wrong not in told
    assert "&lt;script&gt;" in told


def test_machines_and_those_who_write_too_much_are_stopped(garden, lea) -> None:
    hers = browser(lea)
    hers.post(PATH, {"text": "Bonjour", "website": "x"})
    assert not Post.objects.exists()
    answers = [hers.post(PATH, {"text": "Bonjour"}).status_code for _ in range(21)]
    assert answers == [302] * BY_A_PERSON.most + [429]


def test_what_one_wrote_stays_without_ones_name(garden, lea) -> None:
    post = begun(lea)
    lea.delete()
    told = page(Client(), f"{PATH}{post.key}/")
    assert "un compte supprimé" in told
    assert "Léa" not in told
