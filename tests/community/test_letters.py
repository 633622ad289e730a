"""Letters to people with an account: in their language, and declined with one click."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy as _

from carrefour.community.letters import KINDS, Kind, write_to
from carrefour.community.models import Mail, User
from tests.community.conftest import delivered, link
from tests.post import Taken, body

TEMPLATE = "community/mail/account"
NEWS = KINDS.get("test") or Kind("test", _("des essais"))


@pytest.fixture
def lea(db) -> User:
    return User.objects.create_user("lea@exemple.fr", None, name="Léa")


def write(user: User, kind: Kind | None = NEWS) -> Mail | None:
    return write_to(user, TEMPLATE, _("Mon compte"), {"lines": ["Une ligne."]}, kind=kind)


def test_a_letter_is_in_the_language_of_its_person(lea, post: Taken) -> None:
    lea.language = "en"
    write(lea)
    (mail,) = delivered(post)
    assert mail["Subject"] == "My account"
    assert "Une ligne." in body(mail, "plain")
    assert "Une ligne." in body(mail, "html")


def test_a_kind_is_declined_with_one_click_and_no_other(lea, post: Taken, client) -> None:
    write(lea)
    (mail,) = delivered(post)
    page = link(mail, "/courriels/refuser/")
    assert mail["List-Unsubscribe"].strip() == f"<https://carrefour.exemple.fr{page}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client.get(page)  # programs open the links of mails
    lea.refresh_from_db()
    assert lea.declined == []
    client.post(page, {"List-Unsubscribe": "One-Click"})
    lea.refresh_from_db()
    assert lea.declined == ["test"]
    assert write(lea) is None
    assert write(lea, kind=None) is not None


def test_a_false_link_declines_nothing(lea, client) -> None:
    page = client.post("/compte/courriels/refuser/1.test:rien/")
    assert "ne sert plus" in page.content.decode()
