"""A visit is polite, stays within its limits and asks for no more than it needs."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from email.utils import formatdate

import pytest

from carrefour.catalogue.fetching import CsvFetch, Fetch
from carrefour.harvest import address
from carrefour.harvest.connectors.origin import visiting
from carrefour.harvest.fetch import FetchError
from carrefour.harvest.web import Answer


@pytest.fixture
def visit(partner) -> Callable[..., list[str]]:
    """Ask the partner for paths in one visit; gives the bodies, with a star where they are same."""

    def go(*paths: str, cache: bool = False, **fetch: object) -> list[str]:
        declared = {"kind": "csv", "url": partner.url, "pace": {"delay": 0}, **fetch}
        with visiting(partner.origin(cache=cache), CsvFetch.model_validate(declared)) as web:
            told = []
            for path in paths:
                with web.get(f"{partner.url}{path}") as answer:
                    told.append(answer.path.read_text() + "*" * answer.same)
            return told

    return go


def test_robots_txt_is_obeyed(partner, visit) -> None:
    partner.answers["/robots.txt"] = "User-agent: Carrefour\nDisallow: /prive/\n"
    partner.answers |= {"/a": "ouvert", "/prive/b": "fermé"}
    assert visit("/a") == ["ouvert"]
    with pytest.raises(FetchError, match=r"robots\.txt refuses it"):
        visit("/prive/b")
    assert "/prive/b" not in partner.paths()


def test_a_redirect_does_not_lead_past_robots_txt(partner, visit) -> None:
    partner.answers["/robots.txt"] = "User-agent: *\nDisallow: /prive/\n"
    partner.answers |= {"/a": (302, {"Location": "/prive/b"}, ""), "/prive/b": "fermé"}
    with pytest.raises(FetchError, match=r"robots\.txt refuses it"):
        visit("/a")


def test_robots_txt_is_read_once_a_visit(partner, visit) -> None:
    partner.answers |= {"/a": "1", "/b": "2"}
    visit("/a", "/b")
    assert [asked.path for asked in partner.asked].count("/robots.txt") == 1


def test_a_robots_txt_that_cannot_be_read_refuses_all(partner, visit) -> None:
    partner.answers["/robots.txt"] = (503, {}, "")
    partner.answers["/a"] = "ouvert"
    with pytest.raises(FetchError, match=r"robots\.txt cannot be read"):
        visit("/a")


def test_a_partner_that_agreed_is_read_despite_its_robots_txt(partner, visit) -> None:
    partner.answers |= {"/robots.txt": "User-agent: *\nDisallow: /\n", "/a": "ouvert"}
    agreed = {"delay": 0, "despite_robots": "Accord de la présidente, 3 mai 2026"}
    assert visit("/a", pace=agreed) == ["ouvert"]


def test_the_delay_between_two_questions_is_kept(partner, visit) -> None:
    partner.answers |= {"/a": "1", "/b": "2", "/c": "3"}
    started = time.monotonic()
    visit("/a", "/b", "/c", pace={"delay": 0.15})
    assert time.monotonic() - started >= 0.3


def test_the_delay_that_robots_txt_asks_for_is_kept(partner, visit) -> None:
    partner.answers |= {"/robots.txt": "User-agent: *\nCrawl-delay: 0.2\n", "/a": "1", "/b": "2"}
    started = time.monotonic()
    visit("/a", "/b")
    assert time.monotonic() - started >= 0.2


def test_what_has_an_etag_is_asked_for_only_if_it_changed(partner, visit) -> None:
    def answer(headers) -> tuple[int, dict[str, str], str]:
        same = headers.get("If-None-Match") == '"v1"'
        return (304, {}, "") if same else (200, {"ETag": '"v1"'}, "contenu")

    partner.answers["/a"] = answer
    assert visit("/a", cache=True) == ["contenu"]
    assert visit("/a", cache=True) == ["contenu*"]
    assert "If-None-Match" in partner.asked[-1].headers


def test_what_has_a_date_is_asked_for_only_if_it_changed(partner, visit) -> None:
    date = formatdate(0, usegmt=True)

    def answer(headers) -> tuple[int, dict[str, str], str]:
        same = headers.get("If-Modified-Since") == date
        return (304, {}, "") if same else (200, {"Last-Modified": date}, "contenu")

    partner.answers["/a"] = answer
    assert visit("/a", cache=True) + visit("/a", cache=True) == ["contenu", "contenu*"]


def test_a_server_that_knows_no_conditions_is_seen_to_say_the_same(partner, visit) -> None:
    partner.answers["/a"] = ["un", "un", "deux"]
    assert [visit("/a", cache=True)[0] for _ in range(3)] == ["un", "un*", "deux"]


def test_pages_that_a_visit_did_not_use_are_forgotten(partner, visit, tmp_path) -> None:
    partner.answers |= {"/a": "1", "/b": "2"}
    visit("/a", "/b", cache=True)
    for file in (tmp_path / "pages").glob("*.json"):
        os.utime(file, (0, 0))
    visit("/a", cache=True)
    assert len(list((tmp_path / "pages").glob("*.json"))) == 1


def test_a_visit_stops_at_its_limit_of_pages_and_says_so(partner, visit) -> None:
    partner.answers |= {"/a": "1", "/b": "2", "/c": "3"}
    with pytest.raises(FetchError, match="2 pages already") as told:
        visit("/a", "/b", "/c", limits={"pages": 2})
    assert "fetch.limits.pages" in told.value.cure
    assert partner.paths() == ["/a", "/b"]


KEY = {"env": "CARREFOUR_KEY_ESSAI", "header": "Authorization", "prefix": "Bearer "}


def test_a_key_goes_from_the_environment_to_the_source_alone(partner, visit, monkeypatch) -> None:
    monkeypatch.setenv("CARREFOUR_KEY_ESSAI", "s3cret")
    partner.answers["/a"] = "ouvert"
    assert visit("/a", key=KEY) == ["ouvert"]
    assert partner.asked[-1].headers["Authorization"] == "Bearer s3cret"
    visit("/a", key=KEY, url="https://autre.example/")
    assert "Authorization" not in partner.asked[-1].headers


def test_a_key_is_not_sent_on_to_where_the_source_redirects(partner, visit, monkeypatch) -> None:
    monkeypatch.setenv("CARREFOUR_KEY_ESSAI", "s3cret")
    host = partner.url.replace("127.0.0.1", "localhost")
    partner.answers["/a"] = (302, {"Location": f"{host}/b"}, "")
    partner.answers["/b"] = "ailleurs"
    with pytest.raises(FetchError, match="private"):
        visit("/a", key=KEY)
    partner.answers["/a"] = (302, {"Location": "/b"}, "")
    assert visit("/a", key=KEY) == ["ailleurs"]


def test_a_key_that_is_not_set_is_told_by_its_name(partner, visit, monkeypatch) -> None:
    monkeypatch.delenv("CARREFOUR_KEY_ESSAI", raising=False)
    with pytest.raises(FetchError, match="CARREFOUR_KEY_ESSAI is not set"):
        visit("/a", key=KEY)


def test_a_key_in_the_address_is_neither_told_nor_kept(
    partner, visit, monkeypatch, tmp_path
) -> None:
    monkeypatch.setenv("CARREFOUR_KEY_ESSAI", "s3cret")
    partner.answers["/a?cle=s3cret"] = "ouvert"
    key = {"env": "CARREFOUR_KEY_ESSAI", "parameter": "cle"}
    assert visit("/a", key=key, cache=True) == ["ouvert"]
    with pytest.raises(FetchError) as told:
        visit("/absent", key=key)
    assert "s3cret" not in str(told.value)
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"s3cret" not in kept


def test_a_definition_can_name_no_secret_but_those_of_sources() -> None:
    with pytest.raises(ValueError, match="CARREFOUR_KEY_"):
        Fetch.model_validate({"key": {"env": "CARREFOUR_SECRET_KEY", "header": "X"}})


def test_a_host_that_answers_two_addresses_in_turn_cannot_lead_inside(
    partner, visit, monkeypatch
) -> None:
    """DNS rebinding: a public address when checked, a private one when connected to."""
    turns = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1", "127.0.0.1"])
    port = int(partner.url.rpartition(":")[2])

    def lookup(_host: str, _port: int, **_more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(turns), port))]

    monkeypatch.setattr(address.socket, "getaddrinfo", lookup)
    partner.answers["/a"] = "dedans"
    declared = CsvFetch(kind="csv", pace={"delay": 0, "despite_robots": "essai"})
    with (
        visiting(partner.origin(tries=1), declared) as web,
        pytest.raises(FetchError, match="private"),
        web.get(f"http://piege.example:{port}/a"),
    ):
        pass
    assert partner.paths() == []


def test_an_answer_knows_its_type() -> None:
    answer = Answer(None, "", {"content-type": "Text/HTML; charset=utf-8"})  # type: ignore[arg-type]
    assert answer.media_type == "text/html"
