"""Pages where people meet, signed in: for everyone too, and a whole way through them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from carrefour.community.models import User
from carrefour.exchange.complaining import complain_of_letter
from carrefour.exchange.conversing import Beginning, begin
from carrefour.exchange.discussing import write
from carrefour.exchange.models import Community, Event, Joining, Letter, News, Notice, Post, Reach
from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, user: User, address: str) -> None:
    """Have ``page`` be that of ``user``."""
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def people() -> tuple[User, User]:
    """An operator and someone else, whose accounts are there for long."""
    made = [
        User.objects.create_user("camille@exemple.fr", None, name="Camille", is_operator=True),
        User.objects.create_user("lea@exemple.fr", None, name="Léa"),
    ]
    User.objects.update(joined_at=timezone.now() - timedelta(days=30))
    return made[0], made[1]


def pages(camille: User, lea: User) -> list[str]:
    """The addresses of the pages of someone who runs a community, and has messages."""
    now = timezone.now()
    reach = Reach.objects.create(user=lea, in_person=True)
    one = Community.objects.create(slug="jardins", name="Jardins", purpose="Oui.", state="open")
    asked = Community.objects.create(slug="velo", name="Vélo", purpose="Oui.", asked_by=lea)
    for user in (camille, lea):
        Joining.objects.create(community=one, user=user, shown=True)
    News.objects.create(community=one, by=camille, title="Nous voilà", text="Bonjour.")
    event = Event.objects.create(
        community=one, title="Chantier", start=now, end=now + timedelta(days=2)
    )
    own, post = write(one, camille, "Bonjour à tous."), write(one, lea, "Qui a des graines ?")
    told = {
        "way": "sought",
        "kind": "place",
        "text": "À partager.",
        "ends_at": now + timedelta(days=30),
    }
    mine = Notice.objects.create(by=camille, title="Un atelier", **told)
    notice = Notice.objects.create(by=lea, title="Un jardin", **told)
    thread = begin(lea, Beginning("Bonjour", [camille]), "Une lettre.")
    letter = thread.letters.get()
    complain_of_letter(camille, thread, letter, "Rien de grave.")
    Letter.objects.create(thread=thread, by=lea, text="Voyez https://a.example/", held=True)
    Post.objects.create(community=one, by=lea, text="Voyez https://a.example/", held=True)
    her = thread.parties.get(user=lea)
    whats: list[tuple[str, list[object]]] = [
        ("threads", []), ("reach", []), ("to-person", [reach.key]), ("thread", [thread.key]),
        ("leave-thread", [thread.key]), ("block", [thread.key, her.pk]),
        ("letter-complaint", [thread.key, letter.pk]), ("review", []), ("ask-community", []),
        ("my-communities", []), ("community", [one.pk]), ("change-community", [one.pk]),
        ("decide-community", [asked.pk]), ("write-news", [one.pk]), ("announce-event", [one.pk]),
        ("event", [one.pk, event.key]), ("change-event", [one.pk, event.key]),
        ("discussion", [one.pk]), ("topic", [one.pk, own.key]), ("edit-post", [one.pk, own.key]),
        ("withdraw-post", [one.pk, own.key]), ("remove-post", [one.pk, post.key]),
        ("post-complaint", [one.pk, post.key]), ("give-notice", []), ("my-notices", []),
        ("notice", [mine.key]), ("change-notice", [mine.key]), ("answer-notice", [notice.key]),
        ("remove-notice", [notice.key]), ("notice-complaint", [notice.key]),
    ]  # fmt: skip
    return [reverse(f"exchange:{name}", args=args) for name, args in whats]


def test_every_page_of_those_who_meet_is_for_everyone(page: Page, live_server) -> None:
    phone = page.viewport_size is not None and page.viewport_size["width"] < 500
    page.emulate_media(color_scheme="dark" if phone else "light", reduced_motion="reduce")
    camille, lea = people()
    faults: dict[str, object] = {}
    addresses = pages(camille, lea)
    sign_in(page, camille, live_server.url)
    for address in addresses:
        answer = page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found = {
            "status": answer.status if answer and answer.status != 200 else 0,
            "axe": violations(page),
            "first headings": page.locator("h1").count() - 1,
            "too wide by": max(0, wide),
        }
        if wrong := {what: told for what, told in found.items() if told}:
            faults[address] = wrong
    assert faults == {}


def test_a_notice_is_given_answered_and_talked_about(page: Page, live_server) -> None:
    camille, lea = people()
    sign_in(page, lea, live_server.url)
    page.goto("/annonces/publier/")
    page.get_by_label("En une ligne").fill("Un atelier à partager")
    page.get_by_label("En détail").fill("Soixante mètres carrés pour réparer des vélos.")
    page.get_by_role("combobox", name="Où").fill("Nant")
    page.get_by_role("option", name="Nantes").first.click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_role("status").first).to_contain_text("Votre annonce est parue.")
    assert Notice.objects.get().territory == "commune:44109"
    address = page.url
    sign_in(page, camille, live_server.url)
    page.goto(address)
    page.get_by_role("link", name="Répondre").click()
    page.get_by_label("Votre message").fill("J’ai un garage.")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("adresse non donnée")).to_be_visible()
    page.get_by_role("button", name="Montrer mon adresse ici").click()
    expect(page.get_by_role("button", name="Ne plus montrer mon adresse ici")).to_be_visible()
    sign_in(page, lea, live_server.url)
    page.goto("/messages/")
    expect(page.get_by_text("1 message à lire")).to_be_visible()
    page.get_by_role("link", name="Un atelier à partager").click()
    expect(page.get_by_role("link", name="camille@exemple.fr")).to_be_visible()
