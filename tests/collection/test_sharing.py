"""Who reads a collection: nobody else, whoever has the link, everyone; and what they take away."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.test import Client

from carrefour.catalogue.models import Organisation
from carrefour.collection.models import Collection, Item
from carrefour.community.models import Membership
from tests.collection.conftest import edit_of, ids, page_of, share, signed_in
from tests.web.test_paper import pages, title


def test_a_private_one_is_there_for_its_makers_alone(client: Client, collection, lea, paul) -> None:
    path = page_of(collection)
    tail = [f"{path[:-1]}.pdf", f"{path}export.csv"]
    for visitor in (client, signed_in(paul)):
        for address in [path, *tail, f"/integrer/collection/{collection.pk}/"]:
            assert visitor.get(address).status_code == 404, address
        assert b"Jardins" not in visitor.get("/collections/").content
    own = signed_in(lea)
    assert "privée" in own.get(path).content.decode()
    for address in tail:
        answer = own.get(address)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        answer.getvalue()  # the test client lets go of the answer once it was read


def test_one_shared_by_link_is_read_by_whoever_has_it_and_told_of_nowhere(
    client: Client, collection, lea
) -> None:
    share(signed_in(lea), collection, "link")
    page = client.get(page_of(collection))
    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex"
    assert not page.cookies
    assert b"Jardins" not in client.get("/collections/").content
    assert client.get(f"/integrer/collection/{collection.pk}/").status_code == 404
    share(signed_in(lea), collection, "private")
    assert client.get(page_of(collection)).status_code == 404


def test_a_published_one_is_found_and_signed_and_its_address_lasts(
    client: Client, collection, lea
) -> None:
    share(signed_in(lea), collection, "public")
    old = page_of(collection)
    for q, found in (("jardins commencer", True), ("piscine", False)):
        assert (b"Jardins d" in client.get("/collections/", {"q": q}).content) == found
    page = client.get(old)
    told = page.content.decode()
    assert "X-Robots-Tag" not in page
    assert "Une collection de Léa" in told
    assert '<meta property="og:title" content="Jardins d’ici">' in told
    assert '"@type":"CollectionPage"' in told
    assert 'data-points="' in told
    Collection.objects.update(title="Un autre titre")
    assert client.get(old)["Location"] == page_of(collection) != old
    collection.refresh_from_db()
    first = collection.published_at
    share(signed_in(lea), collection, "public")
    collection.refresh_from_db()
    assert collection.published_at == first


def test_it_bears_a_name_only_if_its_owner_wants(client: Client, collection, lea) -> None:
    signed_in(lea).post(f"{edit_of(collection)}partage/", {"visibility": "public"})
    told = client.get(page_of(collection)).content.decode()
    assert "Léa" not in told
    assert "lea@" not in told


@pytest.mark.parametrize("nameless", ["", " "])
def test_an_address_is_never_a_signature(client: Client, collection, lea, nameless: str) -> None:
    share(signed_in(lea), collection, "public")
    lea.name = nameless.strip()
    lea.save()
    assert "lea@" not in client.get(page_of(collection)).content.decode()


def test_only_who_writes_for_an_organisation_publishes_in_its_name(
    client: Client, collection, lea
) -> None:
    own = signed_in(lea)
    assert share(own, collection, "public", organisation="essai-org") == 403
    member = Membership.objects.create(
        user=lea, organisation_id="essai-org", approved_at=lea.joined_at
    )
    assert share(own, collection, "public", organisation="essai-org") == 403
    Membership.objects.filter(pk=member.pk).update(role=Membership.Role.EDITOR)
    assert share(own, collection, "public", organisation="essai-org") == 302
    office = Organisation.objects.get(pk="essai-org")
    assert f"Léa, {office.name}" in client.get(page_of(collection)).content.decode().replace(
        "&#x27;", "'"
    )
    page = client.get("/organisations/essai-org/").content.decode()
    assert "Ses collections" in page


def test_the_page_of_a_sheet_names_the_published_ones_that_hold_it(
    client: Client, collection, lea
) -> None:
    from carrefour.catalogue.models import Sheet

    one = Sheet.objects.get(pk=ids()[0])
    path = f"/fiches/{one.slug}-{one.pk}/"
    assert "Jardins d’ici" not in client.get(path).content.decode()
    share(signed_in(lea), collection, "public")
    assert "Jardins d’ici" in client.get(path).content.decode()


def test_files_tell_what_is_said_beside_each_sheet(client: Client, collection, lea) -> None:
    share(signed_in(lea), collection, "public")
    first = collection.items.first()
    Item.objects.filter(pk=first.pk).update(text="=1+1\nÀ voir")
    path = page_of(collection)
    answer = client.get(f"{path}export.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    told = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["id"] for row in told] == ids()
    assert told[0]["note"] == "'=1+1\nÀ voir"
    data = json.loads(b"".join(client.get(f"{path}export.json").streaming_content))
    assert data[0]["note"] == "=1+1\nÀ voir"
    assert client.get(f"{path}export.exe").status_code == 404
    pdf = client.get(f"{path[:-1]}.pdf")
    assert title(pdf.content) == "Jardins d’ici"
    assert pages(pdf.content) >= 1
    assert (
        b"note" not in b"".join(client.get("/projets/export.csv").streaming_content).splitlines()[0]
    )


def test_a_published_one_is_shown_within_other_sites(client: Client, collection, lea) -> None:
    share(signed_in(lea), collection, "public")
    frame = client.get(f"/integrer/collection/{collection.pk}/?couleur=b4441f")
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert frame.content.decode().count("embedded-card") == 3
    page = client.get(page_of(collection)).content.decode()
    assert f"/integrer/collection/{collection.pk}/&quot;" in page


def test_operators_choose_and_order_those_of_the_home_page(
    client: Client, collection, lea, operator
) -> None:
    from django.core.cache import cache

    own, desk = signed_in(lea), signed_in(operator)
    own.post("/compte/collections/nouvelle/", {"title": "Toits", "id": ids()[2]})
    other = Collection.objects.get(title="Toits")
    share(own, collection, "public")
    share(own, other, "public")
    path = "/pilotage/collections/"
    for one in (collection, other):
        assert own.post(f"{path}{one.pk}/", {"add": "1"}).status_code == 403
        desk.post(f"{path}{one.pk}/", {"add": "1"})
    desk.post(f"{path}{other.pk}/", {"up": "1"})
    cache.clear()
    home = client.get("/").content.decode()
    assert home.index("Toits") < home.index("Jardins d’ici")
    share(own, other, "link")
    desk.post(f"{path}{collection.pk}/", {"remove": "1"})
    cache.clear()
    assert "Des collections à parcourir" not in client.get("/").content.decode()
