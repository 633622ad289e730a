"""A collection is made by several hands, and none loses what another wrote."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client

from carrefour.catalogue.models import Organisation
from carrefour.collection.models import Collection, Hand, Invitation
from carrefour.community.models import Mail, Membership
from carrefour.community.portable import everything_of
from tests.collection.conftest import edit_of, ids, page_of, share, signed_in, someone
from tests.community.conftest import delivered, link


@pytest.fixture
def hand(collection, paul) -> Hand:
    return Hand.objects.create(collection=collection, user=paul)


def invited(client: Client, collection: Collection, **data: str) -> None:
    answer = client.post(f"{edit_of(collection)}mains/", data)
    assert answer.status_code == 302


def test_someone_is_invited_by_mail_and_joins(collection, lea, paul, post) -> None:
    invited(signed_in(lea), collection, email="Paul@Exemple.fr")
    (mail,) = delivered(post)
    assert mail["To"] == "paul@exemple.fr"
    path = link(mail, "rejoindre")
    visitor = Client().get(path)
    assert urlsplit(visitor["Location"]).path == "/compte/connexion/"
    assert not Hand.objects.exists()
    client = signed_in(paul)
    assert "Jardins d’ici" in client.get(path).content.decode()
    assert not Hand.objects.exists()  # programs open the links of mails
    assert client.post(path)["Location"] == edit_of(collection)
    assert client.get(edit_of(collection)).status_code == 200
    assert client.get(path).status_code == 404  # it serves once
    assert signed_in(someone("x@exemple.fr", "X")).post(path).status_code == 404


def test_whether_an_address_has_an_account_is_not_told(collection, lea, paul) -> None:
    client = signed_in(lea)
    pages = []
    for email in ("paul@exemple.fr", "personne@exemple.fr"):
        invited(client, collection, email=email)
        page = client.get(edit_of(collection)).content.decode()
        assert "L’invitation est partie" in page
        assert "Paul" not in page
        pages.append(page)
    assert Invitation.objects.filter(user=None).count() == 2
    assert "Jardins" not in signed_in(paul).get("/compte/collections/").content.decode()


def test_a_colleague_is_invited_and_answers_from_the_account(
    collection, lea, paul, settings
) -> None:
    office = Organisation.objects.get(pk="essai-org")
    for user in (lea, paul):
        Membership.objects.create(user=user, organisation=office, approved_at=user.joined_at)
    stranger = someone("zoe@exemple.fr", "Zoé")
    client = signed_in(lea)
    page = client.get(edit_of(collection))
    assert page.context["colleagues"] == [paul]
    invited(client, collection, colleague=str(paul.pk))
    assert Mail.objects.get().user == paul
    client.post(f"{edit_of(collection)}mains/", {"colleague": str(stranger.pk)})
    (asked,) = Invitation.objects.all()
    theirs = signed_in(paul)
    assert "Léa vous invite" in theirs.get("/compte/collections/").content.decode()
    answer = f"/compte/collections/invitations/{asked.pk}/"
    assert signed_in(stranger).post(answer, {"accept": "1"}).status_code == 404
    theirs.post(answer, {"accept": "1"})
    assert Hand.objects.get().user == paul


def test_a_hand_edits_and_does_not_share_invite_or_delete(collection, hand, paul, lea) -> None:
    client = signed_in(paul)
    path = edit_of(collection)
    assert (
        client.post(
            f"{path}texte/", {"title": "À deux", "introduction": "", "version": "1"}
        ).status_code
        == 302
    )
    assert share(client, collection, "public") == 403
    assert client.post(f"{path}mains/", {"email": "a@exemple.fr"}).status_code == 403
    assert client.post(f"{path}effacer/").status_code == 403
    page = client.get(path).content.decode()
    assert "Effacer cette collection" not in page
    assert "Quitter cette collection" in page
    assert client.post(f"{path}mains/{hand.pk}/")["Location"] == "/compte/collections/"
    assert client.get(path).status_code == 404


def test_the_owner_takes_a_hand_out_and_an_invitation_back(collection, hand, lea, paul) -> None:
    client = signed_in(lea)
    invited(client, collection, email="zoe@exemple.fr")
    asked = Invitation.objects.get()
    client.post(f"{edit_of(collection)}invitations/{asked.pk}/")
    client.post(f"{edit_of(collection)}mains/{hand.pk}/")
    assert not Invitation.objects.exists()
    assert signed_in(paul).get(edit_of(collection)).status_code == 404


def test_two_who_write_at_once_lose_nothing(collection, hand, lea, paul) -> None:
    first, second, path = signed_in(lea), signed_in(paul), f"{edit_of(collection)}texte/"
    first.post(path, {"title": "De Léa", "introduction": "Son texte.", "version": "1"})
    late = second.post(path, {"title": "De Paul", "introduction": "Le sien.", "version": "1"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Léa a enregistré un autre texte" in page
    assert "Son texte." in page
    assert "Le sien." in page
    collection.refresh_from_db()
    assert (collection.title, collection.version) == ("De Léa", 2)
    second.post(path, {"title": "De nous", "introduction": "Les deux.", "version": "2"})
    collection.refresh_from_db()
    assert collection.introduction == "Les deux."


def test_two_who_write_beside_a_sheet_at_once_lose_nothing(collection, hand, lea, paul) -> None:
    first, second = signed_in(lea), signed_in(paul)
    item = collection.items.first()
    path = f"{edit_of(collection)}fiches/{item.pk}/"
    first.post(path, {"text": "De Léa", "version": "1"})
    late = second.post(path, {"text": "De Paul", "version": "1"})
    assert late.status_code == 409
    assert "De Paul" in late.content.decode()
    assert "De Léa" in late.content.decode()
    assert second.post(path, {"remove": "1", "version": "1"}).status_code == 409
    item.refresh_from_db()
    assert item.text == "De Léa"
    # A text beside another sheet, and the order, are no conflict.
    other = collection.items.last()
    second.post(f"{edit_of(collection)}fiches/{other.pk}/", {"text": "Ici", "version": "1"})
    first.post(f"{edit_of(collection)}fiches/{other.pk}/", {"up": "1"})
    assert [one.text for one in collection.items.all()] == ["De Léa", "Ici", ""]


def test_a_mail_to_a_stranger_tells_no_links(collection, lea, post) -> None:
    Collection.objects.update(title="Gagnez sur www.exemple.com")
    invited(signed_in(lea), collection, email="zoe@exemple.fr")
    (mail,) = delivered(post)
    assert "exemple.com" not in mail.as_string()


def test_invitations_have_a_limit(collection, lea) -> None:
    client = signed_in(lea)
    for _ in range(5):
        invited(client, collection, email="zoe@exemple.fr")
    assert Mail.objects.count() == 3


def test_what_is_held_of_a_person_goes_with_the_account(collection, hand, lea, paul) -> None:
    told = everything_of(lea)
    assert [one["title"] for one in told["collections"]] == ["Jardins d’ici"]
    assert list(everything_of(paul)["collections of others that you edit"])
    share(signed_in(lea), collection, "public")
    alone = signed_in(lea).post("/compte/collections/nouvelle/", {"title": "À moi seule"})
    assert alone.status_code == 302
    lea.delete()
    assert [one.title for one in Collection.objects.all()] == ["Jardins d’ici"]
    page = Client().get(page_of(collection)).content.decode()
    assert "Léa" not in page
    # Whoever made it longest with her runs it from now on.
    assert share(signed_in(paul), collection, "private") == 302
    assert len(ids()) == 3
