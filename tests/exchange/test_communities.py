"""Communities by theme and territory: asked for by anyone, run by those who look after them."""

from __future__ import annotations

import pytest
from django.test import Client

from carrefour.community.models import Act, Mandate, User
from carrefour.exchange.gathering import BY_A_PERSON
from carrefour.exchange.models import Community, Joining, Reach
from tests.community.conftest import delivered, page_of
from tests.exchange.conftest import browser, made, page
from tests.post import body

PURPOSE = "Celles et ceux qui cultivent ensemble en Loire-Atlantique."
ASKED = {
    "name": "Jardins de Loire",
    "purpose": PURPOSE,
    "theme": "AGR",
    "territory": "departement:44",
    "territory_name": "Loire-Atlantique",
}


@pytest.fixture(autouse=True)
def _projects(harvest_rows) -> None:
    harvest_rows()


@pytest.fixture
def moderator(db) -> User:
    """Someone who looks after agriculture everywhere."""
    user = made("mod@exemple.fr", "Maud")
    Mandate.objects.create(user=user, theme="AGR")
    return user


@pytest.fixture
def garden(operator) -> Community:
    """An open community."""
    browser(operator).post("/communautes/demander/", ASKED)
    Joining.objects.all().delete()
    return Community.objects.get()


def test_anyone_asks_and_whoever_looks_after_the_field_opens(lea, moderator, zoe, post) -> None:
    hers = browser(lea)
    page(hers, "/communautes/demander/")
    assert hers.post("/communautes/demander/", ASKED).status_code == 302
    page(Client(), "/communautes/jardins-de-loire/", 404)
    assert "Jardins" not in page(Client(), "/communautes/")
    other = made("autre@exemple.fr", "Autre")
    Mandate.objects.create(user=other, theme="EMP")
    for user in (lea, zoe, other):
        page(browser(user), "/communautes/jardins-de-loire/decider/", 404)
    assert "Jardins" not in page(browser(other), "/echanges/a-relire/")
    assert "Jardins de Loire" in page(browser(moderator), "/echanges/a-relire/")
    path = "/communautes/jardins-de-loire/decider/"
    assert PURPOSE in page(browser(moderator), path)
    browser(moderator).post(path, {"open": "1"})
    (mail,) = delivered(post)
    assert mail["To"] == "lea@exemple.fr"
    assert "est ouverte" in body(mail, "plain")
    told = page(Client(), "/communautes/jardins-de-loire/")
    assert PURPOSE in told
    assert "Le Jardin partagé" in told
    assert "Garage solidaire" not in told
    assert "1 membre" in page(Client(), "/communautes/")


def test_a_request_is_refused_with_a_reason_that_its_author_is_told(lea, operator, post) -> None:
    browser(lea).post("/communautes/demander/", ASKED)
    path = "/communautes/jardins-de-loire/decider/"
    assert browser(operator).post(path, {"reason": ""}).status_code == 422
    browser(operator).post(path, {"reason": "Il y en a déjà une."})
    (mail,) = delivered(post)
    assert "Il y en a déjà une." in body(mail, "plain")
    assert not Community.objects.exists()


def test_one_who_runs_the_field_opens_at_once_and_no_other_can_take_the_name(moderator) -> None:
    for _ in range(2):
        browser(moderator).post("/communautes/demander/", ASKED)
    slugs = sorted(Community.objects.filter(state="open").values_list("slug", flat=True))
    assert slugs == ["jardins-de-loire", "jardins-de-loire-2"]
    browser(moderator).post("/communautes/demander/", {**ASKED, "name": "Demander"})
    assert Community.objects.filter(slug="demander-2").exists()


def test_the_sheets_are_those_of_its_search(garden) -> None:
    told = page(Client(), "/communautes/jardins-de-loire/")
    assert "theme=AGR&amp;territory=departement%3A44&amp;read=exact" in told
    assert "Voir son projet" in told
    assert "Jardins de Loire" in page(Client(), page_of("Le Jardin partagé"))
    assert "Jardins de Loire" not in page(Client(), page_of("Garage solidaire"))
    Community.objects.update(theme="", territory="")
    assert "Voir son projet" not in page(Client(), "/communautes/jardins-de-loire/")


def test_people_join_and_are_seen_only_if_they_say_so(garden, lea, ben, zoe) -> None:
    path = "/communautes/jardins-de-loire/"
    Reach.objects.create(user=lea, in_person=True)
    browser(lea).post(f"{path}rejoindre/", {"shown": "1"})
    browser(ben).post(f"{path}rejoindre/")
    told = page(Client(), path)
    assert "Léa" in told
    assert "Ben" not in told
    assert "et 1 autre personne" in told
    assert "/messages/personne/" not in told  # visitors cannot harvest whom to write to
    assert f"/messages/personne/{lea.reach.key}/" in page(browser(zoe), path)
    assert "Ben" not in page(browser(zoe), path)
    browser(lea).post(f"{path}rejoindre/")
    assert "Léa" not in page(Client(), path)
    browser(lea).post(f"{path}quitter/")
    assert Joining.objects.count() == 1
    assert "Jardins de Loire" in page(browser(ben), "/mes-communautes/")
    assert [a.what for a in Act.objects.filter(by=lea)] == ["exchange.left", "exchange.joined"]


def test_a_visitor_joins_nothing_and_is_given_no_cookie(garden) -> None:
    path = "/communautes/jardins-de-loire/"
    answer = Client().get(path)
    assert not answer.cookies
    assert "Se connecter pour la rejoindre" in answer.content.decode()
    assert Client().post(f"{path}rejoindre/")["Location"].startswith("/compte/connexion/")
    assert not Joining.objects.exists()


def test_only_those_who_run_it_change_close_or_reopen_it(
    garden, lea, ben, moderator, operator
) -> None:
    path = "/communautes/jardins-de-loire/"
    other = made("autre@exemple.fr", "Autre")
    Mandate.objects.create(user=other, territory="departement:35")
    for user in (lea, other):
        client = browser(user)
        for part in ("changer/", "nouvelles/", "agenda/"):
            page(client, f"{path}{part}", 403)
        assert client.post(f"{path}fermer/").status_code == 403
        assert "Publier une nouvelle" not in page(client, path)
    hers = browser(moderator)
    assert "Publier une nouvelle" in page(hers, path)
    hers.post(f"{path}changer/", {**ASKED, "purpose": "Une autre raison d’être ensemble."})
    garden.refresh_from_db()
    assert garden.purpose == "Une autre raison d’être ensemble."
    assert Act.objects.filter(what="exchange.community-changed").get().details["before"]
    # A moderator gives no community to a field that is not theirs.
    assert hers.post(f"{path}changer/", {**ASKED, "theme": "EMP"}).status_code == 403
    browser(ben).post(f"{path}rejoindre/")
    hers.post(f"{path}fermer/")
    assert "Cette communauté est fermée" in page(Client(), path)
    assert browser(lea).post(f"{path}rejoindre/").status_code == 404
    assert browser(ben).post(f"{path}discussion/", {"text": "Coucou"}).status_code == 403
    hers.post(f"{path}fermer/", {"reopen": "1"})
    assert "Cette communauté est fermée" not in page(Client(), path)


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"territory": "", "territory_name": "Nantes"}, "commune:44109"),
        ({"territory": "departement:44", "territory_name": "Rennes"}, "commune:35238"),
        ({"territory": "", "territory_name": ""}, ""),
        ({"territory": "zone:x", "territory_name": ""}, ""),
    ],
)
def test_a_place_is_read_from_its_name_without_scripts(
    operator, more: dict[str, str], place: str
) -> None:
    browser(operator).post("/communautes/demander/", {**ASKED, **more})
    assert Community.objects.get().territory == place


@pytest.mark.parametrize(
    "more",
    [
        {"name": "x"},
        {"purpose": "Court"},
        {"theme": "XXX"},
        {"territory": "", "territory_name": "Nulle-Part-en-Rien"},
    ],
)
def test_what_is_wrong_is_said_and_kept_to_be_mended(lea, more: dict[str, str]) -> None:
    answer = browser(lea).post("/communautes/demander/", {**ASKED, **more})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Community.objects.exists()


def test_machines_and_those_who_ask_for_too_many_open_nothing(lea) -> None:
    hers = browser(lea)
    hers.post("/communautes/demander/", {**ASKED, "website": "x"})
    assert not Community.objects.exists()
    answers = [
        hers.post("/communautes/demander/", ASKED).status_code for _ in range(BY_A_PERSON.most + 1)
    ]
    assert answers == [302] * BY_A_PERSON.most + [429]


def test_what_it_says_of_itself_runs_nowhere(operator) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    told = {**ASKED, "name": f"Jardins {hostile}", "purpose": f"{hostile} {PURPOSE}"}
    browser(operator).post("/communautes/demander/", told)
    slug = Community.objects.get().slug
    for path in ("/communautes/", f"/communautes/{slug}/", f"/communautes/{slug}/discussion/", "/"):
        assert "<script>alert" not in page(Client(), path)
        assert "<img src=x" not in page(Client(), path)
