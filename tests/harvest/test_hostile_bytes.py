"""Whatever a source gives, a harvest ends with its records or with a reason."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrefour.harvest.connectors import LocalFile, SourceBroken
from tests.harvest import test_feed, test_gogocarto, test_oai, test_rdf, test_wordpress
from tests.harvest.trying import told

ELEMENT = ["10j2", ["A", "B"], 45.8, -0.5, [10430]]
SAMPLES = {
    "feed": [test_feed.RSS, test_feed.ATOM, test_feed.RSS_1],
    "oai": [
        test_oai.answer(test_oai.record("a", test_oai.dc()), token="t"),
        test_oai.error("badVerb", "x"),
    ],
    "rdf": [
        test_rdf.TURTLE,
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:e="e:"><e:T rdf:about="e:1"><e:n xml:lang="fr">x</e:n></e:T></rdf:RDF>',
    ],
    "gogocarto": [
        test_gogocarto.answer(test_gogocarto.ELEMENT),
        test_gogocarto.answer(ELEMENT, ontology="gogocompact", mapping=["id", ["name", "x"]]),
    ],
    "wordpress": [json.dumps([test_wordpress.POST])],
    "json": ['[{"id": 1}, {"id": 2}]', '{"a": {"b": [{"id": 1}]}}'],
    "geojson": ['{"features": [{"id": 1, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}'],
    "jsonld": ['{"@graph": [{"id": 1, "n": {"@value": "x"}}]}'],
    "csv": ["id;nom\n1;a\n2;b"],
}


@pytest.mark.parametrize("kind", SAMPLES)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_document_broken_anywhere_breaks_no_connector(tmp_path, kind: str, data) -> None:
    body = bytearray(data.draw(st.sampled_from(SAMPLES[kind])).encode())
    for _ in range(data.draw(st.integers(0, 3))):
        place = data.draw(st.integers(0, len(body)))
        gone = data.draw(st.integers(0, 60))
        body[place : place + gone] = data.draw(
            st.binary(max_size=8)
            | st.sampled_from([b"null", b"[]", b"{}", b"&x;", b"<", b"\0", b"1e999", b"NaN"])
        )
    file = tmp_path / "document"
    file.write_bytes(bytes(body))
    with suppress(SourceBroken):
        told(LocalFile(file), "{id}{@id}", kind=kind)
