"""What the room holds of people is theirs: had whole by them, and by nobody else."""

from __future__ import annotations

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client

from carrefour.community.models import User
from carrefour.community.portable import everything_of
from carrefour.exchange.complaining import complain_of_letter
from carrefour.exchange.conversing import Beginning, begin, too_many, write
from carrefour.exchange.discussing import write as post
from carrefour.exchange.models import Block, Community, Joining, Letter, Notice, Reach, Thread
from carrefour.exchange.noticing import give
from carrefour.exchange.reaching import block
from tests.exchange.conftest import browser, page


@pytest.fixture
def met(site, lea, ben) -> Thread:
    """Léa and Ben wrote to one another, in a community and by notices."""
    one = Community.objects.create(
        slug="jardins", name="Jardins", purpose="Oui.", theme="AGR", state="open"
    )
    for user in (lea, ben):
        Reach.objects.create(user=user, in_person=True)
        Joining.objects.create(community=one, user=user, shown=True)
        post(one, user, f"Bonjour de {user.name}.")
        give(Notice(way="sought", kind="place", title="Un lieu", text=f"Pour {user.name}."), user)
    thread = begin(lea, Beginning("Bonjour", [ben]), "Une lettre de Léa.")
    write(thread, ben, "Une lettre de Ben.", held=False)
    return thread


def file_of(user: User) -> str:
    """Everything that is held of someone, as their file says it."""
    return json.dumps(everything_of(user), cls=DjangoJSONEncoder, ensure_ascii=False)


def test_the_file_of_someone_holds_what_they_wrote_and_received(met, lea, ben) -> None:
    write(met, ben, "Une lettre retenue.", held=True)
    complain_of_letter(ben, met, met.letters.get(by=lea), "Elle me fatigue.")
    block(ben, lea)
    told = file_of(lea)
    for held in ("Une lettre de Léa.", "Une lettre de Ben.", "Bonjour de Léa.", "Pour Léa."):
        assert held in told
    # Nor what another has yet to be let say, nor who blocked or complained of them.
    for kept in ("Une lettre retenue.", "Elle me fatigue.", "Bonjour de Ben.", "ben@exemple.fr"):
        assert kept not in told
    assert "Elle me fatigue." in file_of(ben)
    assert Block.objects.get().by == ben


def test_no_page_gives_an_address_away(met, lea, ben, zoe, operator) -> None:
    notice = Notice.objects.first()
    assert notice
    paths = [
        "/", "/communautes/", "/communautes/jardins/", "/communautes/jardins/discussion/",
        "/communautes/jardins/agenda.ics", "/annonces/", "/annonces/flux.atom",
        f"/annonces/{notice.key}/",
    ]  # fmt: skip
    for client in (Client(), browser(zoe), browser(operator)):
        for path in paths:
            told = page(client, path)
            assert "lea@" not in told, path
            assert "ben@" not in told, path
    assert "lea@" not in page(browser(ben), f"/messages/lire/{met.key}/")


def test_people_cannot_be_counted_through_from_their_addresses(met, lea, zoe) -> None:
    client = browser(zoe)
    for pk in range(1, 6):
        page(client, f"/messages/personne/{pk}/", 404)
        page(client, f"/messages/lire/{pk}/", 404)
        page(client, f"/annonces/{pk}/", 404)
    keys = {len(one.key) for model in (Reach, Thread, Notice) for one in model.objects.all()}
    assert keys == {16}


def test_who_writes_to_many_is_stopped_before_they_reach_all(met, zoe) -> None:
    waits = [too_many(zoe, begins=True) for _ in range(30)]
    assert waits[:15] == [0] * 15
    assert all(waits[15:])


def test_an_account_that_is_erased_leaves_public_words_without_a_name(met, lea, ben) -> None:
    lea.delete()
    assert [letter.text for letter in Letter.objects.all()] == ["Une lettre de Ben."]
    told = page(Client(), "/communautes/jardins/discussion/")
    assert "Bonjour de Léa." in told  # their own words stay
    assert "un compte supprimé" in told
    assert "Pour Léa." not in page(Client(), "/annonces/")
