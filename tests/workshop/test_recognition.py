"""An address is asked a few questions, and what is there is proposed, best first."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from itertools import islice
from pathlib import Path

import openpyxl
import pytest

from carrefour.catalogue.fetching import Fetch, Pace
from carrefour.harvest.connectors import LocalFile
from carrefour.harvest.connectors.origin import visiting
from carrefour.harvest.connectors.raw import Item
from carrefour.harvest.connectors.reading import read_items
from carrefour.harvest.fetch import FetchError
from carrefour.harvest.recognition import (
    Proposal,
    Reason,
    Recognised,
    propose_mapping,
    recognise,
    recognise_file,
)
from carrefour.harvest.recognition.skeleton import as_fetch, skeleton

from ..harvest.conftest import Partner
from ..sources.test_real_sources import DATA

CSV = "id;Nom du projet;Résumé;Code postal;Ville;Mail\n" + "\n".join(
    f"{n};Projet {n};On y agit;44000;Nantes;a{n}@exemple.org" for n in range(9)
)
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Les nouvelles</title>
<item><title>Un</title></item><item><title>Deux</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Fil</title><entry/></feed>"""
OAI = """<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
<Identify><repositoryName>Archives</repositoryName><baseURL>https://oai.exemple.org/r</baseURL>
</Identify></OAI-PMH>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>"""
TURTLE = "@prefix ex: <https://exemple.org/> .\nex:a a ex:Projet .\n"


def looked_at(tmp_path: Path, body: str | bytes, name: str = "") -> list[Proposal]:
    path = tmp_path / "body"
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return recognise_file(path, name)


def asked(partner: Partner, path: str = "/") -> Recognised:
    fetch = Fetch(url=f"{partner.url}{path}", pace=Pace(delay=0))
    with visiting(partner.origin(tries=1), fetch) as web:
        return recognise(f"{partner.url}{path}", web)


def items(count: int = 3) -> list[dict[str, object]]:
    return [{"id": n, "titre": f"Projet {n}"} for n in range(count)]


@pytest.mark.parametrize(
    ("body", "fetch", "reason"),
    [
        (CSV, {"kind": "csv", "separator": ";"}, Reason.TABLE),
        ("a,b\n1,2\n3,4\n", {"kind": "csv", "separator": ","}, Reason.TABLE),
        ("a\tb\n1\t2\n3\t4\n", {"kind": "csv", "separator": "\t"}, Reason.TABLE),
        (
            "Liste des projets;;\n\nnom;ville;cp\nA;Nantes;44000\nB;Rennes;35000\n",
            {"kind": "csv", "separator": ";", "skip_lines": 2},
            Reason.TABLE,
        ),
        (json.dumps(items()), {"kind": "json"}, Reason.JSON_LIST),
        ("\ufeff" + json.dumps(items()), {"kind": "json"}, Reason.JSON_LIST),
        (
            json.dumps({"meta": [{"a": 1}], "data": {"projets": items(5)}}),
            {"kind": "json", "records": "data.projets"},
            Reason.JSON_LIST,
        ),
        ("\n".join(map(json.dumps, items())), {"kind": "jsonl"}, Reason.JSON_LINES),
        (
            json.dumps({"type": "FeatureCollection", "features": items()}),
            {"kind": "geojson"},
            Reason.GEOJSON,
        ),
        (json.dumps({"@context": {}, "@graph": items()}), {"kind": "jsonld"}, Reason.JSON_LD),
        (
            json.dumps({"@context": {}, "data": items()}),
            {"kind": "jsonld", "records": "data"},
            Reason.JSON_LD,
        ),
        (RSS, {"kind": "feed"}, Reason.FEED),
        (ATOM, {"kind": "feed"}, Reason.FEED),
        (OAI, {"kind": "oai", "url": "https://oai.exemple.org/r"}, Reason.OAI),
        (RDF, {"kind": "rdf"}, Reason.RDF),
        (TURTLE, {"kind": "rdf"}, Reason.RDF),
    ],
)
def test_a_body_tells_what_it_is(tmp_path, body, fetch, reason) -> None:
    first = looked_at(tmp_path, body)[0]
    assert first.fetch == fetch
    assert first.reason is reason
    assert first.confidence >= 0.8


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Bonjour tout le monde.\nCeci n'est rien.\n",
        "<html><body>Une page</body></html>",
        "{",
        "[1, 2, 3]",
        "<a><b/></a>",
        "<?xml",
        b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe",
        b"PK\x03\x04nothing",
        b"\x1f\x8bnothing",
        "[" * 100_000,
    ],
)
def test_what_is_nothing_that_we_know_is_not_guessed_at(tmp_path, body) -> None:
    assert looked_at(tmp_path, body) == []


def test_entities_of_a_hostile_document_lead_nowhere(tmp_path) -> None:
    (tmp_path / "secret").write_text("secret")
    feed = RSS.replace(
        '<?xml version="1.0"?>',
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>',
    ).replace("Les nouvelles", "&x;")
    assert all("secret" not in p.title for p in looked_at(tmp_path, feed))


def test_a_workbook_gives_its_sheets_and_the_lines_above_the_header(tmp_path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Projets"
    for row in (["Nos projets"], ["nom", "ville", "cp"], ["A", "Nantes", "44000"]):
        book.active.append(row)
    other = book.create_sheet("Lieux")
    for row in (["lieu", "ville"], ["B", "Rennes"], ["C", "Brest"]):
        other.append(row)
    book.save(tmp_path / "x.xlsx")
    found = recognise_file(tmp_path / "x.xlsx", "x.xlsx")
    assert [p.fetch for p in found] == [
        {"kind": "excel", "skip_lines": 1},
        {"kind": "excel", "sheet": "Lieux"},
    ]
    assert found[0].facts == {"columns": 3, "sheet": "Projets"}


def test_what_is_packed_is_unpacked(tmp_path) -> None:
    assert looked_at(tmp_path, gzip.compress(CSV.encode()))[0].kind == "csv"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("lisez-moi.txt", "Bonjour")
        archive.writestr("projets.csv", CSV)
    first = looked_at(tmp_path, packed.getvalue())[0]
    assert first.fetch == {"kind": "csv", "separator": ";", "member": "projets.csv"}


def test_an_api_tells_how_it_goes_on(partner: Partner) -> None:
    partner.answers["/a"] = json.dumps({"results": items(), "next": "/a?page=2"})
    partner.answers["/b?page=1"] = json.dumps(items())
    partner.answers["/c?limit=3&offset=0"] = json.dumps({"items": items()})
    partner.answers["/d"] = (200, {"Link": '</d?p=2>; rel="next"'}, json.dumps(items()))
    pages = [asked(partner, path).proposals[0].fetch["pages"]
             for path in ("/a", "/b?page=1", "/c?limit=3&offset=0", "/d")]  # fmt: skip
    assert pages == [
        {"by": "next", "path": "next"},
        {"by": "page", "parameter": "page", "first": 1},
        {"by": "offset", "parameter": "offset", "step": 3, "first": 0},
        {"by": "link-header"},
    ]


def test_a_page_leads_to_its_feed_its_files_its_sitemap_and_itself(partner: Partner) -> None:
    card = "<article class=card><a href=/p/{n}>Un projet qui a un nom</a><p>Des mots</p></article>"
    partner.answers |= {
        "/": f"""<!doctype html><html><head><title>Accueil — Le Réseau</title>
            <meta property="og:site_name" content="Le Réseau">
            <link rel="alternate" type="application/rss+xml" href="/comments/feed">
            <link rel="alternate" type="application/rss+xml" href="/feed">
            </head><body><main>{"".join(card.format(n=n) for n in range(6))}</main>
            <a href="/donnees/projets.csv">Toutes nos données</a></body></html>""",
        "/feed": RSS,
        "/robots.txt": f"Sitemap: {partner.url}/plan.xml\n",
        "/plan.xml": "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        + "".join(f"<url><loc>{partner.url}/projets/p-{n}</loc></url>" for n in range(40))
        + "</urlset>",
    }
    found = {p.kind: p for p in asked(partner).proposals}
    assert next(iter(found)) == "csv"
    assert found["csv"].title == "Toutes nos données"
    assert not found["csv"].certain
    assert found["feed"].facts == {"count": 2}
    assert found["feed"].about.organisation == "Le Réseau"
    assert found["sitemap"].facts == {"count": 40, "section": "/projets/"}
    assert found["sitemap"].fetch["match"] == "/projets/[^/]+/?$"
    assert found["html"].reason is Reason.PAGE_LIST
    assert found["html"].facts["count"] == 6
    assert "/comments/feed" not in partner.paths()
    assert "/donnees/projets.csv" not in partner.paths()


def test_a_wordpress_gives_its_own_content_types_first(partner: Partner) -> None:
    partner.answers |= {
        "/": '<!doctype html><html><head><link rel="https://api.w.org/" href="/wp-json/">'
        "<title>Site</title></head><body></body></html>",
        "/wp-json/wp/v2/types": json.dumps(
            {
                "post": {"name": "Articles", "rest_base": "posts"},
                "attachment": {"name": "Médias", "rest_base": "media"},
                "projet": {"name": "Projets", "rest_base": "projets"},
            }
        ),
    }
    first, second, *_ = asked(partner).proposals
    assert first.fetch == {"kind": "wordpress", "url": partner.url, "type": "projets"}
    assert second.fetch == {"kind": "wordpress", "url": partner.url}


def test_a_gogocarto_map_is_known_by_what_it_loads(partner: Partner) -> None:
    partner.answers["/carte"] = (
        "<!doctype html><html><head><title>Carte</title>"
        '<script src="/js/gogocarto.js"></script></head><body></body></html>'
    )
    first = asked(partner, "/carte").proposals[0]
    assert first.fetch == {"kind": "gogocarto", "url": partner.url}


def test_a_page_that_tells_of_one_thing_is_no_list(partner: Partner) -> None:
    event = json.dumps({"@context": "https://schema.org", "@type": "Event", "name": "Fête"})
    partner.answers["/"] = (
        "<!doctype html><html><head><title>Fête</title>"
        f'<script type="application/ld+json">{event}</script></head><body><p>x</p></body></html>'
    )
    page = asked(partner).proposals[-1]
    assert page.reason is Reason.PAGE
    assert page.facts["types"] == "Event"


def test_datasets_of_portals_are_known_by_their_addresses(partner: Partner) -> None:
    udata = {
        "title": "Jardins",
        "license": "fr-lo",
        "organization": {"name": "Ville"},
        "resources": [
            {"id": "r1", "title": "pdf", "format": "pdf"},
            {"id": "r2", "title": "en JSON", "format": "json"},
            {"id": "r3", "title": "en CSV", "format": "CSV"},
        ],
    }
    ckan = {"title": "Lieux", "resources": [{"id": "k1", "name": "xls", "format": "XLSX"}]}
    ods = {"metas": {"default": {"title": "Fiches", "publisher": "Métropole"}}}
    partner.answers |= {
        "/api/1/datasets/jardins/": json.dumps(udata),
        "/api/3/action/package_show?id=lieux": json.dumps({"result": ckan}),
        "/api/explore/v2.1/catalog/datasets/fiches": json.dumps(ods),
    }
    found = asked(partner, "/fr/datasets/jardins/").proposals
    assert [p.fetch for p in found] == [
        {"kind": "datagouv", "url": partner.url, "dataset": "jardins", "resource": "r3",
         "file": {"kind": "csv"}},
        {"kind": "datagouv", "url": partner.url, "dataset": "jardins", "resource": "r2",
         "file": {"kind": "json"}},
    ]  # fmt: skip
    assert (found[0].about.licence, found[0].about.organisation) == ("etalab-2.0", "Ville")
    assert asked(partner, "/fr/dataset/lieux").proposals[0].fetch == {
        "kind": "ckan", "url": partner.url, "dataset": "lieux", "resource": "k1",
        "file": {"kind": "excel"},
    }  # fmt: skip
    dataset = asked(partner, "/explore/dataset/fiches/information/").proposals[0]
    assert dataset.fetch == {"kind": "opendatasoft", "url": partner.url, "dataset": "fiches"}
    assert dataset.about.organisation == "Métropole"


def test_a_shared_sheet_is_known_without_asking_anyone(partner: Partner) -> None:
    url = "https://docs.google.com/spreadsheets/d/1aBcDeFgHiJkLmNoPqRsTuVwXyZ/edit#gid=42"
    fetch = Fetch(url=url)
    with visiting(partner.origin(), fetch) as web:
        first = recognise(url, web).proposals[0]
    assert first.fetch == {
        "kind": "google-sheet",
        "document": "1aBcDeFgHiJkLmNoPqRsTuVwXyZ",
        "sheet": "42",
    }


def test_it_asks_a_dozen_questions_at_most(partner: Partner) -> None:
    feeds = "".join(
        f'<link rel="alternate" type="application/rss+xml" href="/f{n}">' for n in range(30)
    )
    partner.answers["/"] = f"<!doctype html><html><head>{feeds}</head><body></body></html>"
    asked(partner)
    assert 3 < len(partner.paths()) <= 12


def test_a_site_that_says_no_to_robots_is_not_read(partner: Partner) -> None:
    partner.answers |= {"/": "<html></html>", "/robots.txt": "User-agent: *\nDisallow: /\n"}
    with pytest.raises(FetchError, match=r"robots\.txt"):
        asked(partner)
    assert partner.paths() == []


def test_a_private_address_is_refused(partner: Partner) -> None:
    fetch = Fetch(url="http://127.0.0.1:1/")
    with visiting(partner.origin(), fetch) as web, pytest.raises(FetchError, match="private"):
        recognise("http://127.0.0.1:1/", web)


# The mapping.


def test_names_and_values_tell_which_key_is_which() -> None:
    records = [
        {
            "ref": f"r{n}",
            "Intitulé du projet": f"Le jardin numéro {n}",
            "présentation": "Un lieu où l’on cultive ensemble des légumes de saison." * 2,
            "thématiques": "Agriculture ; Lien social",
            "structure porteuse": "Les Jardiniers",
            "CP": "44000",
            "Ville": "Nantes",
            "site web": f"https://jardin{n}.example",
            "lien": f"https://reseau.example/fiches/{n}",
            "photo": f"https://reseau.example/{n}.jpg",
            "date de début": "12/03/2021",
            "budget": 12000 + n,
            "Téléphone du porteur": "06 12 34 56 78",
            "courriel": "a@exemple.org",
        }
        for n in range(30)
    ]
    found = propose_mapping(records, "https://reseau.example/api")
    assert found.record_id == "{ref}"
    assert found.fields == {
        "title": "Intitulé du projet",
        "description": "présentation",
        "source_url": "lien",
        "url": "site web",
        "images": "photo",
        "holder": "structure porteuse",
        "tags": {"path": "thématiques", "split": " *; *"},
        "start_date": "date de début",
        "budget": "budget",
    }
    assert found.places == [{"postcode": "CP", "commune": "Ville"}]
    assert found.drop == ["Téléphone du porteur", "courriel"]


def test_nested_keys_points_and_lists_are_found() -> None:
    records = [
        {
            "id": n,
            "title": {"rendered": f"Projet {n}"},
            "content": {"rendered": "<p>Une longue description de ce que l’on y fait.</p>" * 3},
            "link": f"https://exemple.org/projet-{n}",
            "categories": [{"id": 3, "name": "Santé"}, {"id": 4, "name": "Emploi"}],
            "geo_point_2d": [47.2 + n / 100, -1.55],
            "contact": {"email": "a@exemple.org"},
        }
        for n in range(10)
    ]
    found = propose_mapping(records)
    assert found.fields["title"] == "title.rendered"
    assert found.fields["description"] == "content.rendered"
    assert found.fields["tags"] == "categories.name"
    assert found.places == [{"point": "geo_point_2d"}]
    assert found.record_id == "{id}"
    assert found.drop == ["contact"]


@pytest.mark.parametrize(
    ("point", "rule"),
    [
        ("47.21, -1.55", {"point": "coordonnées"}),
        ([-1.55, 47.21], {"point": "coordonnées", "point_order": "lonlat"}),
        ({"lat": 47.21, "lon": -1.55}, {"lat": "coordonnées.lat", "lon": "coordonnées.lon"}),
    ],
)
def test_both_coordinates_may_stand_in_one_key_in_either_order(point, rule) -> None:
    records = [{"nom": f"Projet {n}", "coordonnées": point} for n in range(5)]
    assert propose_mapping(records).places == [rule]


def test_a_whole_address_is_a_text_that_names_a_place() -> None:
    records = [{"nom": f"P {n}", "adresse": f"{n} rue X, 44000 Nantes"} for n in range(5)]
    assert propose_mapping(records).places == [{"text": "adresse"}]
    streets = [{"nom": f"P {n}", "adresse": f"{n} rue X", "ville": "Nantes"} for n in range(5)]
    assert propose_mapping(streets).places == [{"commune": "ville", "address": "adresse"}]


def test_x_and_y_are_told_apart_by_their_values() -> None:
    records = [{"nom": f"P {n}", "Coord. X": 44.8 + n / 10, "Coord. Y": -0.6} for n in range(5)]
    assert propose_mapping(records).places == [{"lat": "Coord. X", "lon": "Coord. Y"}]


def test_without_an_id_title_and_place_tell_records_apart() -> None:
    records = [{"nom": "Le Jardin", "ville": ville} for ville in ("Nantes", "Rennes", "Brest")]
    assert propose_mapping(records).record_id == "{nom}|{ville}"


def test_rows_that_share_an_id_and_a_title_are_one_project() -> None:
    records = [{"ID": n // 2, "nom": f"Projet {n // 2}", "cp": f"4400{n}"} for n in range(8)]
    found = propose_mapping(records)
    assert found.gather
    assert found.record_id == "{ID}"


def test_tags_in_numbered_columns_are_taken_together() -> None:
    records = [{"nom": f"P {n}", "Tag 1": "a", "Tag 2": "b", "cp": "44000"} for n in range(4)]
    assert propose_mapping(records).fields["tags"] == {"path": ["Tag 1", "Tag 2"], "all": True}


@pytest.mark.parametrize("records", [[], [{}], [{"": None}], [{"a": None}], [{"a": {"b": []}}]])
def test_a_sample_that_tells_nothing_is_no_error(records) -> None:
    found = propose_mapping(records)
    assert (found.record_id, found.fields, found.places) == ("", {}, [])


REAL = sorted(p for p in DATA.rglob("*") if p.suffix in (".csv", ".json", ".jsonld"))


@pytest.mark.skipif(not REAL, reason="no copies of real data")
@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_of_real_data_the_title_and_a_place_are_found(path: Path) -> None:
    proposal = recognise_file(path, path.name)[0]
    fetch = as_fetch(proposal.fetch)
    given = islice(read_items(fetch, LocalFile(path)), 200)
    found = propose_mapping([item.data for item in given if isinstance(item, Item)])
    assert found.fields["title"]
    assert found.record_id
    assert found.places[0]


def test_a_proposal_becomes_the_beginning_of_a_definition(tmp_path) -> None:
    proposal = looked_at(tmp_path, CSV, "Nos projets 2024.csv")[0]
    begun = skeleton(proposal)
    assert begun["id"] == "nos-projets-2024"
    assert begun["title"] == "Nos projets 2024"
    assert begun["licence"] == "unknown"
    assert begun["fetch"] == {"kind": "csv", "separator": ";"}
