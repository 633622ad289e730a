"""OAI-PMH repositories.

The shapes are those of the protocol (openarchives.org/OAI/openarchivesprotocol.html), as HAL
(api.archives-ouvertes.fr/oai/hal) and OpenEdition (oai-openedition.readthedocs.io) write them:
their identifiers, sets, deleted records and resumption tokens are copied from their documentation.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from carrefour.harvest.connectors import Gone, LocalFile, RawRecord, Rejected, TheRestStands
from tests.harvest.trying import broken, packed, records, told

START = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
NEXT = "/oai?verb=ListRecords&resumptionToken="


def record(id_: str = "oai:HAL:hal-01234567v2", metadata: str = "", header: str = "") -> str:
    return f"""<record><header {header}><identifier>{id_}</identifier>
      <datestamp>2024-05-21T16:57:47Z</datestamp>
      <setSpec>type:ART</setSpec><setSpec>collection:ESS</setSpec></header>{metadata}</record>"""


def dc(content: str = "<dc:title>Un titre</dc:title>") -> str:
    return f"""<metadata><oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
      xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/ x">{content}</oai_dc:dc>
      </metadata>"""


def answer(*records: str, token: str | None = None, doctype: str = "") -> str:
    resumption = "" if token is None else f'<resumptionToken cursor="0">{token}</resumptionToken>'
    return f"""<?xml version="1.0" encoding="UTF-8"?>{doctype}
    <OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>x</responseDate>
    <ListRecords>{"".join(records)}{resumption}</ListRecords></OAI-PMH>"""


def error(code: str, message: str = "") -> str:
    return f"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
    <error code="{code}">{message}</error></OAI-PMH>"""


def of(partner, **fetch: object) -> dict[str, object]:
    return {"kind": "oai", "url": f"{partner.url}/oai", **fetch}


def test_dublin_core_gives_lists_with_french_first(partner) -> None:
    content = """<dc:title xml:lang="en">Social innovation</dc:title>
      <dc:title xml:lang="fr">L’innovation <i>sociale</i></dc:title><dc:subject>ESS</dc:subject>
      <dc:subject>ESS</dc:subject><dc:identifier>https://hal.science/hal-01234567v2
      </dc:identifier><dc:rights/>"""
    partner.answers[START] = answer(record(metadata=dc(content)))
    assert records(partner.origin(), **of(partner)) == [
        {
            "id": "oai:HAL:hal-01234567v2",
            "datestamp": "2024-05-21T16:57:47Z",
            "sets": ["type:ART", "collection:ESS"],
            "title": ["L’innovation sociale", "Social innovation"],
            "subject": ["ESS"],
            "identifier": ["https://hal.science/hal-01234567v2"],
        }
    ]


def test_another_format_is_read_as_it_is_nested(partner) -> None:
    mods = """<metadata><mods xmlns="http://www.loc.gov/mods/v3" version="3.7"><titleInfo>
      <title>Un titre</title></titleInfo><name type="personal"><namePart>A</namePart></name>
      <name><namePart>B</namePart></name><abstract>Deux <b>mots</b> gras</abstract></mods>
      </metadata>"""
    partner.answers[START.replace("oai_dc", "mods")] = answer(record(metadata=mods))
    (found,) = records(partner.origin(), **of(partner, prefix="mods"))
    assert found["mods"] == {
        "@version": "3.7",
        "titleInfo": {"title": "Un titre"},
        "name": [{"@type": "personal", "namePart": "A"}, {"namePart": "B"}],
        "abstract": "Deux mots gras",
    }


def test_a_list_is_resumed_until_its_token_is_empty(partner) -> None:
    token = "set%3Djournals%3Ages%26cursor%3D100%26cursorMark%3DAoE"
    partner.answers[f"{START}&set=journals%3Ages"] = answer(
        record("a", dc()), token=token.replace("%26", "&amp;")
    )
    following = NEXT + "set%253Djournals%253Ages%26cursor%253D100%26cursorMark%253DAoE"
    partner.answers[following] = answer(record("b", dc()), token="")
    found = records(partner.origin(), **of(partner, set="journals:ges"))
    assert [r["id"] for r in found] == ["a", "b"]
    asked = parse_qs(urlsplit(partner.paths()[1]).query)
    assert asked == {
        "verb": ["ListRecords"],
        "resumptionToken": ["set%3Djournals%3Ages&cursor%3D100&cursorMark%3DAoE"],
    }


def test_a_deleted_record_is_gone(partner) -> None:
    partner.answers[START] = answer(record("a", dc()), record("b", header='status="deleted"'))
    kept, gone = told(partner.origin(), **of(partner))
    assert isinstance(kept, RawRecord)
    assert gone == Gone("b")


def test_a_record_without_metadata_or_identifier_is_rejected_alone(partner) -> None:
    partner.answers[START] = answer(record("", dc()), record("a"), record("b", dc()))
    first, second, third = told(partner.origin(), **of(partner))
    assert isinstance(first, Rejected)
    assert isinstance(second, Rejected)
    assert (first.reason, second.reason) == ("has no identifier", "has no metadata")
    assert third.external_id == "b"


def test_only_what_changed_is_asked_for_once_something_is_known(partner) -> None:
    partner.answers[START] = answer(record("a", dc()))
    partner.answers[f"{START}&from=2024-05-20"] = answer(record("b", dc()))
    fetch = of(partner, incremental=True)
    first = told(partner.origin(), **fetch)
    assert [type(one) for one in first] == [RawRecord]
    later = told(replace(partner.origin(), settled=True, since="2024-05-20"), **fetch)
    assert [type(one) for one in later] == [RawRecord, TheRestStands]
    # A harvest that is not incremental asks for all again.
    whole = told(replace(partner.origin(), settled=True, since="2024-05-20"), **of(partner))
    assert [type(one) for one in whole] == [RawRecord]


def test_nothing_new_is_no_fault(partner) -> None:
    partner.answers[f"{START}&from=2024-05-20"] = error("noRecordsMatch", "No match")
    origin = replace(partner.origin(), settled=True, since="2024-05-20")
    given = told(origin, **of(partner, incremental=True))
    assert given == [TheRestStands()]


@pytest.mark.parametrize(
    ("code", "cure"),
    [
        ("badResumptionToken", "expired"),
        ("cannotDisseminateFormat", "fetch.prefix"),
        ("noSetHierarchy", "fetch.set"),
        ("badArgument", "fetch.set"),
        ("badVerb", "owner"),
    ],
)
def test_an_error_of_the_repository_is_told_with_its_code_and_a_cure(partner, code, cure) -> None:
    partner.answers[START] = error(code, "Sorry")
    assert cure in broken(partner.origin(), f"{code} .Sorry", **of(partner)).cure


def test_what_came_before_an_expired_token_is_kept(partner) -> None:
    partner.answers[START] = answer(record("a", dc()), token="t")
    partner.answers[f"{NEXT}t"] = error("badResumptionToken", "Expired")
    broken(partner.origin(), "page 2: the repository answers badResumptionToken", **of(partner))


def test_a_list_that_leads_back_ends(partner) -> None:
    partner.answers[START] = answer(record("a", dc()), token="t")
    partner.answers[f"{NEXT}t"] = answer(record("b", dc()), token="t")
    broken(partner.origin(), "came before", **of(partner))


def test_a_list_that_never_ends_is_stopped(partner) -> None:
    partner.answers[START] = answer(record("a", dc()), token="0")
    for number in range(50):
        partner.answers[f"{NEXT}{number}"] = answer(record("a", dc()), token=str(number + 1))
    broken(partner.origin(), "only repeats", **of(partner))
    for number in range(50):
        partner.answers[f"{NEXT}{number}"] = answer(
            record(str(number), dc()), token=f"{number + 1}"
        )
    broken(partner.origin(), "10 pages", **of(partner, limits={"pages": 10}))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "no XML"),
        ("<OAI-PMH><broken", "no XML"),
        ('{"a": 1}', "no XML"),
        ("<!doctype html><html><body>Maintenance</body></html>", "web page"),
        ("<rss/>", "no answer of OAI-PMH"),
        ((500, {}, ""), "500"),
        ((200, {"Content-Encoding": "gzip"}, packed(answer())[:50]), "cut short"),
        (answer(record("é", dc())).encode("latin-1"), "no XML"),
    ],
)
def test_what_is_no_answer_is_told_with_a_cure(partner, body, words) -> None:
    partner.answers[START] = body
    broken(partner.origin(), words, **of(partner))


def test_an_answer_in_the_encoding_that_it_says_is_read(partner) -> None:
    body = answer(record("a", dc("<dc:title>Épicerie</dc:title>")))
    partner.answers[START] = body.replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert records(partner.origin(), **of(partner))[0]["title"] == ["Épicerie"]


def test_an_external_entity_is_not_read(partner, tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("mot de passe")
    doctype = f"""<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">
      <!ENTITY y SYSTEM "{partner.url}/y"><!ENTITY % z SYSTEM "{partner.url}/z">]>"""
    content = dc("<dc:title>a&x;&y;b</dc:title>")
    partner.answers[START] = answer(record("a", content), doctype=doctype)
    assert records(partner.origin(), **of(partner))[0]["title"] == ["ab"]
    assert partner.paths() == [START]


def test_entities_that_grow_without_end_are_refused(partner) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE r [<!ENTITY a0 "ha">{laughs}]>'
    content = dc("<dc:title>&a9;</dc:title><dc:type>x</dc:type>")
    partner.answers[START] = answer(record("a", content), doctype=doctype)
    broken(partner.origin(), "amplification", **of(partner))


def test_a_saved_answer_is_read_from_a_copy(tmp_path) -> None:
    copy = tmp_path / "oai.xml"
    copy.write_text(answer(record("a", dc()), token="t"))
    assert records(LocalFile(copy), kind="oai")[0]["title"] == ["Un titre"]
    broken(LocalFile(tmp_path / "nowhere.xml"), "no such file", kind="oai")
