"""What pages say of themselves in schema.org's words."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrefour.catalogue.fetching import PageRules
from carrefour.harvest.connectors.raw import Unreadable
from carrefour.harvest.connectors.selecting import read_keys
from carrefour.harvest.connectors.webpage import read_page

URL = "https://exemple.org/fiches/7"
EVENT = {
    "@type": "Event",
    "name": "Fête du lieu",
    "url": "https://exemple.org/fete",
    "location": {
        "@type": "Place",
        "name": "Salle",
        "address": {"@type": "PostalAddress", "postalCode": "44000", "addressLocality": "Nantes"},
    },
    "keywords": ["jardin", "repas"],
}
JSON_LD = {
    "alone": {"@context": "https://schema.org", **EVENT},
    "in a list": [{"@type": "WebSite"}, EVENT],
    "in a graph": {"@graph": [{"@type": "WebPage", "name": "x"}, EVENT]},
    "in a graph of a graph": {"@graph": [{"@type": "WebPage", "mainEntity": {"@graph": [EVENT]}}]},
    "with whole types": {**EVENT, "@type": ["https://schema.org/Event", "schema:Festival"]},
    "with references": {
        "@graph": [
            {**EVENT, "location": {"@id": "#lieu"}},
            {**EVENT["location"], "@id": "#lieu", "address": {"@id": "#a"}},  # type: ignore[dict-item]
            {**EVENT["location"]["address"], "@id": "#a"},  # type: ignore[index]
        ]
    },
}
MICRODATA = """<div itemscope itemtype="https://schema.org/Event">
<h1 itemprop="name">Fête du lieu</h1><a itemprop="url" href="/fete">x</a>
<p itemprop="location" itemscope itemtype="https://schema.org/Place"><b itemprop="name">Salle</b>
<span itemprop="address" itemscope itemtype="https://schema.org/PostalAddress">
<i itemprop="postalCode">44000</i> <i itemprop="addressLocality">Nantes</i></span></p>
<b itemprop="keywords">jardin</b><b itemprop="keywords">repas</b></div>"""
RDFA = """<html><head><title>x</title></head><body vocab="https://schema.org/">
<div typeof="Event"><h1 property="name">Fête du lieu</h1><a property="url" href="/fete">x</a>
<p property="location" typeof="Place"><b property="name">Salle</b>
<span property="address" typeof="PostalAddress"><i property="postalCode">44000</i>
<i property="addressLocality">Nantes</i></span></p>
<b property="keywords">jardin</b><b property="keywords">repas</b></div>
<div typeof="Event"><h1 property="name">Autre fête</h1></div></body></html>"""


def read(body: str | bytes, *types: str) -> tuple[dict[str, Any], str]:
    """The record of a page, and what went wrong."""
    rules = PageRules(schema_org=types or ("Event",))
    page = read_page(body.encode() if isinstance(body, str) else body, {}, URL)
    found = read_keys(rules, page)
    return found.data.get("schema", {}), found.trouble


def scripts(*documents: object) -> str:
    return "".join(
        '<script type="application/ld+json">'
        f"{one if isinstance(one, str) else json.dumps(one)}</script>"
        for one in documents
    )


def without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_ids(one) for key, one in value.items() if key != "@id"}
    return value


@pytest.mark.parametrize("form", JSON_LD)
def test_a_node_in_json_ld_is_found_wherever_it_stands(form: str) -> None:
    found, trouble = read(scripts(JSON_LD[form]))
    types = ["Event", "Festival"] if form == "with whole types" else "Event"
    assert without_ids(found) == {**EVENT, "@type": types}
    assert trouble == ""


@pytest.mark.parametrize("body", [MICRODATA, RDFA], ids=["microdata", "RDFa"])
def test_microdata_and_rdfa_give_the_same_as_json_ld(body: str) -> None:
    assert read(body)[0] == EVENT


def test_the_same_page_always_gives_the_same() -> None:
    # RDFa is read into a graph, which knows no order, and whose nodes have names of chance.
    assert len({json.dumps(read(RDFA)[0]) for _ in range(5)}) == 1


def test_json_ld_leads_over_other_syntaxes() -> None:
    assert read(MICRODATA + scripts({"@type": "Event", "name": "JSON"}))[0]["name"] == "JSON"


def test_the_first_node_of_any_of_the_types_is_taken() -> None:
    page = scripts({"@type": "Place", "name": "A"}, {"@type": "NGO", "name": "B"}, EVENT)
    assert read(page, "Event", "NGO")[0]["name"] == "B"
    assert read(page, "https://schema.org/Event")[0]["name"] == "Fête du lieu"
    assert read(page, "Person") == ({}, "")


def test_a_script_with_comments_and_a_charset_is_read() -> None:
    page = (
        '<script type="application/ld+json; charset=utf-8">\n<!-- x -->\n'
        '{"@type": "Event", "name": "A\tB", // y\n}</script>'
    )
    assert read(page)[0]["name"] == "A\tB"


def test_a_broken_script_does_not_hide_the_others() -> None:
    page = scripts('{"@type": "Event", "name": ', EVENT)
    assert read(page)[0]["name"] == "Fête du lieu"


def test_a_broken_script_is_told_when_there_is_nothing_else() -> None:
    found, trouble = read(scripts('{"@type": "Event", "name": '))
    assert found == {}
    assert trouble.startswith("its JSON-LD is broken")


CIRCLE = {
    "@graph": [
        {"@type": "Event", "@id": "#a", "b": {"@id": "#b"}},
        {"@id": "#b", "a": {"@id": "#a"}},
    ]
}
FAN = {
    "@graph": [
        {"@type": "Event", "@id": f"#{n}", "all": [{"@id": f"#{m}"} for m in range(40)]}
        for n in range(40)
    ]
}
HOSTILE = {
    "a circle": scripts(CIRCLE),
    "a fan": scripts(FAN),
    "deep lists": scripts("[" * 5000 + "]" * 5000),
    "deep nodes": scripts('{"@type":"Event","a":' * 900 + "1" + "}" * 900),
    "a list of lists": scripts('{"@type":"Event","a":' + "[" * 900 + "]" * 900 + "}"),
    "odd types": scripts({"@type": [1, None, {"a": "b"}], "@id": ["x"]}),
    "odd values": scripts('{"@type":"Event","name":"\\ud800","n":1e999,"z":NaN}'),
    "deep microdata": '<div itemscope itemtype="https://schema.org/Event" itemprop="a">' * 3000,
    "microdata of themselves": "<div id=a itemscope itemref=a itemtype=Event itemprop=b>x",
    "deep rdfa": '<div vocab="https://schema.org/" typeof="Event" property="a">' * 3000,
    "rdfa without sense": '<div vocab="::" prefix="a b c" typeof=":: [x] schema:" about="[a:">',
    "a vocabulary elsewhere": '<div vocab="http://127.0.0.1:9/v#" typeof="schema:Event">',
}  # fmt: skip


@pytest.mark.parametrize("attack", HOSTILE)
def test_hostile_markup_gives_something_small_or_nothing(attack: str, monkeypatch) -> None:
    def refused(*_args: object) -> None:
        raise AssertionError("a page made us open a connection")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    found, trouble = read(HOSTILE[attack])
    assert isinstance(found, dict)
    assert len(json.dumps(found)) < 5_000_000
    assert trouble.count("\n") == 0


ALL = PageRules.model_validate(
    {
        "fields": {
            "titre": "h1",
            "texte": {"css": "p, div", "all": True},
            "html": {"css": "body", "get": "html"},
            "lien": "a::attr(href)",
            "image": {"xpath": "//img/@src", "all": True},
            "nombre": {"xpath": "count(//*)"},
            "motif": {"xpath": "string(/*)", "pattern": "([a-z]+)"},
        },
        "labelled": [{}, {"rows": "tr", "label": "th", "value": "td"}],
        "schema_org": ["Event"],
    }
)
PIECES = st.sampled_from(
    [
        *(
            "<h1>",
            "</p>",
            "<p",
            "<a href='",
            "//",
            "<img src=",
            "<dl><dt>",
            "<dd>",
            "<tr><th>",
            "<td>",
        ),
        *("<!--", "<![CDATA[", "<base href='", "&#x", "&#0;", "&#xD800;", "\x00", "\x0b", "\ufeff"),
        *(
            "<script type='application/ld+json'>",
            '{"@type":"Event",',
            "</script>",
            " itemprop=name>",
        ),
        *(
            "<div itemscope itemtype='http://schema.org/Event'>",
            "<meta charset=utf-16>",
            "<svg><title>",
        ),
        *("<b vocab='https://schema.org/' typeof=Event property=name>", "<?xml encoding='x'?>"),
        *("<template>", "http://[", "é", "\ud83d\ude00"),
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    body=st.binary(max_size=400)
    | st.lists(PIECES | st.text(max_size=8), max_size=40).map(
        lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
    ),
    type_=st.sampled_from(
        ["", "text/html; charset=utf-16", "text/html; charset=utf-8", "text/html; charset=x"]
    ),
    url=st.sampled_from([URL, "", "http://[x"]),
)
def test_whatever_a_page_holds_never_raises(body: bytes, type_: str, url: str) -> None:
    page = read_page(body, {"content-type": type_}, url)
    found = read_keys(ALL, page)
    json.dumps(found.data)
    assert "nombre" in found.data


def test_a_page_too_large_is_refused() -> None:
    with pytest.raises(Unreadable, match="no web page is so large"):
        read_page(b"x" * 20_000_001, {}, URL)


def test_a_record_too_large_is_refused() -> None:
    body = "<div>" * 900 + "x" * 3000
    rules = PageRules.model_validate({"fields": {"a": {"css": "div", "all": True}}})
    found = read_keys(rules, read_page(body.encode(), {}, URL))
    assert found.data == {}
    assert "over 2,000,000 letters" in found.trouble


def test_real_pages_say_what_they_are() -> None:
    beside = Path(__file__).parents[3] / "shared/data/sources"
    folder = Path(os.environ.get("CARREFOUR_REAL_DATA", beside)) / "reseau-alpha-pages"
    if not folder.is_dir():
        pytest.skip("no copies of real pages")
    body = (folder / "structures__abc-formation.html").read_bytes()
    found, _ = read(body, "BreadcrumbList")
    names = [one["name"] for one in found["itemListElement"] if "name" in one]
    assert names == ["Apprendre le français en Île-de-France"]
