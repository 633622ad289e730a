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

from carrefour.api import hooks, keys
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


def test_a_search_that_is_too_long_to_keep_is_refused_and_not_cut(lea) -> None:
    browser = Client()
    browser.post(reverse("community:sign-in"), {"username": lea.email, "password": PHRASE})
    long = "&".join(f"theme=EMP{n}&q={'é' * 300}" for n in range(400))
    with pytest.raises(hooks.TooLong):
        hooks.make(lea, "long", "https://exemple.fr/", long)
    page = browser.post(
        reverse("programs:hook-new"),
        {"name": "Longue", "url": "https://1.1.1.1/", "search": f"/projets/?{long}"},
    )
    assert page.status_code == 422
    assert 'aria-describedby="faute quoi"' in page.content.decode()
    assert not Hook.objects.exists()


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


def bearing(user: User, *scopes: str) -> dict[str, str]:
    _, told = keys.make(user, "Essai", scopes)
    return {"HTTP_AUTHORIZATION": f"Bearer {told}"}


def test_a_key_of_that_scope_makes_tries_and_removes_them(
    client: Client, program, lea, harvest_rows
) -> None:
    harvest_rows()
    key = bearing(lea, "hooks")
    asked = {"name": "Jardins", "url": program.url, "search": "theme=AGR&colour=red"}
    made = client.post("/api/v1/hooks", asked, "application/json", **key)
    assert made.status_code == 201
    told = made.json()
    assert (told["search"], told["state"]) == ("theme=AGR", "new")
    assert told["secret"] == hooks.secret_of(Hook.objects.get())
    assert client.get(made["Location"], **key).json() == {
        name: value for name, value in told.items() if name != "secret"
    }
    later()
    (one,) = client.get("/api/v1/hooks", **key).json()
    assert one["state"] == "on"
    again = client.post(f"/api/v1/hooks/{one['id']}/try", "", "application/json", **key)
    assert again.status_code == 202
    later(5)
    assert [call["type"] for call in program.told] == ["ping", "ping"]
    assert client.delete(f"/api/v1/hooks/{one['id']}", **key).status_code == 204
    assert not Hook.objects.exists()
    acts = Act.objects.filter(what__startswith="api.hook").order_by("pk")
    assert list(acts.values_list("what", flat=True)) == ["api.hook-made", "api.hook-removed"]


def test_the_hooks_of_another_and_those_of_no_key_are_not_there(
    client: Client, program, lea, db
) -> None:
    other = User.objects.create_user("tom@exemple.fr", PHRASE, name="Tom")
    hook = hooks.make(lea, "À moi", program.url, "")
    theirs = bearing(other, "hooks")
    assert client.get("/api/v1/hooks", **theirs).json() == []
    for method, address in (
        ("GET", f"hooks/{hook.pk}"),
        ("POST", f"hooks/{hook.pk}/try"),
        ("DELETE", f"hooks/{hook.pk}"),
    ):
        for key, status in ((theirs, 404), ({}, 401), (bearing(lea, "read"), 403)):
            answer = client.generic(method, f"/api/v1/{address}", **key)
            assert answer.status_code == status
    client.force_login(lea)
    assert client.get("/api/v1/hooks").status_code == 401  # a browser that is signed in has no key
    assert Hook.objects.filter(pk=hook.pk).exists()


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        ('{"name": "x", "url": "https://127.0.0.1/"}', "application/json", 422),
        ('{"name": "x", "url": "ftp://exemple.fr/"}', "application/json", 422),
        ('{"name": "", "url": "https://exemple.fr/"}', "application/json", 422),
        ('{"name": "x"}', "application/json", 422),
        ("[1]", "application/json", 422),
        ("{", "application/json", 400),
        ("name=x", "application/x-www-form-urlencoded", 415),
        ('{"name": "' + "x" * 30_000 + '"}', "application/json", 413),
    ],
)
def test_what_cannot_be_called_or_read_is_refused_as_a_problem(
    client: Client, lea, body, media, status
) -> None:
    answer = client.post("/api/v1/hooks", body, media, **bearing(lea, "hooks"))
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["cure"]
    assert not Hook.objects.exists()


def test_one_has_ten_of_them_and_tries_no_hosts_by_the_dozen(client: Client, program, lea) -> None:
    key = bearing(lea, "hooks")
    asked = {"name": "Encore", "url": program.url}
    told = [
        client.post("/api/v1/hooks", asked, "application/json", **key).status_code
        for _ in range(hooks.MOST_HOOKS + 1)
    ]
    assert told == [201] * hooks.MOST_HOOKS + [409]


def test_what_is_withdrawn_or_merged_is_told_to_the_searches_it_was_of(
    program, lea, harvest_rows
) -> None:
    harvest_rows()
    gardens = hooks.make(lea, "Jardins", program.url, "theme=AGR")
    hooks.make(lea, "Bretagne", program.url, "departement=29")
    hooks.make(lea, "Tout", program.url, "")
    later()
    program.calls.clear()
    garden = Sheet.objects.get(title="Le Jardin partagé")
    harvest_rows(ROWS[1:], accept_loss=True)
    later(1)
    later(2)
    told = {
        news["data"]["name"]: [(one["id"], one["change"]) for one in news["data"]["projects"]]
        for news in program.told
    }
    assert told == {
        "Jardins": [(garden.pk, "withdrawn")],
        "Tout": [(garden.pk, "withdrawn")],
    }
    program.calls.clear()
    Hook.objects.exclude(pk=gardens.pk).delete()
    into = Sheet.objects.exclude(pk=garden.pk).first()
    assert into is not None
    Sheet.objects.filter(pk=garden.pk).update(merged_into=into, told_at=timezone.now())
    later(5)
    (news,) = program.told
    (one,) = news["data"]["projects"]
    assert (one["change"], one["merged_into"]) == ("merged", into.pk)
