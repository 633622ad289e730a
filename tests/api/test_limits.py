"""How often the API may be called, and the keys with which it may be more often."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carrefour.api import keys
from carrefour.api.counters import SLOTS, WINDOW, Counters
from carrefour.api.models import Key
from carrefour.community.account.erasing import erase
from carrefour.community.models import Act, User
from carrefour.community.portable import everything_of

pytestmark = pytest.mark.django_db
URL = "/api/v1/taxonomy"
NOW = 1_800_000_000 // WINDOW * WINDOW


@pytest.fixture
def lea() -> User:
    return User.objects.create_user("lea@exemple.fr", "une phrase que je connais", name="Léa")


@pytest.fixture
def few(settings, tmp_path) -> int:
    settings.VAR_DIR, settings.API_CALLS = tmp_path, 3
    return 3


def call(client: Client, told: str = "", **more):
    headers = {"Authorization": f"Bearer {told}"} if told else {}
    return client.get(URL, headers=headers, **more)


def test_who_calls_too_often_is_asked_to_wait(client, few) -> None:
    answers = [call(client) for _ in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert answers[0]["RateLimit-Policy"] == '"address";q=3;w=60'
    assert re.fullmatch(r'"address";r=2;t=\d+', answers[0]["RateLimit"])
    refused = answers[3]
    assert 1 <= int(refused["Retry-After"]) <= WINDOW
    assert refused["Content-Type"] == "application/problem+json"
    assert "key" in refused.json()["cure"]
    assert call(client, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_a_key_lets_one_call_more_often_from_anywhere(client, few, lea) -> None:
    _, told = keys.make(lea, "Ma carte", ["read"])
    answers = [call(client, told) for _ in range(31)]
    assert [one.status_code for one in answers] == [200] * 30 + [429]
    assert answers[0]["RateLimit-Policy"] == '"key";q=30;w=60'
    assert answers[0]["Cache-Control"].startswith("private")
    assert "Authorization" in answers[0]["Vary"]
    assert Key.objects.get().used_on == timezone.localdate()


def test_a_key_that_is_false_revoked_or_of_a_closed_account_is_refused(client, lea) -> None:
    key, told = keys.make(lea, "Ma carte", ["read"])
    assert call(client, told).status_code == 200
    for false in (
        "x",
        told[:-1] + "é",
        told[:-1] + ("A" if told[-1] != "A" else "B"),
        "cfr_" + "a" * 999,
    ):
        refused = call(client, false)
        assert refused.status_code == 401
        assert "Bearer" in refused["WWW-Authenticate"]
    User.objects.update(is_active=False)
    assert call(client, told).status_code == 401
    User.objects.update(is_active=True)
    keys.revoke(lea, key.pk)
    assert call(client, told).status_code == 401
    assert client.get(URL, headers={"Authorization": "Basic eDp5"}).status_code == 200


def test_keys_that_are_guessed_count_against_the_address(client, few) -> None:
    assert [call(client, "cfr_" + "a" * 43).status_code for _ in range(4)] == [401, 401, 401, 429]


def test_a_key_without_the_scope_is_forbidden(client, lea) -> None:
    _, told = keys.make(lea, "Rien", [])
    assert call(client, told).status_code == 403


def test_of_a_key_the_print_alone_is_kept(lea) -> None:
    _, told = keys.make(lea, "Ma carte", ["read"])
    kept = str(Key.objects.values().get()) + str(list(Act.objects.values()))
    assert told not in kept
    assert told[10:] not in kept
    assert len(told) > 40
    (row,) = everything_of(lea)["keys of the API"]
    assert (row["name"], row["begins"]) == ("Ma carte", told[:10])
    assert Act.objects.get().what == "api.key-made"
    erase(lea)
    assert not Key.objects.exists()


def test_keys_are_made_and_revoked_in_the_account(lea) -> None:
    browser = Client()
    assert browser.get(reverse("programs:keys")).status_code == 302
    browser.post(
        reverse("community:sign-in"),
        {"username": lea.email, "password": "une phrase que je connais"},
    )
    assert (
        browser.post(reverse("programs:key-new"), {"name": "", "scope": "read"}).status_code == 422
    )
    made = browser.post(reverse("programs:key-new"), {"name": "<b>Carte</b>", "scope": "read"})
    told = re.search(r"cfr_[\w-]{40,}", made.content.decode()).group()
    assert b"<b>Carte" not in made.content
    assert "no-store" in made["Cache-Control"]
    assert call(Client(), told).status_code == 200
    page = browser.get(reverse("programs:keys")).content.decode()
    assert told not in page
    assert told[:10] in page
    key = Key.objects.get()
    other = User.objects.create_user("max@exemple.fr", "une autre phrase connue")
    thief = Client()
    thief.force_login(other)
    assert thief.post(reverse("programs:key-remove", args=[key.pk])).status_code == 404
    assert Key.objects.exists()
    assert browser.post(reverse("programs:key-remove", args=[key.pk])).status_code == 302
    assert call(Client(), told).status_code == 401


def test_making_a_key_asks_who_one_is_and_a_token_of_ours(lea) -> None:
    elsewhere, stolen = Client(enforce_csrf_checks=True), Client()
    for browser, status in ((elsewhere, 403), (stolen, 302)):
        browser.force_login(lea)  # a session in which nobody proved anything of late
        made = browser.post(reverse("programs:key-new"), {"name": "x", "scope": "read"})
        assert made.status_code == status
    assert not Key.objects.exists()


def test_nobody_has_more_keys_than_ten(lea) -> None:
    for number in range(keys.MOST_KEYS):
        keys.make(lea, str(number), ["read"])
    with pytest.raises(keys.TooMany):
        keys.make(lea, "encore", ["read"])


def test_all_processes_count_together_and_begin_anew_each_minute(tmp_path) -> None:
    one, other = (Counters(tmp_path / "calls", b"key") for _ in range(2))
    assert [each.count("a", NOW + 10).calls for each in (one, other, one)] == [1, 2, 3]
    assert one.count("b", NOW + 10).calls == 1
    assert one.count("a", NOW + 10).seconds == WINDOW - 10
    assert other.count("a", NOW + WINDOW).calls == 1


def test_a_full_house_of_callers_hardly_ever_counts_for_another(tmp_path) -> None:
    counters = Counters(tmp_path / "calls", b"key")
    wrong = sum(counters.count(str(n), NOW).calls > 1 for n in range(SLOTS // 8))
    assert wrong < SLOTS // 8 // 20


def test_what_is_counted_names_nobody(client, few, tmp_path) -> None:
    call(client, REMOTE_ADDR="203.0.113.9")
    assert b"203.0.113" not in (tmp_path / "api-calls").read_bytes()
    assert (tmp_path / "api-calls").stat().st_mode & 0o077 == 0


def test_the_last_day_of_use_is_written_once_a_day(client, lea, django_assert_num_queries) -> None:
    _, told = keys.make(lea, "Ma carte", ["read"])
    Key.objects.update(used_on=timezone.localdate() - timedelta(days=1))
    call(client, told)
    with django_assert_num_queries(1):
        call(client, told)
