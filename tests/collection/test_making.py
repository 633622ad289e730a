"""Someone makes a collection: begins it, fills it, orders it, writes in it, deletes it."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from carrefour.catalogue.models import Sheet
from carrefour.collection.models import Collection, Item
from carrefour.community.models import Act
from tests.collection.conftest import edit_of, ids, page_of, share, signed_in


def titles(collection: Collection) -> list[str]:
    return list(collection.items.values_list("title", flat=True))


def test_a_visitor_is_asked_to_sign_in(client: Client, harvest_rows) -> None:
    harvest_rows()
    answer = client.get("/compte/collections/nouvelle/", {"id": ids()})
    assert answer.status_code == 302
    assert "/compte/connexion/" in answer["Location"]
    assert all(id_ in answer["Location"] for id_ in ids())


def test_a_selection_becomes_a_collection(collection, lea) -> None:
    assert titles(collection) == ["Garage solidaire", "Le Jardin partagé", "Soleil citoyen"]
    page = signed_in(lea).get("/selection/", {"id": ids()[:2]}).content.decode()
    assert f"/compte/collections/nouvelle/?id={ids()[0]}&amp;id={ids()[1]}" in page
    form = signed_in(lea).get("/compte/collections/nouvelle/", {"id": ids()[:2]}).content.decode()
    assert form.count('type="checkbox" name="id"') == 2


def test_a_selection_is_added_to_a_collection_that_is_there(collection, lea) -> None:
    client = signed_in(lea)
    Item.objects.filter(sheet__in=ids()[:2]).delete()
    form = client.get("/compte/collections/nouvelle/", {"id": ids()}).content.decode()
    assert f'formaction="{edit_of(collection)}ajouter/"' in form
    client.post(f"{edit_of(collection)}ajouter/", {"id": ids()})
    assert titles(collection) == ["Soleil citoyen", "Garage solidaire", "Le Jardin partagé"]


def test_a_collection_needs_a_title(harvest_rows, lea) -> None:
    harvest_rows()
    answer = signed_in(lea).post("/compte/collections/nouvelle/", {"title": " \n ", "id": ids()})
    assert answer.status_code == 422
    assert "Donnez-lui un titre" in answer.content.decode()
    assert not Collection.objects.exists()


def test_sheets_are_added_from_their_page_once_each(collection, lea) -> None:
    client, one = signed_in(lea), Sheet.objects.get(title="Garage solidaire")
    Item.objects.filter(sheet=one.pk).delete()
    path = f"/fiches/{one.slug}-{one.pk}/"
    assert "Jardins d’ici" in client.get(path).content.decode()
    for _ in range(2):
        answer = client.post(f"/collections/choisir/{one.pk}/", {"collection": collection.pk})
        assert answer["Location"].endswith(f"?dans={collection.pk}")
        assert "C’est ajouté" in client.get(answer["Location"]).content.decode()
    assert titles(collection) == ["Le Jardin partagé", "Soleil citoyen", "Garage solidaire"]
    swapped = client.post(
        f"/collections/choisir/{one.pk}/",
        {"collection": collection.pk},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert "<html" not in swapped
    assert "Jardins d’ici" in swapped


def test_a_visitor_of_a_sheet_gets_no_cookie_from_the_way_to_collections(
    client: Client, harvest_rows
) -> None:
    harvest_rows()
    one = Sheet.objects.get(title="Garage solidaire")
    page = client.get(f"/fiches/{one.slug}-{one.pk}/")
    assert f"/collections/choisir/{one.pk}/" in page.content.decode()
    assert not page.cookies


def test_sheets_are_found_by_words_and_by_address_on_the_page(collection, lea) -> None:
    client, one = signed_in(lea), Sheet.objects.get(title="Soleil citoyen")
    Item.objects.filter(sheet=one.pk).delete()
    page = client.get(edit_of(collection), {"q": "soleil"})
    assert [sheet.pk for sheet in page.context["proposed"]] == [one.pk]
    assert client.get(edit_of(collection), {"q": "jardin"}).context["proposed"] == []
    address = f"https://carrefour.exemple.fr/fiches/{one.slug}-{one.pk}/?dans=q%3Dsoleil"
    client.post(f"{edit_of(collection)}ajouter/", {"id": address})
    assert titles(collection)[-1] == "Soleil citoyen"
    for odd in ("", "https://exemple.fr/", "zzzzzzzzzz", "../" * 30):
        client.post(f"{edit_of(collection)}ajouter/", {"id": odd})
    assert collection.items.count() == 3


def test_its_sheets_are_put_in_order(collection, lea) -> None:
    client = signed_in(lea)

    def act(title: str, **data: str) -> None:
        pk = Item.objects.get(title=title).pk
        client.post(f"{edit_of(collection)}fiches/{pk}/", data)

    act("Soleil citoyen", up="1")
    assert titles(collection) == ["Garage solidaire", "Soleil citoyen", "Le Jardin partagé"]
    act("Garage solidaire", down="1")
    assert titles(collection) == ["Soleil citoyen", "Garage solidaire", "Le Jardin partagé"]
    act("Le Jardin partagé", to="0")
    assert titles(collection) == ["Le Jardin partagé", "Soleil citoyen", "Garage solidaire"]
    act("Le Jardin partagé", up="1")
    act("Garage solidaire", to="99999")
    assert titles(collection) == ["Le Jardin partagé", "Soleil citoyen", "Garage solidaire"]


def test_a_text_is_said_beside_a_sheet_and_a_sheet_taken_out(collection, lea) -> None:
    client, item = signed_in(lea), collection.items.first()
    path = f"{edit_of(collection)}fiches/{item.pk}/"
    client.post(path, {"text": "Allez les voir.\n\nhttps://exemple.fr/", "version": "1"})
    page = client.get(page_of(collection)).content.decode()
    assert "<p>Allez les voir.</p>" in page
    assert 'href="https://exemple.fr/" rel="nofollow"' in page
    client.post(path, {"remove": "1", "version": "2"})
    assert titles(collection) == ["Le Jardin partagé", "Soleil citoyen"]


def test_a_sheet_that_was_merged_is_followed_and_one_withdrawn_keeps_its_title(
    collection, lea
) -> None:
    client = signed_in(lea)
    kept, merged, gone = (Sheet.objects.get(pk=id_) for id_ in ids())
    Item.objects.filter(sheet=merged.pk).update(text="Le deuxième.")
    now = timezone.now()
    Sheet.objects.filter(pk=merged.pk).update(merged_into=kept, withdrawn_at=now)
    Sheet.objects.filter(pk=gone.pk).update(withdrawn_at=now)
    page = client.get(page_of(collection))
    told = [(one.title, one.sheet and one.sheet.pk, one.texts) for one in page.context["chosen"]]
    assert told == [
        ("Garage solidaire", kept.pk, ["Le deuxième."]),
        ("Soleil citoyen", None, []),
    ]
    assert "la fiche a été retirée" in page.content.decode()
    client.post(f"{edit_of(collection)}ajouter/", {"id": merged.pk})
    assert collection.items.count() == 3


def test_it_is_deleted_for_good_once_one_says_so(collection, lea) -> None:
    client = signed_in(lea)
    assert "Effacer pour de bon" in client.get(f"{edit_of(collection)}effacer/").content.decode()
    assert client.post(f"{edit_of(collection)}effacer/")["Location"] == "/compte/collections/"
    assert not Item.objects.exists()


def test_every_change_is_noted_and_a_private_title_is_not(collection, lea) -> None:
    client, item = signed_in(lea), collection.items.first()
    client.post(
        f"{edit_of(collection)}texte/", {"title": "Autre", "introduction": "", "version": "1"}
    )
    client.post(f"{edit_of(collection)}fiches/{item.pk}/", {"down": "1"})
    share(client, collection, "public")
    done = list(Act.objects.order_by("pk").values_list("what", "label"))
    assert done == [
        ("collection.made", ""),
        ("collection.added", ""),
        ("collection.wrote", ""),
        ("collection.moved", ""),
        ("collection.shared", "Autre"),
    ]
    assert set(Act.objects.values_list("target", flat=True)) == {f"collection:{collection.pk}"}


def test_a_collection_and_a_person_have_their_bounds(collection, lea, monkeypatch) -> None:
    from carrefour.collection import making

    client = signed_in(lea)
    monkeypatch.setattr(making, "MOST_SHEETS", 3)
    Item.objects.filter(title="Soleil citoyen").delete()
    Item.objects.create(collection=collection, sheet="zzz", title="Une autre", position=9)
    answer = client.post(f"/collections/choisir/{ids()[2]}/", {"collection": collection.pk})
    assert "pleine" in answer["Location"]
    assert collection.items.count() == 3
    monkeypatch.setattr(making, "MOST_COLLECTIONS", 1)
    assert client.post("/compte/collections/nouvelle/", {"title": "Deux"}).status_code == 422
