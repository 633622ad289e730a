"""Datasets of open data portals.

The shapes are those of Opendatasoft's Explore API v2.1 (help.opendatasoft.com, ``exports/jsonl``),
of CKAN's ``package_show`` (docs.ckan.org, in ckan/ckan) and of udata's dataset (opendatateam/udata,
``udata/core/dataset/api_fields.py``), as data.gouv.fr answers.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest

from carrefour.harvest.connectors import LocalFile, Rejected, TheRestStands
from tests.harvest.trying import broken, packed, records, source, told

EXPORT = "/api/explore/v2.1/catalog/datasets/bp_projets_gagnants/exports/jsonl"
PACKAGE = "/api/3/action/package_show?id=mes-projets"
DATASET = "/api/1/datasets/mes-projets/"
CSV = "id;nom\n1;Le jardin\n2;Épicerie\n"


def opendatasoft(partner, **fetch: object) -> dict[str, object]:
    named = {"dataset": "bp_projets_gagnants", "url": partner.url}
    return {"kind": "opendatasoft", **named, **fetch}


def ckan(partner, **fetch: object) -> dict[str, object]:
    named = {"dataset": "mes-projets", "url": f"{partner.url}/", "file": {"kind": "csv"}}
    return {"kind": "ckan", **named, **fetch}


def datagouv(partner, **fetch: object) -> dict[str, object]:
    named = {"dataset": "mes-projets", "url": partner.url, "file": {"kind": "csv"}}
    return {"kind": "datagouv", **named, **fetch}


def resource(partner, id_: str, title: str, format_: str, path: str) -> dict[str, object]:
    """A resource as udata and CKAN tell it."""
    url = f"{partner.url}{path}"
    ours = {"id": id_, "title": title, "name": title, "format": format_, "url": url}
    return {**ours, "latest": f"{partner.url}/r/{id_}", "mime": "text/csv", "filesize": 12}


def publish(partner, *resources: object) -> None:
    """Answer with these resources, as both kinds of portal do."""
    dataset = {"id": "6233723c2c1e4a54af2f6b2d", "title": "Mes projets", "resources": resources}
    partner.answers[DATASET] = json.dumps(dataset)
    partner.answers[PACKAGE] = json.dumps({"help": "…", "success": True, "result": dataset})


# Opendatasoft


def test_each_record_of_an_opendatasoft_dataset_is_told(partner) -> None:
    row = {"id": 1, "nom": "Jardin", "geo_point_2d": {"lon": 2.35, "lat": 48.85}, "vide": None}
    partner.answers[EXPORT] = f"{json.dumps(row)}\n" + json.dumps({**row, "id": 2}) + "\n"
    found = records(partner.origin(), **opendatasoft(partner))
    assert found == [row, {**row, "id": 2}]


def test_only_what_the_filter_keeps_is_asked_for(partner) -> None:
    partner.answers[f"{EXPORT}?where=edition+%3E+%222020%22"] = '{"id": 1}'
    fetch = opendatasoft(partner, where='edition > "2020"')
    assert records(partner.origin(), **fetch) == [{"id": 1}]


def test_a_filter_that_the_portal_refuses_is_told(partner) -> None:
    refusal = json.dumps({"error_code": "ODSQLError", "message": "Malformed ODSQL"})
    partner.answers[f"{EXPORT}?where=%28"] = (400, {}, refusal)
    error = broken(partner.origin(), "refuses this filter", **opendatasoft(partner, where="("))
    assert error.where == "fetch.where"


def test_a_broken_line_of_an_export_is_rejected_alone(partner) -> None:
    partner.answers[EXPORT] = '{"id": 1}\n{"id": \n{"id": 3}\n'
    given = told(partner.origin(), **opendatasoft(partner))
    assert [isinstance(one, Rejected) for one in given] == [False, True, False]


def test_an_export_that_did_not_change_is_not_read_again(partner) -> None:
    partner.answers[EXPORT] = '{"id": 1}'
    origin = partner.origin(cache=True)
    told(origin, **opendatasoft(partner))
    known = replace(origin, settled=True)
    assert told(known, **opendatasoft(partner)) == [TheRestStands()]


def test_a_portal_that_keeps_robots_off_its_exports_is_asked_for_pages(partner) -> None:
    """The rule is the one that Opendatasoft's portals come with."""
    partner.answers["/robots.txt"] = "User-agent: *\nDisallow: /api/explore/v2*/exports/"
    page = EXPORT.replace("exports/jsonl", "records?where=a&limit=100")
    rows = [{"id": number} for number in range(130)]
    for offset in (0, 100):
        body = {"total_count": 130, "results": rows[offset : offset + 100]}
        partner.answers[f"{page}&offset={offset}"] = json.dumps(body)
    assert records(partner.origin(), **opendatasoft(partner, where="a")) == rows
    assert len(partner.paths()) == 2
    agreed = {"delay": 0, "despite_robots": "l’équipe du portail, mai 2024"}
    partner.answers[f"{EXPORT}?where=a"] = '{"id": 1}'
    assert records(partner.origin(), **opendatasoft(partner, where="a", pace=agreed)) == rows[1:2]


def test_a_dataset_too_large_to_be_paged_is_told_before_anything_is_missed(partner) -> None:
    partner.answers["/robots.txt"] = "User-agent: *\nDisallow: /api/explore/v2*/exports/"
    body = {"total_count": 10_001, "results": [{"id": 1}]}
    partner.answers[EXPORT.replace("exports/jsonl", "records?limit=100&offset=0")] = json.dumps(
        body
    )
    error = broken(partner.origin(), "holds 10,001 records", **opendatasoft(partner))
    assert "fetch.where" in error.cure


# CKAN and udata


@pytest.mark.parametrize("portal", [ckan, datagouv])
def test_the_first_resource_that_fits_the_kind_of_file_is_read(partner, portal) -> None:
    publish(
        partner,
        resource(partner, "a1", "Notice", "pdf", "/notice.pdf"),
        resource(partner, "b2", "Projets", "CSV", "/projets.csv"),
        resource(partner, "c3", "Vieux projets", "csv", "/vieux.csv"),
    )
    partner.answers["/projets.csv"] = CSV
    assert [r["nom"] for r in records(partner.origin(), **portal(partner))] == [
        "Le jardin",
        "Épicerie",
    ]
    assert len(partner.paths()) == 2


@pytest.mark.parametrize("portal", [ckan, datagouv])
@pytest.mark.parametrize("wanted", ["c3", "Le BON  fichier", "bon-2024.csv", "tsv"])
def test_a_resource_is_found_by_id_title_file_name_or_format(partner, portal, wanted) -> None:
    publish(
        partner,
        resource(partner, "b2", "Projets", "csv", "/projets.csv"),
        resource(partner, "c3", "Le bon fichier", "tsv", "/2024/bon-2024.csv?x=1"),
    )
    partner.answers["/2024/bon-2024.csv?x=1"] = CSV
    assert len(records(partner.origin(), **portal(partner, resource=wanted))) == 2


@pytest.mark.parametrize("portal", [ckan, datagouv])
def test_a_resource_that_is_not_there_is_told_with_those_that_are(partner, portal) -> None:
    publish(
        partner,
        resource(partner, "a1", "Notice", "pdf", "/notice.pdf"),
        resource(partner, "b2", "Projets", "", "/projets"),
    )
    error = broken(partner.origin(), "no resource 'c3'", **portal(partner, resource="c3"))
    assert error.cure == "It has: 'Notice' (pdf, a1), 'Projets' (no format, b2)."
    error = broken(partner.origin(), "no resource of 'mes-projets' is csv", **portal(partner))
    assert "Notice" in error.cure


@pytest.mark.parametrize(
    ("format_", "path", "body", "kind"),
    [
        ("csv", "/p.csv.gz", packed(CSV), {"kind": "csv"}),
        ("", "/p.csv.gz", packed(CSV), {"kind": "csv"}),
        ("json", "/p.json", '[{"id": 1}, {"id": 2}]', {"kind": "json"}),
        ("text/json", "/p", '{"d": [{"id": 1}, {"id": 2}]}', {"kind": "json", "records": "d"}),
        ("jsonl", "/p", '{"id": 1}\n{"id": 2}', {"kind": "jsonl"}),
        ("JSON-LD", "/p", '{"@graph": [{"id": 1}, {"id": 2}]}', {"kind": "jsonld"}),
        (".ttl", "/p", "<urn:1> a <urn:T> . <urn:2> a <urn:T> .", {"kind": "rdf"}),
    ],
)  # fmt: skip
def test_a_resource_of_any_kind_is_read_and_unpacked(partner, format_, path, body, kind) -> None:
    publish(partner, resource(partner, "b2", "Projets", format_, path))
    partner.answers[path] = body
    record_id = "{@id}" if kind["kind"] == "rdf" else "{id}"
    for portal in (ckan, datagouv):
        assert len(records(partner.origin(), record_id, **portal(partner, file=kind))) == 2


def test_a_zip_of_several_files_is_opened_at_the_member_named(partner) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("lisez-moi.txt", "bonjour")
        archive.writestr("donnees/projets.csv", CSV)
    publish(partner, resource(partner, "b2", "Projets", "zip", "/projets.zip"))
    partner.answers["/projets.zip"] = packed.getvalue()
    file = {"kind": "csv", "member": "donnees/projets.csv"}
    assert len(records(partner.origin(), **datagouv(partner, resource="zip", file=file))) == 2


def test_the_address_that_always_leads_to_the_file_serves_where_there_is_no_other(partner) -> None:
    publish(partner, {**resource(partner, "b2", "Projets", "csv", "/x"), "url": None})
    partner.answers["/r/b2"] = (302, {"Location": "/20240501/projets.csv"}, "")
    partner.answers["/20240501/projets.csv"] = CSV
    assert len(records(partner.origin(), **datagouv(partner))) == 2


def test_a_key_goes_to_the_portal_and_not_to_where_its_files_are(partner, monkeypatch) -> None:
    monkeypatch.setenv("CARREFOUR_KEY_PORTAIL", "secret-secret")
    elsewhere = partner.url.replace("127.0.0.1", "localhost")
    publish(partner, {**resource(partner, "b2", "P", "csv", "/p.csv"), "url": f"{elsewhere}/p.csv"})
    partner.answers["/p.csv"] = CSV
    key = {"env": "CARREFOUR_KEY_PORTAIL", "header": "X-API-KEY"}
    origin = partner.origin(
        allowed_private=frozenset(url.removeprefix("http://") for url in (partner.url, elsewhere))
    )
    assert len(records(origin, **datagouv(partner, key=key))) == 2
    asked = {one.path: one.headers.get("X-API-KEY") for one in partner.asked}
    assert (asked[DATASET], asked["/p.csv"]) == ("secret-secret", None)


def test_a_resource_that_did_not_change_is_not_read_again(partner) -> None:
    publish(partner, resource(partner, "b2", "Projets", "csv", "/projets.csv"))
    partner.answers["/projets.csv"] = CSV
    origin = partner.origin(cache=True)
    assert len(told(origin, **ckan(partner))) == 2
    assert told(replace(origin, settled=True), **ckan(partner)) == [TheRestStands()]


# Faults


@pytest.mark.parametrize("portal", [opendatasoft, ckan, datagouv])
def test_a_dataset_that_is_not_there_says_so(partner, portal) -> None:
    error = broken(partner.origin(), "the portal has no dataset", **portal(partner))
    assert error.where == "fetch.dataset"


@pytest.mark.parametrize("portal", [ckan, datagouv])
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "not JSON"),
        ('{"resources": [', "not JSON"),
        ('{"success": false, "error": {"message": "Not found"}}', "no dataset"),
        ("[]", "no dataset"),
        ("<!doctype html><html></html>", "web page"),
        ((500, {}, ""), "500"),
        ((200, {"Content-Encoding": "gzip"}, packed(b"{}" * 99)[:15]), "cut short"),
    ],
)
def test_a_portal_that_cannot_be_read_is_told_with_a_cure(partner, portal, body, words) -> None:
    partner.answers[PACKAGE] = partner.answers[DATASET] = body
    broken(partner.origin(), words, **portal(partner))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "empty"),
        ("<!doctype html><html></html>", "web page"),
        ((404, {}, ""), "404"),
        ((503, {}, ""), "503"),
        (packed(CSV)[:20], "cannot be unpacked"),
    ],
)
def test_a_resource_that_cannot_be_read_is_told_with_a_cure(partner, body, words) -> None:
    publish(partner, resource(partner, "b2", "Projets", "csv", "/projets.csv"))
    partner.answers["/projets.csv"] = body
    broken(partner.origin(), words, **datagouv(partner))


def test_a_hostile_resource_does_not_lead_into_the_machine(partner) -> None:
    for url in ("file:///etc/passwd", "http://127.0.0.1:1/", "http://169.254.169.254/"):
        publish(partner, {**resource(partner, "b2", "Projets", "csv", "/x"), "url": url})
        broken(partner.origin(), "refused", **datagouv(partner))


@pytest.mark.parametrize(
    "file",
    [
        {"kind": "csv", "url": "https://exemple.org"},
        {"kind": "json", "pages": {"by": "link-header"}},
    ],
)
def test_a_portal_s_file_has_no_address_of_its_own(partner, file) -> None:
    with pytest.raises(ValueError, match="beside file"):
        source(**datagouv(partner, file=file))


def test_a_copy_of_the_resource_is_read_too(tmp_path) -> None:
    (tmp_path / "copy.csv").write_text(CSV)
    file = {"dataset": "x", "file": {"kind": "csv"}}
    for kind in ("ckan", "datagouv"):
        assert len(records(LocalFile(tmp_path / "copy.csv"), kind=kind, **file)) == 2
    (tmp_path / "copy.jsonl").write_text('{"id": 1}')
    for name, rows in (("copy.jsonl", [{"id": 1}]), ("copy.csv", [{"id": "1"}, {"id": "2"}])):
        found = records(LocalFile(tmp_path / name), kind="opendatasoft", dataset="x")
        assert [{"id": row["id"]} for row in found] == rows


def test_data_gouv_fr_is_the_portal_when_none_is_named() -> None:
    fetch = source(kind="datagouv", dataset="x", file={"kind": "csv"}).fetch
    assert fetch.url == "https://www.data.gouv.fr"
