"""`carrefour operator`: who may use the desk is said on the machine itself."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from carrefour.cli.app import app
from carrefour.community.models import User
from tests.community.conftest import PASSWORD

EMAIL = "dominique@exemple.fr"


def operator(*command: str, told: str = "", ends: int = 0) -> str:
    done = CliRunner().invoke(app, ["operator", *command], input=told)
    assert done.exit_code == ends, done.output
    return done.output


def test_an_operator_is_added_listed_and_removed(client, site) -> None:
    operator("add", EMAIL, "--name", "Dominique", "--password-stdin", told=f"{PASSWORD}\n")
    assert User.objects.get().check_password(PASSWORD)
    assert EMAIL in operator("list")
    assert client.login(username=EMAIL, password=PASSWORD)
    assert client.get("/pilotage/").status_code == 200
    operator("remove", EMAIL)
    assert not User.objects.exists()
    assert client.get("/pilotage/").status_code == 302


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        (EMAIL, "court", "too short"),
        (EMAIL, "qwerty123456", "too common"),
        (EMAIL, "dominique@exemple.fr", "too similar"),
        ("dominique", PASSWORD, "no e-mail address"),
    ],
)
def test_a_weak_password_or_a_wrong_address_is_refused(db, email, password, said) -> None:
    assert said in operator("add", email, "--password-stdin", told=f"{password}\n", ends=1)
    assert not User.objects.exists()


def test_without_a_terminal_the_password_must_come_from_stdin(db) -> None:
    assert "--password-stdin" in operator("add", EMAIL, ends=1)


def test_who_is_one_already_is_told_so_and_may_get_a_new_password(db) -> None:
    operator("add", EMAIL, "--password-stdin", told=f"{PASSWORD}\n")
    assert "operator password" in operator("add", EMAIL, "--password-stdin", told="x", ends=1)
    operator("password", EMAIL, "--password-stdin", told="une toute autre phrase\n")
    assert User.objects.get().check_password("une toute autre phrase")


def test_who_is_no_operator_is_not_removed(db) -> None:
    User.objects.create_user(EMAIL, PASSWORD)
    assert "is no operator" in operator("remove", EMAIL, ends=1)
    assert User.objects.exists()
    operator("add", EMAIL)
    assert User.objects.get().is_operator
