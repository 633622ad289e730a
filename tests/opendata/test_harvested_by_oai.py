"""OAI-PMH: what the protocol asks for, and our own connector harvesting it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from carrefour.catalogue.definition_file import parse
from carrefour.catalogue.models import Sheet
from carrefour.harvest.connectors import Gone, RawRecord, TheRestStands, read_records
from carrefour.opendata import oai
from carrefour.opendata.giving import note_given
from carrefour.pipeline.origins import remote

LISTED = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
_SPACES = {
    "o": "http://www.openarchives.org/OAI/2.0/",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def ask(client: Client, **arguments: str) -> etree._Element:
    told = {name.rstrip("_"): value for name, value in arguments.items()}
    answer = client.get("/oai", told)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/xml")
    return etree.fromstring(answer.content)


def found(root: etree._Element, path: str) -> list[str]:
    return [str(one.text or "") for one in root.xpath(path, namespaces=_SPACES)]


def refusal(client: Client, **arguments: str) -> str:
    (error,) = ask(client, **arguments).xpath("//o:error", namespaces=_SPACES)
    return error.get("code")


@contextmanager
def harvesting(live_server, **fetch: object) -> Iterator[list[object]]:
    address = live_server.url.removeprefix("http://")
    definition = parse(
        f"""
id: autre
title: Un autre
organisation: {{id: autre, name: Un autre}}
licence: CC0-1.0
fetch: {{kind: oai, url: "{live_server.url}/oai", pace: {{delay: 0}}}}
record_id: "{{id}}"
fields: {{title: title, description: description, tags: subject}}
"""
    )
    yield list(read_records(definition, remote("autre", allowed_private=frozenset({address}))))


def test_it_says_who_it_is(client: Client, harvest_rows) -> None:
    harvest_rows()
    root = ask(client, verb="Identify")
    assert found(root, "//o:protocolVersion") == ["2.0"]
    assert found(root, "//o:deletedRecord") == ["persistent"]
    assert found(ask(client, verb="ListMetadataFormats"), "//o:metadataPrefix") == ["oai_dc"]
    assert found(ask(client, verb="ListSets"), "//o:setSpec") == ["essai"]
    posted = client.post("/oai", {"verb": "Identify"})
    assert b"protocolVersion" in posted.content


def test_a_record_is_told_in_dublin_core(client: Client, harvest_rows) -> None:
    harvest_rows()
    sheet = Sheet.objects.get(title="Le Jardin partagé")
    record = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": oai.name_of(sheet.pk)}
    root = ask(client, **record)
    assert found(root, "//dc:title") == ["Le Jardin partagé"]
    assert found(root, "//dc:rights") == ["CC0-1.0"]
    assert "Nantes" in found(root, "//dc:coverage")
    Sheet.objects.update(licence="unknown")
    assert refusal(client, **record) == "idDoesNotExist"


def test_a_licence_that_closes_is_told_as_a_deletion_to_those_who_were_told_before(
    client: Client, harvest_rows
) -> None:
    harvest_rows()
    closed = Sheet.objects.get(title="Garage solidaire")
    Sheet.objects.filter(pk=closed.pk).update(licence="Tous droits réservés")
    assert note_given() == 2  # one that was never open is never told of
    sheet = Sheet.objects.get(title="Le Jardin partagé")
    since = datetime.now(UTC) + timedelta(seconds=5)
    Sheet.objects.filter(pk=sheet.pk).update(licence="unknown", told_at=since)
    assert note_given() == 0
    told = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}
    root = ask(client, **told, from_=since.strftime("%Y-%m-%dT%H:%M:%SZ"))
    (header,) = root.xpath("//o:header", namespaces=_SPACES)
    assert header.get("status") == "deleted"
    assert found(root, "//o:identifier") == [oai.name_of(sheet.pk)]
    assert not root.xpath("//o:metadata", namespaces=_SPACES)
    assert len(found(ask(client, **told), "//o:identifier")) == 2
    # Should it open again, it is there again.
    Sheet.objects.filter(pk=sheet.pk).update(licence="CC0-1.0")
    record = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": oai.name_of(sheet.pk)}
    assert found(ask(client, **record), "//dc:title") == ["Le Jardin partagé"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Nothing"}, "badVerb"),
        ({"verb": "Identify", "x": "1"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "mods"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "eyJ9:abc"}, "badResumptionToken"),
        ({**LISTED, "resumptionToken": "x"}, "badArgument"),
        ({**LISTED, "from_": "hier"}, "badArgument"),
        ({**LISTED, "from_": "2026-02-30"}, "badArgument"),
        (
            {**LISTED, "from_": "2026-01-01",
             "until": "2026-01-01T00:00:00Z"},
            "badArgument",
        ),
        ({**LISTED, "until": "1999-01-01"}, "noRecordsMatch"),
        ({**LISTED, "set": "none"}, "noRecordsMatch"),
        ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "x"}, "idDoesNotExist"),
    ],
)  # fmt: skip
def test_errors_are_those_of_the_protocol(client: Client, harvest_rows, arguments, code) -> None:
    harvest_rows()
    assert refusal(client, **arguments) == code


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.dictionaries(
        st.sampled_from(["verb", "metadataPrefix", "from", "until", "set", "identifier",
                         "resumptionToken"]),
        st.one_of(st.text(), st.sampled_from([
            "ListRecords", "GetRecord", "oai_dc", "2026-01-01", "9999-12-31", "0001-01-01"])),
    )
)  # fmt: skip
def test_nothing_that_is_asked_breaks_it(client: Client, site, arguments) -> None:
    answer = client.get("/oai", arguments)
    assert answer.status_code == 200
    etree.fromstring(answer.content)


def test_a_list_is_resumed_to_its_end_each_record_once(client, harvest_rows, monkeypatch) -> None:
    rows = [f"{n};Projet {n};Texte;jardin;2020;44000 Nantes" for n in range(7)]
    harvest_rows(rows)
    monkeypatch.setattr(oai, "PAGE", 3)
    root = ask(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    ids, pages = found(root, "//o:identifier"), 1
    while token := found(root, "//o:resumptionToken")[0]:
        root = ask(client, verb="ListIdentifiers", resumptionToken=token)
        ids += found(root, "//o:identifier")
        pages += 1
    assert (len(ids), len(set(ids)), pages) == (7, 7, 3)


def test_a_span_of_time_holds_its_ends(client: Client, harvest_rows) -> None:
    harvest_rows()
    Sheet.objects.update(told_at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    Sheet.objects.filter(title="Garage solidaire").update(
        told_at=datetime(2026, 3, 2, 12, tzinfo=UTC)
    )
    common = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    for arguments, many in (
        ({"from_": "2026-03-02"}, 1),
        ({"until": "2026-03-01"}, 2),
        ({"from_": "2026-03-01T12:00:00Z", "until": "2026-03-01T12:00:00Z"}, 2),
        ({"from_": "2026-03-01", "until": "2026-03-02", "set": "essai"}, 3),
    ):
        assert len(found(ask(client, **common, **arguments), "//o:identifier")) == many


@pytest.mark.django_db(transaction=True)
def test_our_own_connector_harvests_it(live_server, harvest_rows, monkeypatch) -> None:
    rows = [f"{n};Projet {n};Texte;jardin;2020;44000 Nantes" for n in range(5)]
    harvest_rows(rows)
    harvest_rows(rows[:4])
    monkeypatch.setattr(oai, "PAGE", 2)
    # The provider names itself by the site's address, which is not the live server's.
    with harvesting(live_server) as told:
        assert {one.data["title"][0] for one in told if isinstance(one, RawRecord)} == {
            f"Projet {n}" for n in range(4)
        }
        assert sum(isinstance(one, Gone) for one in told) == 1
        assert not any(isinstance(one, TheRestStands) for one in told)
