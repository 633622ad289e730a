"""Accounts that nobody uses: warned, then erased; never those of operators."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from carrefour.community.account.absence import KEPT, NOTICE, look_after_absent
from carrefour.community.models import Act, User
from tests.community.conftest import delivered, link
from tests.community.people import make_lea, sign_in
from tests.post import Taken, body

LONG_AGO = KEPT + timedelta(days=2)


@pytest.fixture
def lea(site) -> User:
    long_ago = timezone.now() - LONG_AGO
    return make_lea(seen_on=long_ago.date(), language="en")


def test_one_is_warned_once_then_erased(lea, post: Taken) -> None:
    assert look_after_absent() == (1, 0)
    assert look_after_absent() == (0, 0)
    (mail,) = delivered(post)
    assert mail["Subject"] == "Your account is about to be erased"
    assert link(mail, "sign-in") == "/en/account/sign-in/"
    assert "To keep it, sign in" in body(mail, "plain")
    late = timezone.now() + NOTICE
    assert look_after_absent(late - timedelta(hours=1)) == (0, 0)
    assert look_after_absent(late + timedelta(hours=1)) == (0, 1)
    assert not User.objects.exists()
    assert Act.objects.get().what == "account.purged"


def test_who_comes_back_keeps_it_and_is_warned_anew_much_later(lea, post: Taken, client) -> None:
    look_after_absent()
    sign_in(client)
    assert look_after_absent(timezone.now() + NOTICE + timedelta(days=1)) == (0, 0)
    assert look_after_absent(timezone.now() + LONG_AGO) == (1, 0)


def test_operators_and_those_who_came_lately_are_let_be(lea, post: Taken) -> None:
    User.objects.update(is_operator=True)
    assert look_after_absent() == (0, 0)
    User.objects.update(is_operator=False, seen_on=timezone.now() - KEPT + timedelta(days=2))
    assert look_after_absent() == (0, 0)
    User.objects.update(seen_on=None, last_login=None)  # just made, and never seen
    assert look_after_absent() == (0, 0)


def test_without_a_mail_server_nobody_is_warned_nor_erased(lea, settings) -> None:
    settings.EMAIL_HOST = ""
    User.objects.update(warned_at=timezone.now() - NOTICE - timedelta(days=1))
    assert look_after_absent() == (0, 0)
