"""What someone may try on a collection that is not theirs, or through a text of theirs."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client

from carrefour.collection.models import Collection, Hand, Invitation, Item
from carrefour.collection.models.collection import new_id
from tests.collection.conftest import edit_of, ids, page_of, share, signed_in

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7|add:7 }}\u202e'


def changes(collection: Collection) -> list[tuple[str, dict[str, str]]]:
    """Every address at which a collection is changed, with what changes it."""
    item, path = collection.items.first(), edit_of(collection)
    hand, asked = collection.hands.first(), collection.invitations.first()
    assert item
    assert hand
    assert asked
    return [
        (f"{path}texte/", {"title": "Pris", "introduction": "", "version": "1"}),
        (f"{path}ajouter/", {"id": ids()[0]}),
        (f"{path}fiches/{item.pk}/", {"text": "Pris", "version": "1"}),
        (f"{path}fiches/{item.pk}/", {"down": "1"}),
        (f"{path}fiches/{item.pk}/", {"remove": "1", "version": "1"}),
        (f"{path}partage/", {"visibility": "public"}),
        (f"{path}mains/", {"email": "moi@exemple.com"}),
        (f"{path}mains/{hand.pk}/", {}),
        (f"{path}invitations/{asked.pk}/", {}),
        (f"{path}effacer/", {}),
        (f"/collections/choisir/{ids()[0]}/", {"collection": collection.pk}),
    ]


@pytest.fixture
def busy(collection, operator, lea) -> Collection:
    """With a hand and an invitation."""
    Hand.objects.create(collection=collection, user=operator)
    Invitation.objects.create(collection=collection, email="zoe@exemple.fr", by=lea)
    return collection


def told(collection: Collection) -> list[object]:
    return [
        list(Collection.objects.filter(pk=collection.pk).values()),
        list(collection.items.values()),
        list(collection.hands.values()),
        list(collection.invitations.values()),
    ]


def test_nobody_changes_one_that_is_not_theirs(client: Client, busy, paul) -> None:
    before = told(busy)
    for path, data in changes(busy):
        asked = client.post(path, data)
        assert asked.status_code == 302, path
        assert "/compte/connexion/" in asked["Location"], path
        # As if there were none: the ids of private ones are not to be tried out.
        assert signed_in(paul).post(path, data).status_code == 404, path
    assert told(busy) == before


def test_no_other_site_changes_one_by_its_owners_browser(busy, lea) -> None:
    before, client = told(busy), Client(enforce_csrf_checks=True)
    client.force_login(lea)
    for path, data in changes(busy):
        assert client.post(path, data).status_code == 403, path
        assert client.get(path, data).status_code in (200, 405), path
    assert told(busy) == before


def test_a_part_of_another_collection_is_not_reached_through_ones_own(busy, paul) -> None:
    client = signed_in(paul)
    client.post("/compte/collections/nouvelle/", {"title": "La mienne"})
    own = Collection.objects.get(title="La mienne")
    before = told(busy)
    for path, data in changes(busy):
        if re.search(r"/\d+/$", path):
            crossed = path.replace(busy.pk, own.pk)
            assert client.post(crossed, data).status_code == 404, crossed
    assert told(busy) == before


def test_ids_are_not_to_be_guessed() -> None:
    made = {new_id() for _ in range(500)}
    assert len(made) == 500
    assert all(re.fullmatch("[2-9b-z]{12}", one) for one in made)


def test_hostile_texts_are_shown_as_they_are_and_do_nothing(
    client: Client, collection, lea, operator
) -> None:
    own = signed_in(lea)
    lea.name = HOSTILE.removesuffix("\u202e")
    lea.save()
    text = {"title": HOSTILE, "introduction": HOSTILE, "version": "1"}
    assert own.post(f"{edit_of(collection)}texte/", text).status_code == 302
    item = collection.items.first()
    own.post(f"{edit_of(collection)}fiches/{item.pk}/", {"text": HOSTILE, "version": "1"})
    share(own, collection, "public")
    Hand.objects.create(collection=collection, user=operator)
    desk = signed_in(operator)
    desk.post(f"/pilotage/collections/{collection.pk}/", {"add": "1"})
    seen = [
        client.get(page_of(collection)),
        client.get("/collections/"),
        client.get(f"/integrer/collection/{collection.pk}/"),
        client.get(f"/collections/signaler/{collection.pk}/"),
        own.get(edit_of(collection)),
        own.get(f"{edit_of(collection)}effacer/"),
        own.get("/compte/collections/"),
        own.get(f"/collections/choisir/{ids()[0]}/"),
        own.post(f"{edit_of(collection)}texte/", text),  # an old version: told of as such
        desk.get("/pilotage/collections/"),
    ]
    for page in seen:
        html = page.content.decode()
        assert page.status_code in (200, 409)
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert "\u202e" not in html
        assert "&lt;script&gt;" in html or "\\u003cscript" in html
        assert "{{ 7|add:7 }}" in html
    data = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html_of(seen[0]))
    assert data
    assert "<" not in data[0]


def html_of(page: object) -> str:
    return page.content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "＝1"])
def test_a_text_is_no_formula_in_a_spreadsheet(
    client: Client, collection, lea, formula: str
) -> None:
    share(signed_in(lea), collection, "public")
    Item.objects.update(text=formula)
    answer = client.get(f"{page_of(collection)}export.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        assert row["note"].startswith("'")


def test_hostile_texts_make_a_sound_pdf(client: Client, collection, lea) -> None:
    odd = "\ufffe 🌱 漢字" + "\x00" * (connection.vendor == "sqlite")  # PostgreSQL holds no NUL
    Collection.objects.update(title=f"(\\) {HOSTILE}", introduction=f"{HOSTILE} {odd}")
    Item.objects.update(text=f"{HOSTILE}\n\n(\\\\) endobj")
    share(signed_in(lea), collection, "public")
    pdf = client.get(f"{page_of(collection)[:-1]}.pdf")
    assert pdf.status_code == 200
    assert pdf.content.startswith(b"%PDF-")
    assert b"/JavaScript" not in pdf.content
    assert re.match(r'inline; filename="[a-z0-9-]+\.pdf"$', pdf["Content-Disposition"])


@pytest.mark.parametrize("odd", ["1e9", "-1", "９", "", "9" * 30, "a"])
def test_odd_numbers_change_nothing(collection, lea, odd: str) -> None:
    client, item = signed_in(lea), collection.items.first()
    path = edit_of(collection)
    text = {"title": "X", "introduction": "", "version": odd}
    assert client.post(f"{path}texte/", text).status_code == 409
    data = {"text": "X", "version": odd}
    assert client.post(f"{path}fiches/{item.pk}/", data).status_code == 409
    client.post(f"{path}mains/", {"colleague": odd})
    assert not Invitation.objects.exists()


def test_long_texts_are_cut(collection, lea) -> None:
    data = {"title": "é" * 900, "introduction": "é" * 90_000, "version": "1"}
    signed_in(lea).post(f"{edit_of(collection)}texte/", data)
    collection.refresh_from_db()
    assert (len(collection.title), len(collection.introduction)) == (120, 5000)
