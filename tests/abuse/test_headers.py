"""What browsers are told to refuse, with every answer of every address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import path
from django.utils import timezone

from carrefour.urls import urlpatterns as ours
from carrefour.web.security import Refusals
from tests.abuse.addresses import Address
from tests.abuse.test_every_address import every, filled, operator, paul, signed_in

__all__ = ["every", "operator", "paul"]

EMBEDDED = {"web:embed", "web:embed-sheet", "collection:embed"}
# A page of a partner, without scripts of its own, within the workshop's page (carrefour.workshop).
WITHIN_OURS = {"workshop:frame"}
# Whatever is read of them by scripts of other sites is public, and the same for all.
SHARED_WITH_ALL = {
    *EMBEDDED,
    "picture",
    "logo",
    "web:clusters",
    "web:previews",
    "web:outline",
    "web:outlines",
}
ENDS = {"community:sign-out", "community:erase", "community:end-session"}
NEVER = ("'unsafe-eval'", "'unsafe-hashes'", "http:", "data: 'self'")


def failing(_request: object) -> HttpResponseBase:
    raise RuntimeError("on purpose")


urlpatterns = [*ours, path("echoue/", failing, name="failing")]


def directives(answer: HttpResponseBase) -> dict[str, str]:
    told = [part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";")]
    assert len({name for name, _, _ in told}) == len(told), told
    return {name: values for name, _, values in told}


def wrong_with(name: str, answer: HttpResponseBase) -> Iterator[str]:
    """What an answer of the address ``name`` should have said, and did not."""
    policy = directives(answer)
    for directive, values in policy.items():
        # Mail and pages of partners are shown with styles of their own, where nothing runs.
        styled = directive == "style-src" and "sandbox" in policy and "unsafe-inline" in values
        if "unsafe-inline" in values and (not styled or "allow-same-origin" in policy["sandbox"]):
            yield f"{directive} {values}"
        if any(word in values for word in NEVER):
            yield f"{directive} {values}"
        if "*" in values.split() and directive != "frame-ancestors":
            yield f"{directive} {values}"
        ours = directive not in ("default-src", "script-src") or name in WITHIN_OURS
        if not ours and set(values.split()) - {"'self'", "'none'"}:
            yield f"{directive} {values}"
    if policy.get("base-uri") != "'none'":
        yield "base-uri"
    if policy.get("form-action") not in ("'self'", "'none'"):
        yield "form-action"
    framed_by = "*" if name in EMBEDDED else "'self'" if name in WITHIN_OURS else "'none'"
    refused = answer.status_code >= 400 or 300 <= answer.status_code < 400
    if policy.get("frame-ancestors") != framed_by and not (
        refused and policy.get("frame-ancestors") == "'none'"
    ):
        yield f"frame-ancestors {policy.get('frame-ancestors')}"
    if (policy["frame-ancestors"] == "'none'") != (answer.get("X-Frame-Options") == "DENY"):
        yield f"X-Frame-Options {answer.get('X-Frame-Options')}"
    if answer.get("X-Content-Type-Options") != "nosniff":
        yield "X-Content-Type-Options"
    if answer.get("Referrer-Policy") not in ("strict-origin-when-cross-origin", "no-referrer"):
        yield f"Referrer-Policy {answer.get('Referrer-Policy')}"
    if answer.get("Cross-Origin-Opener-Policy") != "same-origin":
        yield "Cross-Origin-Opener-Policy"
    for power in ("camera=()", "microphone=()", "geolocation=(self)", "payment=()"):
        if power not in answer.get("Permissions-Policy", ""):
            yield f"Permissions-Policy: {power}"
    if not answer.get("Strict-Transport-Security", "").startswith("max-age=31536000"):
        yield "Strict-Transport-Security"
    resource = answer.get("Cross-Origin-Resource-Policy")
    public = answer.get("Access-Control-Allow-Origin") == "*" or name in SHARED_WITH_ALL
    if resource != "same-origin" and not (resource == "cross-origin" and public):
        yield f"Cross-Origin-Resource-Policy {resource}"
    for cookie in answer.cookies.values():
        if cookie["max-age"] == 0:  # it is taken back
            continue
        safe = cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax"
        if not (safe and cookie.key.startswith("__Host-")) or cookie["domain"]:
            yield f"cookie {cookie.key}"


@pytest.mark.parametrize("who", ["visitor", "member", "operator"])
def test_every_answer_tells_browsers_what_to_refuse(every, paul, operator, who: str) -> None:
    of = {"visitor": None, "member": paul, "operator": operator}[who]
    client = signed_in(of) if of else Client(raise_request_exception=False)
    found: dict[str, list[str]] = {}
    data = filled()
    for one in every:
        for ask in (client.get, client.post):
            # An operator's first step in the workshop fetches; tests/workshop opens those.
            fetches = who == "operator" and one.path.startswith("/atelier/")
            if ask == client.post and (fetches or one.name in ENDS):
                continue
            answer = ask(one.path, data, secure=True)
            if wrong := list(wrong_with(one.name, answer)):
                found[one.name] = [str(answer.status_code), *wrong]
    assert found == {}
    assert client.get("/compte/", secure=True).status_code == (302 if of is None else 200)


def test_only_embedded_pages_may_be_framed(every, operator) -> None:
    client = signed_in(operator)
    may = {
        one.name
        for one in every
        if "frame-ancestors 'none'" not in client.get(one.path)["Content-Security-Policy"]
    }
    assert may == EMBEDDED
    assert all(
        "sandbox" in client.get(one.path)["Content-Security-Policy"] for one in framed(every)
    )


def framed(every: list[Address]) -> list[Address]:
    return [one for one in every if one.name in EMBEDDED]


@pytest.mark.parametrize("secure", [True, False], ids=["https", "http"])
def test_https_is_promised_over_https_alone(client, site, secure: bool) -> None:
    answer = client.get("/a-propos/", secure=secure)
    assert ("Strict-Transport-Security" in answer) == secure
    if secure:
        assert answer["Strict-Transport-Security"] == "max-age=31536000"


def test_mistakes_and_faults_are_answered_with_the_same_refusals(site, settings) -> None:
    settings.ROOT_URLCONF = "tests.abuse.test_headers"
    client = Client(raise_request_exception=False)
    answers = {
        400: client.get("/", headers={"Host": "ailleurs.example"}, secure=True),
        404: client.get("/rien/", secure=True),
        500: client.get("/echoue/", secure=True),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert list(wrong_with("", answer)) == [], status


def test_what_is_not_modified_keeps_what_was_said_of_it(client, harvest_rows) -> None:
    """A browser puts the headers of a 304 over those that it kept: a frame must stay one."""
    harvest_rows()
    frame = client.get("/integrer/projets/")
    again = client.get("/integrer/projets/", headers={"If-None-Match": frame["ETag"]})
    assert again.status_code == 304
    assert "Content-Security-Policy" not in again
    assert "X-Frame-Options" not in again


def test_static_files_are_shown_within_frames_that_have_no_origin(rf, site) -> None:
    from django.http import HttpResponse

    answer = Refusals(lambda _request: HttpResponse())(rf.get("/static/dist/site.css"))
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_whoever_finds_a_fault_is_told_whom_to_tell(client, site, settings) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:securite@exemple.fr"
    settings.SITE_URL = "https://exemple.fr"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert told["Contact"] == "mailto:securite@exemple.fr"
    assert told["Canonical"] == "https://exemple.fr/.well-known/security.txt"
    left = datetime.fromisoformat(told["Expires"]) - timezone.now()
    assert 80 < left.days < 365
