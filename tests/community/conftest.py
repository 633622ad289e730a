"""Someone with an account, a mail server, and visitors who read their mail."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from django.utils import timezone

from carrefour.catalogue.models import Sheet
from carrefour.community.models import Mail, User
from carrefour.community.post import send_waiting
from tests.harvest.conftest import partner
from tests.post import Taken, body, post

__all__ = ["partner", "post"]
EMAIL, PASSWORD = "camille@exemple.fr", "une phrase que je connais"
SITE = "https://carrefour.exemple.fr"


@pytest.fixture
def operator(db) -> User:
    """An operator, who is not signed in."""
    return User.objects.create_user(EMAIL, PASSWORD, name="Camille", is_operator=True)


def delivered(post: Taken) -> list[EmailMessage]:
    """Send what waits; what arrived just now."""
    before = len(post.mails)
    Mail.objects.update(next_try=timezone.now())
    send_waiting(Mail.objects)
    return post.mails[before:]


def links(mail: EmailMessage) -> list[str]:
    """The paths of the links to the site in a mail, as its plain text has them."""
    return re.findall(rf"{SITE}(/\S*)", body(mail, "plain"))


def link(mail: EmailMessage, part: str) -> str:
    """The path of the one link that holds ``part``; the HTML has it too."""
    (found,) = [path for path in links(mail) if part in path]
    assert f"{SITE}{found}".replace("&", "&amp;") in body(mail, "html")
    return found


def page_of(title: str) -> str:
    """The path of the page of the sheet of that title."""
    sheet = Sheet.objects.get(title=title)
    return f"/fiches/{sheet.slug}-{sheet.pk}/"
