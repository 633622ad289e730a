"""Programs are called when a search has new or changed projects."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carrefour.api import hooks
from carrefour.api.models import Call, Hook
from carrefour.catalogue.models import Sheet
from carrefour.community.models import Act, Mail, User
from carrefour.harvest.posting import PostError, may_be_called, post
from tests.conftest import ROWS

PHRASE = "une phrase que je connais"


class Program:
    """A program of someone's: what it was told, and what it answers."""

    def __init__(self) -> None:
        self.status, self.location = 200, ""
        self.calls: list[tuple[dict[str, str], bytes]] = []
        program = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                program.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(program.status)
                if program.location:
                    self.send_header("Location", program.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.host}/carrefour"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def told(self) -> list[dict]:
        return [json.loads(body) for _, body in self.calls]


@pytest.fixture
def program(settings) -> Iterator[Program]:
    one = Program()
    settings.ALLOWED_PRIVATE = frozenset({one.host})
    yield one
    one.server.shutdown()
    one.server.server_close()


@pytest.fixture
def lea(db) -> User:
    return User.objects.create_user("lea@exemple.fr", PHRASE, name="Léa")


def later(seconds: float = 0) -> None:
    """Tell and call as a worker does, some ``seconds`` from now."""
    now = timezone.now() + hooks.SETTLED + timedelta(seconds=seconds)
    hooks.tell_programs(now)
    hooks.call_programs(now)


def test_a_program_is_told_of_new_and_changed_projects_of_its_search(
    program, lea, harvest_rows
) -> None:
    harvest_rows(ROWS[:1])
    hooks.make(lea, "Jardins", program.url, "theme=AGR")
    later()
    assert [one["type"] for one in program.told] == ["ping"]
    harvest_rows([ROWS[0].replace("cultive", "sème"), ROWS[1], ROWS[0].replace("1;Le", "9;Un")])
    later(1)
    later(2)
    (_, news) = program.told
    assert news["type"] == "projects.changed"
    assert news["data"]["search"] == "theme=AGR"
    changes = {one["title"]: one["change"] for one in news["data"]["projects"]}
    assert changes == {"Le Jardin partagé": "changed", "Un Jardin partagé": "new"}
    assert all("/api/v1/projects/" in one["api"] for one in news["data"]["projects"])


def test_a_call_is_signed_as_standard_webhooks_says(program, lea, harvest_rows) -> None:
    harvest_rows()
    hook = hooks.make(lea, "Tout", program.url, "")
    later()
    ((headers, body),) = program.calls
    secret = base64.b64decode(hooks.secret_of(hook).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    assert hooks.secret_of(hooks.make(lea, "Autre", program.url, "")) != hooks.secret_of(hook)


def test_an_address_that_never_answered_is_told_nothing(program, lea, harvest_rows) -> None:
    program.status = 404
    hooks.make(lea, "Chez autrui", program.url, "")
    later()
    harvest_rows()
    for turn in range(1, 6):
        later(turn * 7 * 3600)
    assert {one["type"] for one in program.told} == {"ping"}


def test_what_is_not_answered_is_tried_again_ever_more_rarely(program, lea, harvest_rows) -> None:
    harvest_rows([])
    hooks.make(lea, "Tout", program.url, "")
    later()
    program.status = 500
    harvest_rows()
    later(1)
    later(2)
    assert len(program.calls) == 2
    later(40)
    later(50)
    assert len(program.calls) == 3
    program.status = 204
    later(200)
    ids = [headers["webhook-id"] for headers, _ in program.calls[1:]]
    assert len(set(ids)) == 1
    assert Hook.objects.get().failing_since is None
    assert not Call.objects.exists()


def test_after_three_days_it_is_given_up_and_its_person_is_told(program, lea, harvest_rows) -> None:
    harvest_rows([])
    hook = hooks.make(lea, "Tout", program.url, "")
    later()
    harvest_rows()
    program.status = 500
    day = 24 * 3600
    for seconds in (1, day, 2 * day, 3 * day + 60):
        later(seconds)
    assert Hook.objects.get().given_up_at is not None
    mail = Mail.objects.get(user=lea)
    assert "Tout" in mail.subject
    assert "HTTP 500" in mail.text
    calls = len(program.calls)
    later(4 * day)
    assert len(program.calls) == calls
    program.status = 200
    assert hooks.take_up(lea, hook.pk)
    later(5 * day)
    assert len(program.told[-1]["data"]["projects"]) == 3


def test_an_address_that_says_it_is_gone_is_given_up_at_once(program, lea) -> None:
    program.status = 410
    hooks.make(lea, "Tout", program.url, "")
    later()
    assert Hook.objects.get().given_up_at is not None


def test_redirects_are_not_followed(program, lea) -> None:
    program.status, program.location = 307, "http://127.0.0.1:1/"
    hooks.make(lea, "Tout", program.url, "")
    later()
    assert len(program.calls) == 1
    assert Hook.objects.get().proved_at is None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/",
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "https://2130706433/",
        "https://[::ffff:10.0.0.1]/",
        "http://93.184.215.14/",
        "https://user:word@93.184.215.14/",
        "https://93.184.215.14:99999/",
        "ftp://93.184.215.14/",
        "javascript:alert(1)",
        "https://",
        "",
    ],
)
def test_only_public_https_addresses_may_be_called(url) -> None:
    assert not may_be_called(url, frozenset())
    with pytest.raises(PostError):
        post(url, b"{}", {})


def test_a_public_https_address_may_be_called() -> None:
    assert may_be_called("https://93.184.215.14/x", frozenset())


def test_the_account_lists_what_is_called_and_stops_it(program, lea, harvest_rows) -> None:
    harvest_rows()
    browser, thief = Client(), Client()
    browser.post(reverse("community:sign-in"), {"username": lea.email, "password": PHRASE})
    url = reverse("programs:hook-new")
    for wrong in ("https://localhost/", "http://10.0.0.1/", "x"):
        refused = browser.post(url, {"name": "x", "url": wrong, "search": ""})
        assert refused.status_code == 422
    search = "https://exemple.fr/projets/?q=jardin&theme=AGR&vue=carte"
    made = browser.post(url, {"name": "<b>x</b>", "url": program.url, "search": search})
    hook = Hook.objects.get()
    assert hook.params == "q=jardin&theme=AGR"
    assert hooks.secret_of(hook) in made.content.decode()
    page = browser.get(reverse("programs:hooks")).content.decode()
    assert "<b>x" not in page
    assert hooks.secret_of(hook) not in page
    User.objects.create_user("max@exemple.fr", PHRASE)
    thief.post(reverse("community:sign-in"), {"username": "max@exemple.fr", "password": PHRASE})
    assert thief.get(reverse("programs:hook-secret", args=[hook.pk])).status_code == 404
    for name in ("hook-again", "hook-remove"):
        assert thief.post(reverse(f"programs:{name}", args=[hook.pk])).status_code == 404
    assert browser.get(reverse("programs:hook-secret", args=[hook.pk])).status_code == 200
    browser.post(reverse("programs:hook-remove", args=[hook.pk]))
    assert not Hook.objects.exists()
    assert [act.what for act in Act.objects.order_by("pk")] == ["api.hook-made", "api.hook-removed"]


def test_nobody_has_more_than_ten_addresses_called(lea) -> None:
    for number in range(hooks.MOST_HOOKS):
        hooks.make(lea, str(number), "https://exemple.fr/", "")
    with pytest.raises(hooks.TooMany):
        hooks.make(lea, "encore", "https://exemple.fr/", "")


def test_many_changes_are_told_in_several_calls(program, lea, harvest_rows, monkeypatch) -> None:
    monkeypatch.setattr(hooks, "MOST_SHEETS", 2)
    harvest_rows([])
    hooks.make(lea, "Tout", program.url, "")
    later()
    harvest_rows()
    for seconds in (1, 2, 3):
        later(seconds)
    told = [one["id"] for call in program.told[1:] for one in call["data"]["projects"]]
    assert sorted(told) == sorted(Sheet.objects.values_list("pk", flat=True))
