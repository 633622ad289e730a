"""Why a harvest failed or is held is told in the reader's language."""

from __future__ import annotations

import ast
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

from carrefour.catalogue.definition import SourceDefinition
from carrefour.pipeline import reasons
from carrefour.pipeline.harvesting import Report, harvest
from carrefour.pipeline.reasons import in_words

ITEMS = [{"id": n, "nom": f"Projet {n}", "texte": "Il agit."} for n in range(12)]
# Words of English that a French sentence never has.
ENGLISH = re.compile(
    r"\b(the|is|was|no|not|has|it|its|there|that|with|of|or|and|to|give|gives|tell|check|save|use|"
    r"try|later|server|answer|already|records?|than|correct|cannot)\b",
    re.IGNORECASE,
)
HARVEST = Path(reasons.__file__).parents[1] / "harvest"


@pytest.fixture
def source(site, partner):
    """Harvest the partner's address /data."""

    def run(*, within: dict[str, object] | None = None, watch=None, **fetch: object) -> Report:
        definition = {
            "id": "essai",
            "title": "Essai",
            "organisation": {"id": "org", "name": "Organisation"},
            "licence": "CC0-1.0",
            "fetch": {"kind": "json", "url": f"{partner.url}/data", "pace": {"delay": 0}, **fetch},
            "watch": watch or {},
            "record_id": "{id}",
            "fields": {"title": "nom", "description": "texte"},
        }
        origin = partner.origin(tries=1, **within or {})
        return harvest(SourceDefinition.model_validate(definition), origin)

    return run


def in_french(text: str) -> str:
    """``text`` in French, which must be so as a whole but for what the source itself said."""
    with override("fr"):
        told = in_words(text)
    said = re.sub(r"\([^()]*(\([^()]*\))?[^()]*\)|«[^»]*»|http\S+|fetch\.\S+|--\w+", "", told)
    assert not ENGLISH.search(said), said
    with override("en"):
        assert in_words(text) == text
    return told


@pytest.mark.parametrize(
    ("answer", "fetch", "within", "words"),
    [
        ((500, {}, ""), {}, {}, "le serveur a répondu 500. Réessayez plus tard."),
        ((404, {}, ""), {}, {}, "le serveur a répondu 404. Corrigez l’adresse."),
        ((403, {}, ""), {}, {}, "le serveur a refusé l’accès (403)"),
        ("x" * 2_000, {}, {"most_bytes": 1_000}, "la réponse dépasse 1,000 octets"),
        (gzip.compress(b"[]" * 900, mtime=0)[:20], {}, {}, "ne peut être décompressé"),
        ("<!doctype html><title>Maintenance</title>", {}, {}, "une page web et non des données"),
        (json.dumps(ITEMS)[:200], {}, {}, "pas du JSON"),
        ("[]", {}, {}, "n’a donné aucune notice"),
        ((302, {"Location": "http://127.0.0.1:1/"}, ""), {}, {}, "une adresse privée ou réservée"),
        ((302, {"Location": "/data"}, ""), {}, {}, "plus de 5 redirections"),
        ("id,nom\n1,été\n".encode("cp1252"), {"kind": "csv", "encoding": "utf-8"}, {}, "utf-8"),
    ],
)
def test_a_fault_is_told_in_french(partner, source, answer, fetch, within, words) -> None:
    partner.answers["/data"] = answer
    assert words in in_french(source(within=within, **fetch).error)


def test_a_refusal_by_robots_txt_is_told_in_french(partner, source) -> None:
    partner.answers["/robots.txt"] = "User-agent: *\nDisallow: /\n"
    assert "le robots.txt du site le refuse" in in_french(source().error)


def test_what_holds_a_run_is_told_in_french(partner, source) -> None:
    partner.answers["/data"] = json.dumps(ITEMS)
    source()
    partner.answers["/data"] = json.dumps(ITEMS[:2])
    told = in_french(source(watch={"least_records": 5}).held)
    assert "10 des 12 notices que la source avait manquent (plus de 50\N{NO-BREAK SPACE}%)" in told
    assert "la source a donné 2 notices et n’en donne jamais moins de 5" in told
    partner.answers["/data"] = json.dumps([{"id": i["id"], "name": i["nom"]} for i in ITEMS])
    told = in_french(source().held)
    assert "était rempli dans 100\N{NO-BREAK SPACE}% des notices" in told


def test_what_has_no_phrase_stays_as_it_was_told() -> None:
    with override("fr"):
        assert in_words("something new") == "something new"


def texts(node: ast.expr) -> Iterator[str]:
    """What an expression says, with 42 for each value that is only known when it happens."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else "42" for v in node.values)
        yield "".join(map(str, parts))
    elif isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)


def declared_reasons() -> Iterator[str]:
    """Every reason and cure that the code of the harvest can give."""
    for path in sorted(HARVEST.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Unreadable" | "FetchError"), args=args):
                    found = args[1:3]
                case ast.Assign(targets=[ast.Name(id="reason" | "cure")], value=value):
                    found = [value]
                case _:
                    continue
            for one in found:
                yield from texts(one)


@pytest.mark.parametrize("text", sorted(set(declared_reasons())))
def test_every_reason_and_cure_has_its_french(text: str) -> None:
    in_french(text)


def test_the_reasons_of_the_code_are_found() -> None:
    found = set(declared_reasons())
    assert len(found) > 80
    assert "Correct the address." in found
