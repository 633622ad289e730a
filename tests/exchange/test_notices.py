"""Notices: what people look for or offer, found by what and where, answered through the site."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from carrefour.catalogue.models import Sheet
from carrefour.community.models import Act, Holding, Mandate
from carrefour.exchange.models import Community, Complaint, Joining, Notice, Thread
from carrefour.exchange.noticing import BY_A_PERSON, KEPT, LASTS, forget_notices, remind
from carrefour.exchange.reaching import block
from tests.community.conftest import delivered, page_of
from tests.exchange.conftest import browser, made, page
from tests.post import body

TOLD = {
    "way": "sought",
    "kind": "place",
    "title": "Un atelier à partager",
    "text": "Nous cherchons un atelier de 60 m² pour réparer des vélos.",
    "territory": "commune:44109",
    "territory_name": "Nantes",
    "theme": "EMP",
}


@pytest.fixture(autouse=True)
def _projects(harvest_rows) -> None:
    harvest_rows()


def given(by, **more: str) -> Notice:
    """A notice of ``by``."""
    answer = browser(by).post("/annonces/publier/", {**TOLD, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Notice.objects.latest("pk")


def test_a_notice_is_given_seen_and_found(lea) -> None:
    page(browser(lea), "/annonces/publier/")
    notice = given(lea)
    answer = Client().get(f"/annonces/{notice.key}/")
    told = answer.content.decode()
    assert not answer.cookies
    assert "Un atelier à partager" in told
    assert "Nantes" in told
    assert "lea@" not in told
    assert timezone.now() + timedelta(days=89) < notice.ends_at < timezone.now() + LASTS
    assert "Un atelier" in page(browser(lea), "/mes-annonces/")


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ("", True),
        ("way=sought", True),
        ("way=offered", False),
        ("kind=place", True),
        ("kind=skill", False),
        ("theme=EMP", True),
        ("theme=domains_employment", True),
        ("theme=AGR", False),
        ("territory=commune:44109", True),
        ("territory=departement:44", True),
        ("territory=region:52", True),
        ("territory=departement:35", False),
        ("territory_name=Nantes", True),
        ("territory_name=Rennes", False),
        ("way=x&kind=y&territory=zone:z&page=x", True),
        ("way=sought&kind=place&theme=EMP&territory=region:52", True),
    ],
)
def test_notices_are_narrowed_on_the_page_and_in_the_feed(lea, params: str, found: bool) -> None:
    given(lea)
    assert ("Un atelier" in page(Client(), f"/annonces/?{params}")) == found
    feed = Client().get(f"/annonces/flux.atom?{params}")
    assert feed["Content-Type"] == "application/atom+xml; charset=utf-8"
    entries = ElementTree.fromstring(feed.content).findall("{http://www.w3.org/2005/Atom}entry")  # noqa: S314
    assert bool(entries) == found


def test_a_notice_is_answered_through_the_site(lea, ben, post) -> None:
    notice = given(lea)
    path = f"/annonces/{notice.key}/repondre/"
    page(browser(lea), path, 404)  # one's own
    assert Client().get(path).status_code == 302
    assert "Un atelier à partager" in page(browser(ben), path)
    browser(ben).post(path, {"text": "J’ai un garage, venez voir."})
    (mail,) = delivered(post)
    assert mail["To"] == "lea@exemple.fr"
    assert "J’ai un garage" in body(mail, "plain")
    assert "ben@" not in mail.as_string()
    thread = Thread.objects.get()
    assert thread.notice == notice
    assert "Voir l’annonce" in page(browser(lea), f"/messages/lire/{thread.key}/")
    block(lea, ben)
    page(browser(ben), path, 404)


def test_on_a_sheet_anyone_offers_and_its_holder_seeks(lea, ben) -> None:
    sheet = Sheet.objects.get(title="Garage solidaire")
    assert f"?fiche={sheet.pk}" in page(Client(), page_of(sheet.title))
    path = f"/annonces/publier/?fiche={sheet.pk}"
    assert "Vous pouvez lui offrir" in page(browser(ben), path)
    assert browser(ben).post(path, TOLD).status_code == 422
    browser(ben).post(path, {**TOLD, "way": "offered", "title": "Des outils à donner"})
    Holding.objects.create(user=lea, sheet=sheet.pk)
    assert browser(lea).post(path, TOLD).status_code == 302
    told = page(Client(), page_of(sheet.title))
    assert "Des outils à donner" in told
    assert "Un atelier à partager" in told
    assert "Un atelier" not in page(Client(), page_of("Soleil citoyen"))
    assert browser(lea).get("/annonces/publier/?fiche=rien").status_code == 404
    assert "Garage solidaire" in page(Client(), f"/annonces/{Notice.objects.latest('pk').key}/")


def test_in_a_community_those_who_joined_give_notices(lea, ben) -> None:
    one = Community.objects.create(slug="velo", name="Vélo", purpose="Oui.", state="open")
    Joining.objects.create(community=one, user=lea)
    given(lea, community="velo")
    assert "Un atelier" in page(Client(), "/communautes/velo/")
    given(ben, community="velo", title="Sans communauté")
    assert "Sans communauté" not in page(Client(), "/communautes/velo/")


def test_one_changes_renews_and_ends_ones_own_and_no_other(lea, ben, operator) -> None:
    notice = given(lea)
    path = f"/annonces/{notice.key}/"
    for user in (ben, operator):
        client = browser(user)
        for part in ("changer/", "prolonger/", "arreter/"):
            assert client.post(f"{path}{part}", TOLD).status_code == 404
    hers = browser(lea)
    assert "Un atelier à partager" in page(hers, f"{path}changer/")
    hers.post(f"{path}changer/", {**TOLD, "title": "Un grand atelier"})
    assert "Un grand atelier" in page(Client(), path)
    hers.post(f"{path}arreter/")
    page(Client(), path, 404)
    assert "Un grand atelier" not in page(Client(), "/annonces/")
    assert "terminée" in page(hers, path)
    hers.post(f"{path}prolonger/")
    assert "Un grand atelier" in page(Client(), "/annonces/")


def test_its_author_is_reminded_once_and_it_is_forgotten_long_after(lea, post) -> None:
    given(lea)
    assert remind() == 0
    Notice.objects.update(ends_at=timezone.now() + timedelta(days=3))
    assert (remind(), remind()) == (1, 0)
    (mail,) = delivered(post)
    assert "s’arrête dans quelques jours" in body(mail, "plain")
    assert "List-Unsubscribe" in mail
    forget_notices()
    Notice.objects.update(ends_at=timezone.now() - timedelta(days=1))
    assert "Un atelier" not in page(Client(), "/annonces/")
    forget_notices()
    assert Notice.objects.exists()
    Notice.objects.update(ends_at=timezone.now() - KEPT - timedelta(hours=1))
    forget_notices()
    assert not Notice.objects.exists()


def test_a_moderator_of_its_field_removes_it_and_says_why(lea, ben, post) -> None:
    notice = given(lea)
    path = f"/annonces/{notice.key}/"
    Mandate.objects.create(user=ben, theme="AGR")
    page(browser(ben), f"{path}retirer/", 403)
    maud = made("mod@exemple.fr", "Maud")
    Mandate.objects.create(user=maud, territory="region:52")
    page(browser(maud), f"{path}retirer/")
    browser(maud).post(f"{path}retirer/", {"reason": "Ce n’est pas une annonce."})
    (mail,) = delivered(post)
    assert "Ce n’est pas une annonce." in body(mail, "plain")
    page(Client(), path, 404)
    assert "Ce n’est pas une annonce." in page(browser(lea), path)
    assert browser(lea).post(f"{path}prolonger/").status_code == 404
    assert Act.objects.filter(by=maud).get().what == "exchange.notice-removed"


def test_links_of_the_new_wait_and_abuse_is_told(operator, zoe) -> None:
    new = made("neo@exemple.fr", "Néo", days=1)
    notice = given(new, text="Tout est expliqué sur www.a.example, venez vite.")
    path = f"/annonces/{notice.key}/"
    page(Client(), path, 404)
    assert "Elle attend d’être relue" in page(browser(new), path)
    assert browser(new).post(f"{path}paraitre/").status_code == 404
    assert "a.example" in page(browser(operator), "/echanges/a-relire/")
    browser(operator).post(f"{path}paraitre/")
    assert "a.example" in page(Client(), path)
    browser(zoe).post(f"{path}signaler/", {"why": "De la publicité."})
    assert Complaint.objects.get().notice == notice
    assert "De la publicité." in page(browser(operator), "/echanges/a-relire/")


def test_what_is_typed_runs_nowhere(lea) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    notice = given(lea, title=f"T {hostile}", text=f"{hostile} et rien de plus que cela.")
    Notice.objects.update(sheet=Sheet.objects.get(title="Garage solidaire").pk)
    for path in ("/annonces/", f"/annonces/{notice.key}/", page_of("Garage solidaire")):
        told = page(Client(), path)
        assert "<script>alert" not in told
        assert "<img src=x" not in told
    feed = Client().get("/annonces/flux.atom").content.decode()
    assert "<script>" not in feed
    assert "&amp;lt;script&amp;gt;" in feed  # escaped as text, then as HTML


def test_machines_and_those_who_give_too_many_are_stopped(lea) -> None:
    hers = browser(lea)
    hers.post("/annonces/publier/", {**TOLD, "website": "x"})
    assert not Notice.objects.exists()
    answers = [hers.post("/annonces/publier/", TOLD).status_code for _ in range(6)]
    assert answers == [302] * BY_A_PERSON.most + [429]


def test_an_account_that_is_deleted_takes_its_notices_along(lea) -> None:
    given(lea)
    lea.delete()
    assert not Notice.objects.exists()
