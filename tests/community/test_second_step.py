"""A code beside the password: set up, asked for, never taken twice; operators must have one."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from carrefour.cli.app import app
from carrefour.community.account import second_step, totp
from carrefour.community.models import Act, SecondFactor, User
from tests.community.people import EMAIL, PASSWORD, browser, make_lea, sign_in, signed_in

ADD, CODE = "/compte/securite/code/", "/compte/connexion/code/"


def code(secret: str, later: int = 0) -> str:
    return totp.code_at(secret, int(time.time() // totp.PERIOD) + later)


@pytest.fixture
def secret(site) -> str:
    """The secret of Léa, who has a second step."""
    made = totp.new_secret()
    assert second_step.add(make_lea(), made, code(made, -1))
    return made


def test_someone_adds_a_second_step_and_is_asked_for_it(site) -> None:
    make_lea()
    client = browser()
    sign_in(client)
    shown = client.get(ADD)
    secret = shown.context["secret"].replace(" ", "")
    picture = client.get("/compte/securite/code/image/")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "n’est pas le bon" in client.post(ADD, {"code": "000000"}).content.decode()
    done = client.post(ADD, {"code": f"{code(secret, -1)[:3]} {code(secret, -1)[3:]}"})
    codes = done.context["codes"]
    assert all(one in done.content.decode() for one in codes)
    assert secret not in str(SecondFactor.objects.values())
    assert codes[0] not in str(SecondFactor.objects.values())
    assert client.get("/compte/securite/code/image/").status_code == 404

    other = browser()
    assert sign_in(other, next="/projets/")["Location"] == CODE
    assert not signed_in(other)
    assert other.post(CODE, {"code": code(secret)})["Location"] == "/projets/"
    assert signed_in(other)


def test_a_code_serves_once(secret) -> None:
    now = code(secret)
    for client, works in ((browser(), True), (browser(), False)):
        sign_in(client)
        client.post(CODE, {"code": now})
        assert signed_in(client) == works


def test_a_recovery_code_serves_once(site) -> None:
    made = totp.new_secret()
    codes = second_step.add(make_lea(), made, code(made))
    for client, works in ((browser(), True), (browser(), False)):
        sign_in(client)
        client.post(CODE, {"code": codes[3].upper()})
        assert signed_in(client) == works
    assert len(SecondFactor.objects.get().codes) == totp.RECOVERY_CODES - 1


def test_codes_cannot_be_guessed_at_length(secret) -> None:
    client = browser()
    sign_in(client)
    for _ in range(second_step.OF_A_PERSON.most):
        assert client.post(CODE, {"code": "000000"}).status_code == 200
    other = browser()
    sign_in(other)
    told = other.post(CODE, {"code": code(secret)})
    assert told.status_code == 429
    assert "attendez 15 minutes" in told.content.decode()
    assert not signed_in(other)


def test_nobody_comes_to_the_code_without_the_password(secret) -> None:
    assert Client().post(CODE, {"code": code(secret)})["Location"] == "/compte/connexion/"


def test_the_first_proof_holds_for_a_while_and_ends_with_the_password(secret) -> None:
    late = browser()
    sign_in(late)
    session = late.session
    session["half"] = {**session["half"], "at": time.time() - 601}
    session.save()
    assert late.post(CODE, {"code": code(secret)})["Location"] == "/compte/connexion/"
    changed = browser()
    sign_in(changed)
    lea = User.objects.get()
    lea.set_password("une autre phrase longue")
    lea.save()
    assert changed.post(CODE, {"code": code(secret)})["Location"] == "/compte/connexion/"


def test_a_second_step_is_removed_by_who_just_proved_who_they_are(secret) -> None:
    client = browser()
    sign_in(client)
    client.post(CODE, {"code": code(secret)})
    session = client.session
    session["proved"] = time.time() - 3600
    session.save()
    remove = "/compte/securite/code/retirer/"
    assert "/compte/verification/" in client.post(remove)["Location"]
    proof = "/compte/verification/"
    assert client.post(proof, {"password": "faux"}).status_code == 200
    told = client.post(proof, {"password": PASSWORD, "next": "/compte/securite/"})
    assert told["Location"] == "/compte/securite/"
    client.post("/compte/securite/code/secours/")
    client.post(remove)
    assert not SecondFactor.objects.exists()
    assert sign_in(browser())["Location"] == "/compte/"
    assert {act.what for act in Act.objects.all()} == {"second-step.added", "second-step.removed"}


class TestOperators:
    @pytest.fixture(autouse=True)
    def needed(self, settings, site) -> None:
        settings.OPERATORS_NEED_SECOND_STEP = True
        make_lea(is_operator=True)

    def test_one_is_asked_at_sign_in_and_may_do_it_later(self) -> None:
        client = browser()
        told = sign_in(client, next="/pilotage/")
        assert told["Location"] == f"{ADD}?next=%2Fpilotage%2F"
        page = client.get(told["Location"]).content.decode()
        assert '<a href="/pilotage/">Plus tard</a>' in page
        assert client.get("/pilotage/").status_code == 200

    def test_one_does_nothing_else_once_the_grace_is_over(self) -> None:
        client = browser()
        sign_in(client)
        User.objects.update(second_step_by=timezone.now() - timedelta(minutes=1))
        for page in ("/pilotage/", "/compte/", "/", "/api/v1/projects"):
            assert client.get(page)["Location"] == ADD, page
        shown = client.get(ADD)
        assert "Plus tard" not in shown.content.decode()
        secret = shown.context["secret"].replace(" ", "")
        assert client.post(ADD, {"code": code(secret)}).status_code == 200
        assert client.get("/pilotage/").status_code == 200

    def test_a_grace_does_not_begin_anew_by_removing_the_step(self) -> None:
        made = totp.new_secret()
        lea = User.objects.get()
        User.objects.update(second_step_by=timezone.now() - timedelta(minutes=1))
        second_step.add(lea, made, code(made))
        second_step.remove(lea, lea)
        client = browser()
        client.force_login(User.objects.get())
        assert client.get("/pilotage/")["Location"] == ADD

    def test_one_who_lost_their_phone_is_let_in_from_the_machine(self) -> None:
        made = totp.new_secret()
        User.objects.update(second_step_by=timezone.now() - timedelta(days=1))
        second_step.add(User.objects.get(), made, code(made))
        done = CliRunner().invoke(app, ["operator", "forget-code", EMAIL])
        assert done.exit_code == 0, done.output
        client = browser()
        assert "next=" in sign_in(client)["Location"]
        assert client.get("/pilotage/").status_code == 200
        assert CliRunner().invoke(app, ["operator", "forget-code", EMAIL]).exit_code == 1

    def test_who_is_no_operator_is_not_asked(self) -> None:
        User.objects.update(is_operator=False)
        assert sign_in(browser())["Location"] == "/compte/"


def test_a_second_step_outlives_a_change_of_the_secret_key(secret, settings) -> None:
    user = User.objects.get(email=EMAIL)
    recovery = second_step.renew_recovery_codes(user)
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "une toute autre clef, longue et faite au hasard, 0123456789"
    assert not second_step.passes(user, code(secret, 1))
    settings.SECRET_KEY_FALLBACKS = [old]
    assert second_step.passes(user, code(secret, 1))
    assert second_step.passes(user, recovery[0])
    assert not second_step.passes(user, recovery[0])
    settings.SECRET_KEY_FALLBACKS = []  # it is sealed anew by then
    SecondFactor.objects.update(last_step=0)
    assert second_step.passes(user, code(secret))
