"""What scanners try, tried at every address with every name that the site reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from carrefour.community.models import User
from tests.abuse.addresses import Watch
from tests.abuse.test_every_address import every, filled, operator, paul, signed_in

__all__ = ["every", "operator", "paul"]

ROOT = Path(__file__).resolve().parents[2]
_READ = re.compile(r"""\.(?:GET|POST)(?:\.get|\.getlist)?[\[(]["']([\w.-]+)["']""")
_TYPED = re.compile(r"""typed\(request, ["']([\w.-]+)["']""")
MARK = "\"'><svg/onload=marque()>"
ELSEWHERE = "ailleurs.example"
PAGES = ("text/html", "image/svg+xml", "application/xhtml+xml")
NASTY = (
    "' OR '1'='1' --", "1); DROP TABLE catalogue_sheet;--", "\0", "%00", "../../../../etc/passwd",
    "${jndi:ldap://127.0.0.1/x}", "{{7*7}}", "-1", "9" * 40, "1e309",
    "é" * 3000, "[]", "=cmd|'/c calc'!A1", "\r\nSet-Cookie: a=b",
)  # fmt: skip


def names() -> list[str]:
    """Every name of a parameter that the code reads of a request, and those of searches."""
    found = {"q", "page", "theme", "territory", "next", "lang", "callback", "vue", "couleur"}
    for path in (ROOT / "carrefour").rglob("*.py"):
        text = path.read_text("utf-8")
        found |= set(_READ.findall(text)) | set(_TYPED.findall(text))
    return sorted(found)


@pytest.fixture(params=["visitor", "operator"])
def someone(request, every, operator: User) -> Client:
    if request.param == "operator":
        return signed_in(operator)
    return Client(raise_request_exception=False)


def body(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def opened_by(client: Client, every) -> list[str]:
    """The addresses that are tried; the workshop's own tests open those, since some fetch."""
    of_desk = client.get("/pilotage/").status_code == 200
    return [one.path for one in every if not (of_desk and one.path.startswith("/atelier/"))]


def test_nothing_that_is_sent_is_read_as_html(someone: Client, every) -> None:
    told = dict.fromkeys(names(), MARK)
    assert len(told) > 60
    found = []
    for path in opened_by(someone, every):
        for answer in (someone.get(path, told), someone.get(f"{path}{MARK}")):
            page = answer.get("Content-Type", "").startswith(PAGES)
            if page and "<svg/onload" in body(answer):
                found.append(path)
    assert found == []


def test_nobody_is_led_elsewhere(someone: Client, every) -> None:
    data, forms = filled(), (f"https://{ELSEWHERE}/", f"//{ELSEWHERE}/", f"/\\{ELSEWHERE}")
    # "next" is what leads on after a form; each other name has one of the ways to say elsewhere.
    asked = {name: forms[number % 3] for number, name in enumerate(names())}
    for told in forms:
        for path in opened_by(someone, every):
            if "deconnexion" in path:
                continue
            answers = [someone.post(path, {**data, "next": told})]
            if told == forms[0]:
                answers += [someone.get(path, asked), someone.post(path, {**data, **asked})]
            for answer in answers:
                to = answer.get("Location", "")
                assert not re.match(rf"(?:https?:)?[/\\\t]*{ELSEWHERE}", to), path


def test_nothing_that_is_asked_breaks_a_page(someone: Client, every) -> None:
    broken = []
    for turn in (0, 7):
        # Each name has another at each turn: all of them would take minutes.
        rows = enumerate(names())
        asked = {name: NASTY[(number + turn) % len(NASTY)] for number, name in rows}
        for path in opened_by(someone, every):
            answer = someone.get(path, asked)
            if answer.status_code >= 500 and answer.status_code != 503:
                broken.append((path, turn, answer.status_code))
            for name, value in answer.items():
                assert "\n" not in value, (path, name)
            assert "Set-Cookie: a=b" not in str(answer.headers)
    assert broken == []


def test_another_name_of_the_site_is_answered_nothing(every) -> None:
    client = Client(raise_request_exception=False)
    for headers in (
        {"Host": ELSEWHERE},
        {"Host": f"localhost:80@{ELSEWHERE}"},
        {"Host": f"localhost, {ELSEWHERE}"},
    ):
        for path in ("/", "/projets/", "/api/v1/projects", "/compte/connexion/", "/robots.txt"):
            answer = client.get(path, headers=headers)
            assert answer.status_code == 400, (path, headers)
            assert ELSEWHERE not in body(answer)


def test_what_proxies_are_said_to_say_poisons_no_page(every) -> None:
    """Pages that are kept for others hold nothing of the headers of whoever asked first."""
    hostile = {
        "X-Forwarded-Host": ELSEWHERE,
        "X-Forwarded-Server": ELSEWHERE,
        "X-Host": ELSEWHERE,
        "X-Original-URL": f"/{ELSEWHERE}/",
        "X-Rewrite-URL": f"/{ELSEWHERE}/",
        "X-Forwarded-Prefix": f"/{ELSEWHERE}",
        "X-Forwarded-Scheme": "nothttps",
        "X-Forwarded-Port": "1337",
        "Forwarded": f"host={ELSEWHERE};proto=http",
        "Referer": f"https://{ELSEWHERE}/",
        "Origin": f"https://{ELSEWHERE}",
        "User-Agent": f"<b>{ELSEWHERE}</b>",
        "Accept-Language": f"en,{ELSEWHERE}",
    }
    cache.clear()
    client = Client(raise_request_exception=False)
    for one in every:
        first = client.get(one.path, headers=hostile)
        again = client.get(one.path)
        for answer in (first, again):
            assert ELSEWHERE not in body(answer), one.name
            assert ELSEWHERE not in str(answer.headers), one.name
            assert ":1337" not in body(answer), one.name


def test_a_page_that_is_kept_over_http_leads_nobody_back_to_http(every) -> None:
    cache.clear()
    client = Client()
    client.get("/")
    page = body(client.get("/", secure=True))
    assert "http://testserver" not in page


def test_a_page_of_someone_is_kept_by_nobody_else(every, paul: User) -> None:
    """What a cache between may keep is the same for all: it names nobody and sets no cookie."""
    client = signed_in(paul)
    for one in every:
        answer = client.get(one.path)
        told = answer.get("Cache-Control", "")
        kept = "public" in told or "s-maxage" in told
        page = answer.get("Content-Type", "").startswith("text/html")
        if kept and page and answer.status_code == 200:
            assert "Paul" not in body(answer), one.name
            assert not answer.cookies, one.name
        elif page and answer.status_code == 200 and "Mon compte" in body(answer):
            private = "no-store" in told or "private" in told
            assert private or "Cookie" in answer.get("Vary", ""), one.name


@pytest.mark.parametrize("method", ["DELETE", "PUT", "TRACE", "X"])
def test_other_methods_change_nothing(every, operator: User, method: str) -> None:
    client = signed_in(operator, enforce_csrf_checks=True)
    with Watch() as database:
        for one in every:
            if one.path.startswith("/atelier/"):
                continue
            answer = client.generic(method, one.path)
            assert answer.status_code < 500, one.name
            assert method != "TRACE" or "X-Mark" not in body(answer)
        assert database.changed() == set()


def test_no_get_is_made_another_method(every, operator: User) -> None:
    client = signed_in(operator)
    with Watch() as database:
        for one in every:
            if one.path.startswith("/atelier/"):
                continue
            names = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
            client.get(one.path, {"_method": "DELETE"}, headers=dict.fromkeys(names, "POST"))
        assert database.changed() <= {"exchange_reach"}  # made by the first look at the settings
