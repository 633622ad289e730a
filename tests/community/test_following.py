"""Following a search asks for an address, confirms it by mail, and tells no one who is known."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.community.following import (
    FORGOTTEN,
    MOST_FOLLOWS,
    OF_AN_ADDRESS,
    OF_AN_EMAIL,
    forget_unconfirmed,
    manage_token,
)
from carrefour.community.models import Follow, Follower
from tests.community.conftest import delivered, link, links
from tests.post import body

ANNE = "anne@exemple.fr"
PATH = "/suivre/"


@pytest.fixture
def visitor(site, post) -> Client:
    """A browser without cookies, whose forms are held to the rules."""
    return Client(enforce_csrf_checks=True)


def ask(visitor, email: str = ANNE, search: str = "q=jardin&theme=AGR", **more: str):
    told = {"email": email, "search": search, "frequency": "daily", "website": "", **more}
    return visitor.post(PATH, told)


def followed(visitor, post, **more: str) -> Follow:
    ask(visitor, **more)
    (mail,) = delivered(post)
    visitor.post(link(mail, "/confirmer/"))
    return Follow.objects.latest("pk")


def test_the_results_lead_to_the_form_of_their_search(client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/projets/", {"q": "jardin", "theme": "AGR"}).content.decode()
    assert 'href="/suivre/?q=jardin&amp;theme=AGR"' in page
    form = client.get("/suivre/?q=jardin&theme=AGR&sort=title&rien=1")
    assert form.context["name"] == "jardin · Agriculture"
    assert form.context["params"] == "q=jardin&theme=AGR"
    assert not form.cookies


def test_a_search_is_named_by_all_that_narrows_it(client, site) -> None:
    around = "theme=AGR&theme=EMP&territory=commune%3A44109&radius=20&since=2020"
    name = client.get(f"/suivre/?q=jardin&{around}").context["name"]
    assert name == "jardin · Agriculture, Emploi · Nantes et 20 km autour · depuis 2020"
    assert client.get("/suivre/").context["name"] == "Tous les projets"
    many = "&".join(f"territory=departement%3A{n}" for n in (22, 29, 35, 56))
    name = client.get(f"/suivre/?{many}").context["name"]
    assert name == "Côtes-d'Armor, Finistère, Ille-et-Vilaine…"


def test_a_follow_begins_when_the_button_of_the_mailed_page_is_pressed(visitor, post) -> None:
    answer = ask(visitor, " Anne@Exemple.FR ")
    assert "Regardez vos courriels" in answer.content.decode()
    assert not answer.cookies
    (mail,) = delivered(post)
    assert mail["To"] == ANNE
    subject = mail["Subject"].strip()  # a long one is folded, which may leave a space before it
    assert subject == "Confirmez\u00a0: suivre jardin · Agriculture"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@carrefour.exemple.fr>")
    assert mail["Date"]
    path = link(mail, "/confirmer/")
    page = visitor.get(path)
    assert "Oui, suivre cette recherche" in page.content.decode()
    assert Follow.objects.get().confirmed_at is None  # a mail scanner that opens links confirms not
    done = visitor.post(path)
    assert "C’est fait" in done.content.decode()
    follow = Follow.objects.get()
    assert (follow.params, follow.frequency) == ("q=jardin&theme=AGR", "daily")
    assert follow.confirmed_at
    assert follow.next_at - follow.told_until == timedelta(days=1)


def test_who_asks_in_english_is_written_to_in_english(visitor, post) -> None:
    visitor.post("/en/follow/", {"email": ANNE, "search": "theme=EMP", "frequency": "weekly"})
    (mail,) = delivered(post)
    assert mail["Subject"] == "Confirm: follow Employment"
    assert "once a week" in body(mail, "plain")
    assert link(mail, "/en/follow/confirm/")
    assert Follow.objects.get().language == "en"


def test_the_answer_is_the_same_for_who_is_known_and_who_is_not(visitor, post) -> None:
    first = ask(visitor).content
    delivered(post)
    assert ask(visitor).content == first
    visitor.post(link(delivered(post)[0], "/confirmer/"))
    assert ask(visitor).content == first
    (mail,) = delivered(post)  # the mail alone says that it is followed already
    assert "Vous suivez déjà" in body(mail, "plain")
    assert link(mail, "/mes-recherches/")
    assert Follow.objects.count() == 1


def test_a_link_that_is_forged_or_late_confirms_nothing(visitor, post, monkeypatch) -> None:
    ask(visitor)
    path = link(delivered(post)[0], "/confirmer/")
    for forged in (path[:-3] + "xx/", "/suivre/confirmer/1/", "/suivre/confirmer/1:1:1/"):
        assert visitor.post(forged).status_code == 404
    now = timezone.now().timestamp()
    monkeypatch.setattr("time.time", lambda: now + FORGOTTEN.total_seconds() + 5)
    late = visitor.get(path)
    assert late.status_code == 404
    assert "Ce lien ne sert plus" in late.content.decode()
    assert Follow.objects.get().confirmed_at is None


def test_what_is_never_confirmed_is_forgotten_after_seven_days(visitor, post) -> None:
    ask(visitor)
    delivered(post)
    followed(visitor, post, email="ben@example.org")
    forget_unconfirmed()
    assert Follower.objects.filter(email=ANNE).exists()
    Follow.objects.filter(follower__email=ANNE).update(asked_at=timezone.now() - FORGOTTEN * 1.01)
    forget_unconfirmed()
    assert [follower.email for follower in Follower.objects.all()] == ["ben@example.org"]


def test_machines_that_fill_every_field_are_answered_and_nothing_is_done(visitor, post) -> None:
    assert "Regardez vos courriels" in ask(visitor, website="http://x").content.decode()
    assert delivered(post) == []
    assert not Follower.objects.exists()


NOT_ADDRESSES = ["", "anne", "a@b\r\nBcc: x@y.fr", "é@exemple.fr", "a" * 250 + "@b.fr"]


@pytest.mark.parametrize("email", NOT_ADDRESSES)
def test_what_is_no_address_is_refused_in_words(visitor, email: str) -> None:
    answer = ask(visitor, email)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Follower.objects.exists()


def test_an_address_is_written_to_a_few_times_a_day_at_the_most(visitor, post) -> None:
    for n in range(OF_AN_EMAIL.most + 3):
        assert ask(visitor, search=f"q=mot{n}").status_code == 200
    assert len(delivered(post)) == OF_AN_EMAIL.most


def test_a_network_that_asks_too_often_must_wait(visitor, post) -> None:
    for n in range(OF_AN_ADDRESS.most):
        assert ask(visitor, f"p{n}@exemple.fr").status_code == 200
    answer = ask(visitor)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert not Follower.objects.filter(email=ANNE).exists()


def test_an_address_follows_so_many_searches_and_no_more(visitor, post) -> None:
    follower = Follower.objects.create(email=ANNE)
    Follow.objects.bulk_create(
        Follow(follower=follower, params=f"q={n}", confirmed_at=timezone.now())
        for n in range(MOST_FOLLOWS)
    )
    ask(visitor)
    (mail,) = delivered(post)
    assert "arrêtez-en une" in body(mail, "plain")
    assert Follow.objects.count() == MOST_FOLLOWS


def test_a_search_of_too_many_filters_is_not_followed(visitor, post) -> None:
    search = "&".join(f"organisation={n:060}" for n in range(40))
    assert "trop de filtres" in ask(visitor, search=search).content.decode()
    assert delivered(post) == []


def test_a_page_of_another_site_cannot_post_the_form(visitor, post) -> None:
    told = {"email": ANNE, "search": "", "frequency": "daily"}
    for headers in ({"Origin": "https://ailleurs.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert visitor.post(PATH, told, headers=headers).status_code == 403
    for headers in ({"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin"}):
        assert visitor.post(PATH, told, headers=headers).status_code == 200


def test_a_search_can_forge_neither_header_nor_markup(visitor, post) -> None:
    ask(visitor, search="q=%3Cb%3Ex%0D%0ABcc%3A+x%40y.fr")
    (mail,) = delivered(post)
    assert mail["Bcc"] is None
    assert mail["To"] == ANNE
    assert "<b>x" not in body(mail, "html")


def test_a_link_to_what_one_follows_is_mailed_to_who_follows_alone(visitor, post) -> None:
    followed(visitor, post)
    path = "/suivre/mes-recherches/"
    known = visitor.post(path, {"email": ANNE}).content.decode()
    unknown = visitor.post(path, {"email": "ben@exemple.fr"}).content.decode()
    assert known.replace(ANNE, "x") == unknown.replace("ben@exemple.fr", "x")
    (mail,) = delivered(post)
    assert mail["To"] == ANNE
    page = visitor.get(link(mail, "/mes-recherches/")).content.decode()
    assert "jardin" in page
    assert "une fois par jour" in page


def test_how_often_is_changed_and_a_search_left_on_the_page_of_ones_follows(visitor, post) -> None:
    one = followed(visitor, post)
    two = followed(visitor, post, search="theme=EMP")
    path = f"/suivre/mes-recherches/{manage_token(one.follower)}/"
    visitor.post(path, {"follow": one.pk, "frequency": "weekly"})
    one.refresh_from_db()
    assert one.next_at - one.told_until == timedelta(days=7)
    visitor.post(path, {"follow": two.pk, "leave": "1"})
    assert Follow.objects.get() == one
    stranger = followed(visitor, post, email="ben@exemple.fr")
    assert visitor.post(path, {"follow": stranger.pk, "leave": "1"}).status_code == 404
    assert visitor.post(path, {"follow": "x", "leave": "1"}).status_code == 404
    assert Follow.objects.count() == 2


def test_everything_kept_is_given_out_and_erased(visitor, post) -> None:
    follow = followed(visitor, post)
    path = f"/suivre/mes-recherches/{manage_token(follow.follower)}/"
    kept = visitor.get(f"{path}export.json").json()
    assert kept["email"] == ANNE
    assert kept["follows"][0]["search"] == "q=jardin&theme=AGR"
    assert "Tout est effacé" in visitor.post(path, {"forget": "1"}).content.decode()
    assert not Follower.objects.exists()
    assert not Follow.objects.exists()
    assert visitor.get(path).status_code == 404
    assert visitor.get(f"{path}export.json").status_code == 404


def test_pages_whose_address_is_secret_are_kept_by_no_one(visitor, post) -> None:
    follow = followed(visitor, post)
    page = visitor.get(f"/suivre/mes-recherches/{manage_token(follow.follower)}/")
    assert "no-store" in page["Cache-Control"]
    assert '<meta name="referrer" content="no-referrer">' in page.content.decode()
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert links(post.mails[0])


def test_who_is_signed_in_comes_to_what_the_address_of_their_account_follows(
    visitor, post, operator
) -> None:
    path = "/compte/mes-recherches/"
    assert visitor.get(path)["Location"].startswith("/compte/connexion/")
    visitor.force_login(operator)
    assert visitor.get(path)["Location"] == "/suivre/mes-recherches/"
    followed(visitor, post, email=operator.email)
    page = visitor.get(path, follow=True).content.decode()
    assert "jardin · Agriculture" in page


def test_without_a_mail_server_the_feed_alone_is_offered(visitor, settings) -> None:
    settings.EMAIL_HOST = ""
    page = visitor.get("/suivre/?q=jardin").content.decode()
    assert 'name="email"' not in page
    assert "/projets/flux.atom?q=jardin" in page
    ask(visitor)
    assert not Follower.objects.exists()


def test_what_a_stranger_asks_for_keeps_no_one_from_following(visitor, post) -> None:
    follower = Follower.objects.create(email=ANNE)
    Follow.objects.bulk_create(
        Follow(follower=follower, params=f"q={n}") for n in range(MOST_FOLLOWS + 5)
    )
    ask(visitor)
    assert link(delivered(post)[0], "/confirmer/")
