"""What a moderator must look at: reports of visitors, and the links of new accounts."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from carrefour.collection.models import Complaint, Item
from carrefour.community.models import Act, Mail, Mandate, User
from carrefour.community.slots import listed
from tests.collection.conftest import edit_of, page_of, share, signed_in, someone

WAITING = "/compte/collections/relecture/"


@pytest.fixture
def moderator(db) -> User:
    """Looks after agriculture."""
    user = someone("max@exemple.fr", "Max")
    Mandate.objects.create(user=user, theme="AGR")
    return user


def test_a_visitor_reports_one_without_an_account(client: Client, collection, lea) -> None:
    path = f"/collections/signaler/{collection.pk}/"
    assert client.get(path).status_code == 404  # it is private: nobody learns of it
    share(signed_in(lea), collection, "public")
    page = client.get(path)
    assert not page.cookies
    assert client.post(path, {"about": "?"}).status_code == 422
    assert "Merci" in client.post(path, {"about": "advert", "text": "Oh"}).content.decode()
    client.post(path, {"about": "advert", "website": "https://exemple.com"})
    assert Complaint.objects.count() == 1
    elsewhere = client.post(path, {"about": "advert"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
    for _ in range(12):
        last = client.post(path, {"about": "advert"})
    assert last.status_code == 429


def test_a_moderator_of_its_field_takes_it_down_and_its_owner_is_told_why(
    client: Client, collection, lea, moderator
) -> None:
    share(signed_in(lea), collection, "public")
    Complaint.objects.create(collection=collection, about="advert", text="C’est une réclame.")
    desk = signed_in(moderator)
    assert "C’est une réclame" in desk.get(WAITING).content.decode()
    decide = f"{WAITING}{collection.pk}/"
    desk.post(decide, {"take-down": "1", "reason": ""})
    assert client.get(page_of(collection)).status_code == 200
    desk.post(decide, {"take-down": "1", "reason": "Une réclame <b>déguisée</b>."})
    assert client.get(page_of(collection)).status_code == 404
    mail = Mail.objects.get(user=lea)
    assert "Une réclame <b>déguisée</b>." in mail.text
    assert "Une réclame &lt;b&gt;déguisée&lt;/b&gt;." in mail.html
    assert Act.objects.filter(what="collection.taken-down", by=moderator).exists()
    own = signed_in(lea)
    assert "Une réclame &lt;b&gt;déguisée" in own.get(edit_of(collection)).content.decode()
    # Publishing it anew asks for another look.
    share(own, collection, "public")
    assert client.get(page_of(collection)).status_code == 404
    assert "Jardins" not in client.get("/collections/").content.decode()
    assert desk.get(page_of(collection)).status_code == 200
    desk.post(decide, {"let-go": "1"})
    assert client.get(page_of(collection)).status_code == 200
    assert Mail.objects.filter(user=lea).count() == 2


def test_a_moderator_of_another_field_and_a_member_do_not_decide(
    collection, lea, paul, moderator
) -> None:
    share(signed_in(lea), collection, "public")
    Complaint.objects.create(collection=collection, about="advert")
    Mandate.objects.update(theme="", territory="departement:75")
    decide = f"{WAITING}{collection.pk}/"
    reason = {"take-down": "1", "reason": "Non"}
    assert "Jardins" not in signed_in(moderator).get(WAITING).content.decode()
    assert signed_in(moderator).post(decide, reason).status_code == 403
    assert signed_in(paul).get(WAITING).status_code == 403
    assert signed_in(paul).post(decide, reason).status_code == 403
    assert signed_in(lea).post(decide, {"let-go": "1"}).status_code == 403


def test_a_moderator_reads_no_private_one(collection, moderator) -> None:
    desk = signed_in(moderator)
    assert desk.get(page_of(collection)).status_code == 404
    answer = desk.post(f"{WAITING}{collection.pk}/", {"take-down": "1", "reason": "Non"})
    assert answer.status_code == 404


@pytest.mark.parametrize("known", [False, True])
def test_the_links_of_a_new_account_wait(client: Client, collection, lea, known: bool) -> None:
    if not known:
        User.objects.filter(pk=lea.pk).update(joined_at=timezone.now())
    Item.objects.filter(title="Garage solidaire").update(text="Voir https://exemple.com/")
    share(signed_in(lea), collection, "public")
    assert (client.get(page_of(collection)).status_code == 200) == known


def test_a_link_that_a_new_hand_adds_later_waits_too(
    client: Client, collection, lea, operator
) -> None:
    share(signed_in(lea), collection, "public")
    User.objects.filter(pk=lea.pk).update(joined_at=timezone.now())
    write = {"title": "Jardins", "introduction": "Sans lien", "version": "1"}
    signed_in(lea).post(f"{edit_of(collection)}texte/", write)
    assert client.get(page_of(collection)).status_code == 200
    write |= {"introduction": "Gagnez sur www.exemple.com", "version": "2"}
    signed_in(lea).post(f"{edit_of(collection)}texte/", write)
    assert client.get(page_of(collection)).status_code == 404
    assert "Gagnez sur" in signed_in(operator).get(WAITING).content.decode()


def test_the_desk_tells_what_waits_and_since_when(collection, lea, operator) -> None:
    share(signed_in(lea), collection, "public")
    told = Complaint.objects.create(collection=collection, about="advert")
    request = HttpRequest()
    request.user = operator
    (entry,) = [one for one in listed("desk.waits", request) if one.url == WAITING]
    assert (entry.count, entry.since) == (1, told.made_at)
    assert any("Jardins" in str(one.label) for one in listed("newsletter", request))
