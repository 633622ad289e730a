"""Web sites: their lists, the pages of their items, and all that can be wrong with them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.fetching import HtmlFetch
from carrefour.harvest.connectors import (
    LocalFile,
    RawRecord,
    Recording,
    Rejected,
    Remote,
    SourceBroken,
    read_records,
)
from carrefour.harvest.crawling import process
from carrefour.harvest.crawling.job import Job
from tests.harvest.trying import source

LIST = """<html><body><h1>Projets</h1>
<ul>{items}</ul>{more}</body></html>"""
SHEET = """<html><head><title>x</title></head><body><h1>{nom}</h1>
<div class="texte"><p>Un projet   de
quartier.</p><p>Avec <b>des</b> voisins<br>et leurs amis.</p><script>non()</script></div>
<img src="../i/{n}.jpg"><a class="site" href="https://projet{n}.example">Site</a>
<dl><dt>Ville :</dt><dd>Nantes</dd><dt>Thèmes</dt><dd>Jardin</dd><dd>Emploi</dd></dl>
<table><tr><th>Depuis</th><td>2020</td></tr><tr><th>Vide</th><td> </td></tr></table>
</body></html>"""


def definition(record_id: str = "{page_url}", **fetch: Any) -> SourceDefinition:
    return source(record_id, kind="html", **fetch)


def items(*numbers: int) -> str:
    return "".join(
        f'<li class="item"><a href="/fiches/{n}#top">Projet {n}</a> <i>résumé {n}</i></li>'
        for n in numbers
    )


def page(*numbers: int, more: str = "") -> str:
    return LIST.format(items=items(*numbers), more=more)


def read(origin: Remote | LocalFile | Recording, **fetch: Any) -> list[RawRecord | Rejected]:
    return list(read_records(definition(**fetch), origin))


def kept(told: list[RawRecord | Rejected]) -> list[dict[str, Any]]:
    assert [one for one in told if isinstance(one, Rejected)] == []
    return [one.data for one in told if isinstance(one, RawRecord)]


def rejected(told: list[RawRecord | Rejected]) -> list[Rejected]:
    return [one for one in told if isinstance(one, Rejected)]


LISTED = {"items": "li.item", "listed": {"fields": {"nom": "a", "resume": "i"}}}
FOLLOWED = {**LISTED, "link": "a", "page": {"fields": {"titre": "h1", "texte": ".texte"}}}


# What is read.


def test_the_items_of_a_list_are_records(partner) -> None:
    partner.answers["/projets"] = page(1, 2)
    told = read(partner.origin(), url=f"{partner.url}/projets", record_id="{nom}", **LISTED)
    assert kept(told) == [
        {"nom": f"Projet {n}", "resume": f"résumé {n}", "page_url": f"{partner.url}/projets"}
        for n in (1, 2)
    ]
    assert [one.where for one in told] == [f"{partner.url}/projets, item {n}" for n in (1, 2)]


def test_the_page_of_each_item_is_followed_on_every_page_of_the_list(partner) -> None:
    partner.answers |= {
        "/projets": page(1, 2, more='<a rel="next" href="?page=2">Suite</a>'),
        "/projets?page=2": page(3, more='<a rel="next" href="#">Suite</a>'),
    }
    partner.answers |= {f"/fiches/{n}": SHEET.format(nom=f"Fiche {n}", n=n) for n in (1, 2, 3)}
    told = read(partner.origin(), url=f"{partner.url}/projets", pages={"by": "link"}, **FOLLOWED)
    assert {one["titre"]: one["page_url"] for one in kept(told)} == {
        f"Fiche {n}": f"{partner.url}/fiches/{n}" for n in (1, 2, 3)
    }
    first = kept(told)[0]
    assert first["resume"] == "résumé 1"
    assert first["texte"] == "Un projet de quartier.\n\nAvec des voisins\net leurs amis."


def test_pages_are_asked_for_by_number_until_one_is_empty(partner) -> None:
    partner.answers |= {
        "/projets?vue=liste&p=1": page(1, 2),
        "/projets?vue=liste&p=2": page(3),
        "/projets?vue=liste&p=3": page(),
    }
    told = read(
        partner.origin(),
        url=f"{partner.url}/projets?vue=liste",
        record_id="{nom}",
        pages={"by": "page", "parameter": "p"},
        **LISTED,
    )
    assert len(kept(told)) == 3
    assert partner.paths()[-1] == "/projets?vue=liste&p=3"


def test_a_number_in_the_path_and_a_404_after_the_last_page(partner) -> None:
    partner.answers |= {"/projets/0/": page(1), "/projets/1/": page(2)}
    template = f"{partner.url}/projets/{{page}}/"
    told = read(
        partner.origin(),
        url=f"{partner.url}/projets/",
        record_id="{nom}",
        pages={"by": "page", "template": template, "first": 0},
        **LISTED,
    )
    assert len(kept(told)) == 2


def test_pages_are_asked_for_by_offset(partner) -> None:
    partner.answers |= {
        "/projets?debut=0": page(1, 2),
        "/projets?debut=2": page(3),
        "/projets?debut=4": page(),
    }
    told = read(
        partner.origin(),
        url=f"{partner.url}/projets",
        record_id="{nom}",
        pages={"by": "offset", "parameter": "debut", "step": 2},
        **LISTED,
    )
    assert len(kept(told)) == 3


def test_several_addresses_are_read_and_a_page_listed_twice_is_read_once(partner) -> None:
    partner.answers |= {"/nord": page(1, 2), "/sud": page(2, 3)}
    partner.answers |= {f"/fiches/{n}": SHEET.format(nom=f"Fiche {n}", n=n) for n in (1, 2, 3)}
    urls = [f"{partner.url}/nord", f"{partner.url}/sud"]
    assert len(kept(read(partner.origin(), urls=urls, **FOLLOWED))) == 3
    assert partner.paths().count("/fiches/2") == 1


def test_without_items_each_address_is_the_page_of_a_record(partner) -> None:
    partner.answers |= {f"/fiches/{n}": SHEET.format(nom=f"Fiche {n}", n=n) for n in (1, 2)}
    told = read(
        partner.origin(),
        url=f"{partner.url}/fiches/1",
        urls=[f"{partner.url}/fiches/2"],
        page={"fields": {"nom": "h1"}},
    )
    assert sorted(one["nom"] for one in kept(told)) == ["Fiche 1", "Fiche 2"]


def test_a_link_that_is_not_followed_is_the_address_of_the_record(partner) -> None:
    partner.answers["/projets"] = page(1)
    told = read(partner.origin(), url=f"{partner.url}/projets", link="a", **LISTED)
    assert kept(told)[0]["page_url"] == f"{partner.url}/fiches/1#top"
    assert partner.paths() == ["/projets"]


def test_several_sheets_are_asked_for_at_once(partner) -> None:
    under_way, most = [], []

    def slowly(_headers: Any) -> str:
        under_way.append(1)
        most.append(len(under_way))
        time.sleep(0.2)
        under_way.pop()
        return SHEET.format(nom="Fiche", n=1)

    partner.answers["/projets"] = page(*range(12))
    partner.answers |= {f"/fiches/{n}": slowly for n in range(12)}
    pace = {"delay": 0, "at_once": 4}
    told = read(partner.origin(), url=f"{partner.url}/projets", pace=pace, **FOLLOWED)
    assert len(kept(told)) == 12
    assert 2 <= max(most) <= 4


FIELDS = [
    ("h1", "Fiche"),
    ("h1::text", "Fiche"),
    ("//h1", "Fiche"),
    ({"xpath": "string(//h1)"}, "Fiche"),
    ({"xpath": "count(//dd)"}, "3"),
    ({"xpath": "//a[has-class('site')]/@href"}, "https://projet7.example"),
    ({"xpath": "//dt[re:test(., '^Th')]/following-sibling::dd"}, "Jardin"),
    ({"css": "img", "get": "src"}, "https://exemple.org/i/7.jpg"),
    ("img::attr(src)", "https://exemple.org/i/7.jpg"),
    ({"css": "dd", "all": True}, ["Nantes", "Jardin", "Emploi"]),
    ({"css": "dd", "pattern": "^J(.*)"}, "ardin"),
    ({"css": "dd", "pattern": "[aeiou]", "all": True}, ["a", "a", "o"]),
    (
        {"css": ".texte p + p", "get": "html"},
        "<p>Avec <b>des</b> voisins<br>et leurs amis.</p>",
    ),
    ({"css": "body", "get": "html", "pattern": 'src="([^"]*)"'}, "https://exemple.org/i/7.jpg"),
]


@pytest.fixture
def saved(tmp_path):
    """A page saved from https://exemple.org/fiches/7, as an origin."""

    def save(body: str | bytes = SHEET.format(nom="Fiche", n=7)) -> LocalFile:
        file = tmp_path / "7.html"
        head = b'<link rel="canonical" href="https://exemple.org/fiches/7">'
        file.write_bytes(head + (body.encode() if isinstance(body, str) else body))
        return LocalFile(file)

    return save


@pytest.mark.parametrize(("select", "wanted"), FIELDS, ids=lambda value: str(value)[:40])
def test_a_key_is_read_by_css_or_xpath(saved, select: Any, wanted: Any) -> None:
    (found,) = kept(read(saved(), page={"fields": {"clef": select}}))
    assert found["clef"] == wanted


def test_a_key_that_is_not_found_is_left_out(saved) -> None:
    fields = {"nom": "h1", "rien": "h6", "vide": "td:empty", "autre": {"css": "h1", "pattern": "x"}}
    (found,) = kept(read(saved(), page={"fields": fields}))
    assert sorted(found) == ["nom", "page_file", "page_url"]


def test_labels_are_keys(saved) -> None:
    rows = {"rows": "tr", "label": "th", "value": "td"}
    (found,) = kept(read(saved(), page={"labelled": [{}, rows]}))
    assert found == {
        "Ville": "Nantes",
        "Thèmes": ["Jardin", "Emploi"],
        "Depuis": "2020",
        "page_url": "https://exemple.org/fiches/7",
        "page_file": "7.html",
    }


def test_labels_that_all_come_first_go_with_the_values_in_order(saved) -> None:
    body = "<p><b>Ville</b><b>Pays</b></p><p><i>Nantes</i><i>France</i></p>"
    pairs = [{"label": "b", "value": "i"}]
    (found,) = kept(read(saved(body), page={"labelled": pairs}))
    assert (found["Ville"], found["Pays"]) == ("Nantes", "France")


def test_pages_are_read_in_their_encodings(partner) -> None:
    html = "text/html; charset="
    title = "<h1>Œuvre d’été</h1>"
    answers = {
        "header": (html + "iso-8859-1", title.encode("cp1252")),
        "meta": ("text/html", b'<meta charset="windows-1252">' + title.encode("cp1252")),
        "bytes": ("text/html", title.encode("cp1252")),
        "called-utf-8": (html + "utf-8", title.encode("cp1252")),
        "called-latin": (html + "iso-8859-1", title.encode()),
        "mark": (html + "iso-8859-1", b"\xef\xbb\xbf" + title.encode()),
        "utf-16": ("text/html", title.encode("utf-16")),
        "unknown": (html + "nonsense", title.encode()),
    }
    for name, (type_, body) in answers.items():
        partner.answers[f"/{name}"] = (200, {"Content-Type": type_}, body)
    urls = [f"{partner.url}/{name}" for name in answers]
    told = read(partner.origin(), urls=urls, page={"fields": {"nom": "h1"}})
    read_as = {one["page_url"].rpartition("/")[2]: one["nom"] for one in kept(told)}
    assert read_as == dict.fromkeys(answers, "Œuvre d’été")


def test_a_few_broken_letters_do_not_make_a_page_of_another_encoding(saved) -> None:
    body = b'<meta charset="utf-8">' + "<h1>Œuvre d’été</h1><p>déjà prêt".encode() + b"\xe9\xff"
    (found,) = kept(read(saved(body), page={"fields": {"nom": "h1"}}))
    assert found["nom"] == "Œuvre d’été"


def test_malformed_markup_is_read_as_far_as_it_goes(saved) -> None:
    body = "<ul><li>un<li>deux</b></ul><h1>Titre<p>Texte</h1> &eacute;&#0;&bogus; <!-- "
    fields = {"nom": "h1", "tous": {"css": "li", "all": True}}
    (found,) = kept(read(saved(body), page={"fields": fields}))
    assert found["tous"] == ["un", "deux"]
    assert found["nom"].startswith("Titre")


def test_relative_addresses_follow_the_base_of_the_page(saved) -> None:
    body = '<base href="/b/"><a href="c">y</a><img src="http://[x">'
    fields = {"lien": "a::attr(href)", "image": "img::attr(src)"}
    (found,) = kept(read(saved(body), page={"fields": fields}))
    assert found["lien"] == "https://exemple.org/b/c"
    assert found["image"] == "http://[x"


def test_the_address_after_redirects_is_that_of_the_page(partner) -> None:
    partner.answers |= {
        "/court": (302, {"Location": "/long/chemin"}, ""),
        "/long/chemin": '<h1>x</h1><a href="autre">y</a>',
    }
    told = read(
        partner.origin(),
        url=f"{partner.url}/court",
        page={"fields": {"nom": "h1", "lien": "a::attr(href)"}},
    )
    assert kept(told)[0]["page_url"] == f"{partner.url}/long/chemin"
    assert kept(told)[0]["lien"] == f"{partner.url}/long/autre"
    assert all(asked.headers["User-Agent"].startswith("Carrefour/") for asked in partner.asked)


def test_saved_pages_are_records_each_under_its_own_address(tmp_path) -> None:
    (tmp_path / "a.html").write_text(
        '<meta property="og:url" content="https://x.example/a"><h1>A</h1>'
    )
    (tmp_path / "b.HTM").write_text("<h1>B</h1>")
    (tmp_path / "c.html").write_text("<p>rien</p>")
    (tmp_path / "d.txt").write_text("<h1>D</h1>")
    told = read(LocalFile(tmp_path), url="https://x.example", page={"fields": {"nom": "h1"}})
    (nothing,) = rejected(told)
    assert nothing.where == "c.html"
    assert "none of its keys" in nothing.reason
    assert [one.data for one in told if isinstance(one, RawRecord)] == [
        {"nom": "A", "page_url": "https://x.example/a", "page_file": "a.html"},
        {"nom": "B", "page_url": "b.HTM", "page_file": "b.HTM"},
    ]


def test_a_saved_list_is_read_item_by_item(tmp_path) -> None:
    (tmp_path / "liste.html").write_text(page(1, 2))
    told = read(LocalFile(tmp_path / "liste.html"), record_id="{nom}", **LISTED)
    assert [one["nom"] for one in kept(told)] == ["Projet 1", "Projet 2"]


@pytest.mark.parametrize("folder", ["vide", "absent"])
def test_a_place_without_saved_pages_is_told(tmp_path, folder: str) -> None:
    (tmp_path / "vide").mkdir()
    with pytest.raises(SourceBroken, match=r"holds no saved page|is no such file"):
        read(LocalFile(tmp_path / folder), page={"fields": {"nom": "h1"}})


# What can be wrong with one item.


def test_a_sheet_that_is_gone_or_refused_is_rejected_and_the_rest_goes_on(partner) -> None:
    partner.answers |= {
        "/robots.txt": "User-agent: *\nDisallow: /fiches/3",
        "/projets": page(1, 2, 3, 4, 5, 6, 7),
        "/fiches/1": SHEET.format(nom="Fiche 1", n=1),
        "/fiches/2": (410, {}, ""),
        "/fiches/4": (302, {"Location": "http://127.0.0.1:1/"}, ""),
        "/fiches/5": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4"),
        "/fiches/6": (403, {}, ""),
        "/fiches/7": "<h1>Fiche 7</h1>" + "x" * 20_000,
    }
    told = read(partner.origin(most_bytes=10_000), url=f"{partner.url}/projets", **FOLLOWED)
    reasons = {one.where.rpartition("/")[2]: one.reason for one in rejected(told)}
    assert "answered 410" in reasons["2"]
    assert "robots.txt refuses it" in reasons["3"]
    assert "private" in reasons["4"]
    assert "no web page but 'application/pdf'" in reasons["5"]
    assert "refused (403)" in reasons["6"]
    assert "larger than 10,000 bytes" in reasons["7"]
    assert [one.data["titre"] for one in told if isinstance(one, RawRecord)] == ["Fiche 1"]
    assert "/fiches/3" not in partner.paths()


def test_an_item_without_a_link_is_rejected(partner) -> None:
    broken = '<li class="item"><b>Sans lien</b></li><li class="item"><a href="javascript:x">y</a>'
    partner.answers |= {
        "/projets": LIST.format(items=items(1) + broken, more=""),
        "/fiches/1": SHEET.format(nom="Fiche 1", n=1),
    }
    told = read(partner.origin(), url=f"{partner.url}/projets", **FOLLOWED)
    assert [one.reason for one in rejected(told)] == [
        "has no link: 'link' finds no address in it"
    ] * 2
    assert rejected(told)[0].excerpt == "Sans lien"
    assert len(told) == 3


def test_a_page_elsewhere_that_cannot_be_reached_costs_its_record_alone(partner) -> None:
    away = '<li class="item"><a href="http://127.0.0.1:9/x">ailleurs</a></li>'
    partner.answers |= {
        "/projets": LIST.format(items=away + items(1), more=""),
        "/fiches/1": SHEET.format(nom="Fiche 1", n=1),
    }
    allowed = partner.policy().allowed_private | {"127.0.0.1:9"}
    told = read(
        partner.origin(allowed_private=allowed, tries=1), url=f"{partner.url}/projets", **FOLLOWED
    )
    assert "cannot be reached" in rejected(told)[0].reason
    assert len(told) == 2


# What breaks the source.


def broken(origin: Remote | LocalFile | Recording, **fetch: Any) -> tuple[str, list[Any]]:
    """How the source broke, and what it gave before that."""
    given: list[Any] = []
    with pytest.raises(SourceBroken) as told:
        given.extend(read_records(definition(**fetch), origin))
    return str(told.value), given


def test_a_list_where_nothing_is_found_tells_that_the_layout_changed(partner) -> None:
    partner.answers["/projets"] = "<main><div>Projet 1</div></main>"
    told, _ = broken(partner.origin(), url=f"{partner.url}/projets", **LISTED)
    assert told.startswith(f"essai: {partner.url}/projets: the selector 'items' (li.item) finds")
    assert "the layout may have changed" in told


def test_an_empty_page_is_told(partner) -> None:
    partner.answers["/projets"] = ""
    told, _ = broken(partner.origin(), url=f"{partner.url}/projets", **LISTED)
    assert "finds nothing" in told


def test_one_empty_list_of_several_is_told_and_the_others_are_read(partner) -> None:
    partner.answers |= {"/nord": page(1), "/sud": page(), "/est": page(2)}
    urls = [f"{partner.url}/{name}" for name in ("nord", "sud", "est")]
    told = read(partner.origin(), urls=urls, record_id="{nom}", **LISTED)
    assert rejected(told)[0].where == f"{partner.url}/sud"
    assert len(told) == 3


@pytest.mark.parametrize("pages", [{"by": "link"}, {"by": "page"}, {"by": "offset", "step": 2}])
def test_pages_that_go_round_end_with_a_reason(partner, pages: dict[str, Any]) -> None:
    looped = page(1, 2, more='<a rel="next" href="/projets?x=1">Suite</a>')
    partner.answers |= {"/projets": looped, "/projets?x=1": looped}
    partner.answers |= {f"/projets?page={n}": looped for n in range(5)}
    partner.answers |= {f"/projets?offset={n}": looped for n in range(9)}
    told, _ = broken(
        partner.origin(), url=f"{partner.url}/projets", record_id="{nom}", pages=pages, **LISTED
    )
    assert "gives the same items as" in told
    assert "go round" in told


def endless(partner: Any) -> None:
    """A list that never ends."""

    class Endless(dict[str, object]):
        def get(self, path: str, default: object = None) -> object:
            if path.startswith("/projets"):
                number = int(path.partition("=")[2] or 1)
                more = f'<a rel="next" href="/projets?page={number + 1}">Suite</a>'
                return page(number * 2, number * 2 + 1, more=more)
            return super().get(path, default)

    partner.answers = Endless(partner.answers)


@pytest.mark.parametrize("pages", [{"by": "link"}, {"by": "page"}])
def test_pages_that_never_end_are_not_taken_for_a_large_list(partner, pages: Any) -> None:
    endless(partner)
    told, given = broken(
        partner.origin(),
        url=f"{partner.url}/projets",
        record_id="{nom}",
        pages=pages,
        limits={"pages": 7},
        **LISTED,
    )
    assert "asked for 7 pages already" in told
    assert "fetch.limits.pages" in told
    assert len(given) == 14
    assert len(partner.paths()) == 7


def test_more_records_than_the_limit_stop_the_crawl(partner) -> None:
    endless(partner)
    told, given = broken(
        partner.origin(),
        url=f"{partner.url}/projets",
        record_id="{nom}",
        pages={"by": "link"},
        limits={"records": 5},
        **LISTED,
    )
    assert "gives over 5 records" in told
    assert len(given) <= 6


@pytest.mark.parametrize("status", [404, 403, 500])
def test_a_start_that_fails_breaks_the_source(partner, status: int) -> None:
    partner.answers["/projets"] = (status, {}, "")
    told, _ = broken(partner.origin(tries=1), url=f"{partner.url}/projets", **LISTED)
    assert str(status) in told


def test_a_start_that_robots_txt_refuses_breaks_the_source(partner) -> None:
    partner.answers |= {"/robots.txt": "User-agent: *\nDisallow: /projets", "/projets": page(1)}
    told, _ = broken(partner.origin(), url=f"{partner.url}/projets", **LISTED)
    assert "robots.txt refuses it" in told
    assert "despite_robots" in told
    assert partner.paths() == []


def test_a_redirect_to_a_private_address_is_refused(partner) -> None:
    partner.answers["/projets"] = (302, {"Location": "http://127.0.0.1:1/"}, "")
    told, _ = broken(partner.origin(), url=f"{partner.url}/projets", **LISTED)
    assert "private or reserved" in told


def test_a_server_that_is_too_slow_is_told(partner) -> None:
    partner.answers["/projets"] = lambda _headers: (time.sleep(1), page(1))[1]
    told, _ = broken(
        partner.origin(read_timeout=0.3, tries=1), url=f"{partner.url}/projets", **LISTED
    )
    assert "no answer within 0.3 s" in told


def test_a_server_that_dies_in_the_middle_breaks_the_source_and_what_came_before_holds(
    partner,
) -> None:
    partner.answers |= {
        "/projets": page(1, 2, 3),
        "/fiches/1": SHEET.format(nom="Fiche 1", n=1),
        "/fiches/2": (500, {}, ""),
        "/fiches/3": (500, {}, ""),
    }
    told, given = broken(partner.origin(tries=2), url=f"{partner.url}/projets", **FOLLOWED)
    assert "the server answered 500" in told
    assert [one.data["titre"] for one in given] == ["Fiche 1"]


def test_a_site_that_shuts_us_out_breaks_the_source(partner) -> None:
    partner.answers["/projets"] = page(*range(20))
    partner.answers |= {f"/fiches/{n}": (403, {}, "") for n in range(20)}
    told, given = broken(partner.origin(), url=f"{partner.url}/projets", **FOLLOWED)
    assert "refused (403)" in told
    assert len(given) < 20


# The process of a crawl.


def crawls() -> list[int]:
    """The processes of crawls that this one started."""
    found = []
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            command = (folder / "cmdline").read_bytes().split(b"\0")
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if b"carrefour.harvest.crawling" in command and parent == os.getpid():
                found.append(int(folder.name))
    return found


def test_a_crawl_that_goes_well_says_nothing_but_what_it_finds(partner, tmp_path) -> None:
    partner.answers |= {"/projets": page(1, 2), "/fiches/1": SHEET.format(nom="Fiche 1", n=1)}
    fetch = definition(url=f"{partner.url}/projets", **FOLLOWED).fetch
    assert isinstance(fetch, HtmlFetch)
    done = subprocess.run(
        [sys.executable, "-m", "carrefour.harvest.crawling"],
        input=Job(fetch=fetch, origin=partner.origin(), folder=tmp_path).model_dump_json(),
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(process.carrefour.__file__).parents[1])},
        check=True,
    )
    told = [name for name, *_ in map(json.loads, done.stdout.splitlines()) if name != "alive"]
    assert sorted(told[:-1]) == ["item", "rejected"]
    assert told[-1] == "end"
    assert done.stderr == ""


@pytest.fixture
def under_way(partner, tmp_path, monkeypatch):
    """A crawl that has given its first record of very many."""
    monkeypatch.setattr(process.tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("CARREFOUR_SECRET_KEY", "of-the-installation")
    monkeypatch.setenv("CARREFOUR_KEY_MA_SOURCE", "of-a-source")
    endless(partner)
    told = read_records(
        definition(
            url=f"{partner.url}/projets",
            record_id="{nom}",
            pages={"by": "link"},
            limits={"pages": 100_000},
            **LISTED,
        ),
        partner.origin(),
    )
    next(told)
    yield told
    told.close()
    assert crawls() == []
    assert list(tmp_path.glob("carrefour-crawl-*")) == []


def test_a_crawl_that_is_given_up_ends_at_once(partner, under_way) -> None:
    assert len(crawls()) == 1
    under_way.close()
    assert crawls() == []
    asked = len(partner.asked)
    time.sleep(0.5)
    assert len(partner.asked) == asked


def test_a_crawl_knows_the_keys_of_sources_but_no_secret_of_the_installation(under_way) -> None:
    environment = Path(f"/proc/{crawls()[0]}/environ").read_text()
    assert "of-a-source" in environment
    assert "of-the-installation" not in environment


def test_a_crawl_that_is_killed_breaks_the_source(under_way) -> None:
    os.kill(crawls()[0], signal.SIGKILL)
    with pytest.raises(SourceBroken, match="stopped before its end \\(signal 9\\)"):
        list(under_way)


def test_a_crawl_that_gets_stuck_is_ended(partner, monkeypatch) -> None:
    monkeypatch.setattr(process, "LONGEST_SILENCE", 6.0)
    partner.answers["/f"] = f"<h1>{'a' * 40}</h1>"
    told, _ = broken(
        partner.origin(),
        url=f"{partner.url}/f",
        page={"fields": {"nom": {"css": "h1", "pattern": "^(a+)+b$"}}},
    )
    assert "it got stuck" in told
    assert "regular expression" in told


def test_the_minutes_of_a_crawl_are_limited(partner, under_way, monkeypatch) -> None:
    far = time.monotonic() + 10_000
    monkeypatch.setattr(process.time, "monotonic", lambda: far)
    with pytest.raises(SourceBroken, match="limit of minutes"):
        list(under_way)


def test_many_items_on_one_page_do_not_fill_the_memory(partner) -> None:
    count = 3000
    partner.answers["/projets"] = page(*range(count))
    told = read_records(
        definition(url=f"{partner.url}/projets", record_id="{nom}", **LISTED), partner.origin()
    )
    next(told)
    tracemalloc.start()
    try:
        number = sum(1 for _ in told)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert number == count - 1
    assert most < 5_000_000


# A source again, and from a recording.


def test_an_unchanged_page_is_not_sent_again(partner) -> None:
    def unchanged(headers: Any) -> Any:
        if headers.get("If-None-Match") == '"1"':
            return 304, {}, ""
        return 200, {"ETag": '"1"', "Content-Type": "text/html; charset=utf-8"}, page(1, 2)

    partner.answers["/projets"] = unchanged
    ask = {"url": f"{partner.url}/projets", "record_id": "{nom}", **LISTED}
    first, again = (kept(read(partner.origin(cache=True), **ask)) for _ in range(2))
    assert first == again
    assert len(first) == 2
    assert partner.asked[-1].headers["If-None-Match"] == '"1"'


def test_a_recorded_crawl_is_the_same_when_it_is_played_again(partner, tmp_path) -> None:
    partner.answers |= {
        "/robots.txt": "User-agent: *\nDisallow: /fiches/3",
        "/projets?page=1": page(1, 2, 3),
        "/projets?page=2": page(4),
        "/fiches/1": (
            200,
            {"Content-Type": "text/html; charset=iso-8859-1"},
            "<h1>Été</h1>".encode("latin-1"),
        ),
        "/fiches/4": (302, {"Location": "/fiche-4"}, ""),
        "/fiche-4": SHEET.format(nom="Fiche 4", n=4),
    }
    ask = {"url": f"{partner.url}/projets", "pages": {"by": "page"}, **FOLLOWED}
    remote = partner.origin()
    recorded = Remote(remote.turns, remote.policy, record=tmp_path / "recording")
    first = read(recorded, **ask)
    asked = len(partner.asked)
    again = read(Recording(tmp_path / "recording"), **ask)
    assert sorted(map(str, first)) == sorted(map(str, again))
    assert len(rejected(first)) == 2
    assert len(first) == 4
    assert len(partner.asked) == asked


def test_a_recorded_failure_fails_again(partner, tmp_path) -> None:
    endless(partner)
    remote = partner.origin()
    recorded = Remote(remote.turns, remote.policy, record=tmp_path / "recording")
    ask = {
        "url": f"{partner.url}/projets",
        "record_id": "{nom}",
        "pages": {"by": "page"},
        "limits": {"pages": 3},
        **LISTED,
    }
    first, given = broken(recorded, **ask)
    again, given_again = broken(Recording(tmp_path / "recording"), **ask)
    assert first == again
    assert given == given_again


# Definitions.


@pytest.mark.parametrize(
    ("fetch", "words"),
    [
        ({"items": "li["}, "not a CSS selector"),
        ({"items": "//li[", "listed": {"fields": {"a": "b"}}}, "is not XPath"),
        ({"items": "a::attr(href)", "link": "a"}, "must select elements"),
        ({"page": {"fields": {"a": {"xpath": "foo(//a)"}}}}, "is not XPath"),
        ({"page": {"fields": {"a": {"css": "a", "pattern": "("}}}}, "regular expression"),
        ({"page": {"fields": {"a": {"css": "a::text", "get": "html"}}}}, "use only one"),
        ({"page": {"fields": {"page_url": "a"}}}, "Carrefour sets itself"),
        ({"items": "li", "listed": {"fields": {"a": "//h2"}}}, "put a dot before it: './/h2'"),
        ({"items": "li", "link": "(//a)[1]"}, r"\(.//a\)\[1\]"),
        ({"items": "li", "link": "a", "pages": {"by": "link", "select": "a["}}, "CSS selector"),
        ({"page": {"fields": {"a": "b"}}, "browser": {"click": "..x"}}, "CSS selector"),
        ({"page": {"labelled": [{"rows": "tr", "label": "//th"}]}}, "each row"),
        ({"page": {"fields": {"a": "b"}}, "pages": {"by": "link"}}, "need 'items'"),
        ({"items": "li", "listed": {"fields": {"a": "b"}}, "page": {"fields": {"a": "b"}}}, "link"),
        ({"items": "li"}, "reads nothing"),
        ({}, "reads nothing"),
    ],
)  # fmt: skip
def test_a_definition_that_cannot_work_is_told_with_a_cure(fetch: Any, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        definition(url="https://exemple.org", **fetch)
