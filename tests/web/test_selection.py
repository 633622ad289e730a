"""A selection of sheets, by the ids in its address."""

import csv
import io

from django.test import Client

from carrefour.catalogue.models import Sheet


def ids() -> list[str]:
    return list(Sheet.objects.order_by("title").values_list("pk", flat=True))


def test_a_selection_shows_its_sheets_in_the_order_of_its_address(
    client: Client, harvest_rows
) -> None:
    harvest_rows()
    wanted = ids()[::-1]
    page = client.get("/selection/", {"id": wanted})
    assert [sheet.pk for sheet in page.context["sheets"]] == wanted
    assert "noindex" in page["X-Robots-Tag"]
    assert "Set-Cookie" not in page.headers
    table = client.get("/selection/tableau/", {"id": wanted})
    assert [row.sheet.pk for row in table.context["rows"]] == wanted


def test_a_selection_of_nothing_says_how_to_begin(client: Client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/selection/")
    assert "Aucun projet pour l’instant" in page.content.decode()
    odd = ["../../etc/passwd", "<script>", "", "é", "a" * 400]
    assert client.get("/selection/", {"id": odd}).context["count"] == 0


def test_a_selection_is_capped_and_says_what_is_lost(client: Client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/selection/", {"id": [*ids(), *(f"aaaaaa{n:04}" for n in range(200))]})
    told = page.content.decode()
    assert page.context["count"] == 3
    assert "100 projets au plus" in told
    assert "97 projets demandés ne sont plus publiés" in told


def test_a_selection_is_kept_as_a_file(client: Client, harvest_rows) -> None:
    harvest_rows()
    answer = client.get("/selection/export.csv", {"id": ids()[:2]})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert [row["id"] for row in csv.DictReader(io.StringIO(text), delimiter=";")] == ids()[:2]
    assert client.get("/selection/export.exe", {"id": ids()}).status_code == 404


def test_without_scripts_sheets_are_ticked_in_the_table(client: Client, harvest_rows) -> None:
    harvest_rows()
    page = client.get("/projets/tableau/").content.decode()
    assert '<form id="selection" action="/selection/" method="get">' in page
    assert page.count('form="selection" data-select=') == 3
