"""GoGoCarto maps.

The shapes are those of the public repository pixelhumain/GoGoCarto: ``APIController`` (the whole
answer, the token's refusal, categories and bounds), ``ElementJsonGenerator`` (a full and a compact
element) and ``web/data/elements-gogocompact.js`` of GoGoCartoJs (the older compact element).
"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from carrefour.harvest.connectors import LocalFile, Rejected, TheRestStands
from tests.harvest.trying import broken, packed, records, source, told

ELEMENT = {
    "id": "CqS",
    "name": "L’épicerie",
    "geo": {"latitude": 46.13373, "longitude": 0.10912},
    "sourceKey": "Près De Chez Nous",
    "address": {
        "streetAddress": "6 rue de la Chevalonnerie",
        "addressLocality": "Sauzé-Vaussais",
        "postalCode": "79190",
        "addressCountry": "FR",
    },
    "openHours": {"Mo": "09:00-12:00"},
    "createdAt": "2019-03-01T00:00:00+01:00",
    "updatedAt": "2023-05-02T10:00:00+02:00",
    "status": 7,
    "categories": ["Agriculture et alimentation", "Économie Sociale et Solidaire"],
    "categoriesFull": [{"id": 10427, "name": "Agriculture et alimentation", "index": 0}],
    "abstract": "Un magasin libre-service.",
    "website": "https://exemple.org/",
    "images": ["https://exemple.org/a.jpg"],
}


def answer(*elements: object, ontology: str = "gogofull", mapping: object = None) -> str:
    licence = "https://opendatacommons.org/licenses/odbl/summary/"
    told = {"licence": licence, "ontology": ontology, "data": list(elements)}
    return json.dumps(told if mapping is None else {**told, "mapping": mapping})


def of(partner, **fetch: object) -> dict[str, object]:
    return {"kind": "gogocarto", "url": f"{partner.url}/", **fetch}


def test_an_element_is_told_as_the_map_tells_it(partner) -> None:
    partner.answers["/api/elements.json"] = answer(ELEMENT, {**ELEMENT, "id": "BBQ"})
    found = records(partner.origin(), **of(partner))
    assert found[0] == ELEMENT
    assert [record["id"] for record in found] == ["CqS", "BBQ"]


def test_only_some_categories_and_a_part_of_the_map_can_be_asked_for(partner) -> None:
    path = "/api/elements.json?categories=4%2C10427&bounds=-4.57031%2C47.50236%2C-3.42773%2C48.268"
    partner.answers[path] = answer(ELEMENT)
    box = "-4.57031,47.50236,-3.42773,48.268"
    fetch = of(partner, categories=["4", "10427"], bounds=box)
    assert records(partner.origin(), **fetch) == [ELEMENT]


@pytest.mark.parametrize("bounds", ["-4.5,47.5,-3.4", "ouest", "1;2;3;4"])
def test_bounds_are_four_degrees(bounds: str) -> None:
    with pytest.raises(ValueError, match="west,south,east,north"):
        source(kind="gogocarto", url="https://carte.exemple.org", bounds=bounds)


def test_a_compact_element_gets_the_names_of_a_full_one(partner) -> None:
    partner.answers["/api/elements.json"] = answer(
        ["10j2", ["A Table", "2020-01-01"], 45.86382, -0.56886, [10430, 10427]],
        ["10id", ["Terre", None], 45.81051, -0.52126, [], -1, 2],
        ["court"],
        ontology="gogocompact",
        mapping=["id", ["name", "debut"], "latitude", "longitude", "status", "moderationState"],
    )
    first, second, third = told(partner.origin(), **of(partner))
    assert first.data == {
        "id": "10j2",
        "name": "A Table",
        "debut": "2020-01-01",
        "geo": {"latitude": 45.86382, "longitude": -0.56886},
        "categories": [10430, 10427],
    }
    assert second.data["name"] == "Terre"
    assert isinstance(third, Rejected)


def test_an_older_compact_element_tells_its_name_alone(partner) -> None:
    partner.answers["/api/elements.json"] = answer(
        ["10j2", "A Table Naturellement", 45.86382, -0.56886, [10430]], ontology="gogocompact"
    )
    (record,) = records(partner.origin(), **of(partner))
    assert (record["name"], record["geo"]["longitude"]) == ("A Table Naturellement", -0.56886)


def test_a_map_that_asks_for_a_token_says_so(partner, monkeypatch) -> None:
    refusal = "You need to provide a token to access to this API. Please visit https://carte/api"
    partner.answers["/api/elements.json"] = refusal
    assert "fetch.key" in broken(partner.origin(), "asks for a token", **of(partner)).cure
    monkeypatch.setenv("CARREFOUR_KEY_CARTE", "jeton-secret")
    partner.answers["/api/elements.json?token=jeton-secret"] = answer(ELEMENT)
    key = {"env": "CARREFOUR_KEY_CARTE", "parameter": "token"}
    assert records(partner.origin(), **of(partner, key=key)) == [ELEMENT]


def test_a_map_that_did_not_change_is_not_read_again(partner) -> None:
    partner.answers["/api/elements.json"] = answer(ELEMENT)
    origin = partner.origin(cache=True)
    told(origin, **of(partner))
    assert told(replace(origin, settled=True), **of(partner)) == [TheRestStands()]


def test_an_empty_map_is_no_fault(partner) -> None:
    partner.answers["/api/elements.json"] = answer()
    assert records(partner.origin(), **of(partner)) == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "not JSON"),
        (answer(ELEMENT)[:-40], "not JSON"),
        ('{"error": "Element does not exists"}', "not what a map"),
        ('{"data": {"id": "1"}}', "not what a map"),
        ("<!doctype html><html></html>", "web page"),
        ((500, {}, ""), "500"),
        ((200, {"Content-Encoding": "gzip"}, packed(answer(ELEMENT))[:99]), "cut"),
        (answer({"id": "é"}).replace("\\u00e9", "é").encode("latin-1"), "not JSON"),
    ],
)
def test_what_is_no_map_is_told_with_a_cure(partner, body, words) -> None:
    partner.answers["/api/elements.json"] = body
    broken(partner.origin(), words, **of(partner))


def test_a_copy_is_read_as_the_map_or_as_a_list(tmp_path) -> None:
    copy = tmp_path / "carte.json"
    for text in (answer(ELEMENT), json.dumps([ELEMENT])):
        copy.write_text(text)
        assert records(LocalFile(copy), kind="gogocarto") == [ELEMENT]
    broken(LocalFile(tmp_path / "nowhere.json"), "no such file", kind="gogocarto")
