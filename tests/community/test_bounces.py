"""Addresses that refuse mail are noted: said by their server at once, or by a notification."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from carrefour.cli.app import app
from carrefour.community.bouncing import forget_bounces, is_bouncing, note_bounce, refused_in
from carrefour.community.letters import KINDS, Kind, write_to
from carrefour.community.models import Bounce, Mail, User
from tests.community.conftest import delivered
from tests.community.people import EMAIL, make_lea, sign_in
from tests.post import Taken

NEWS = KINDS.get("test") or Kind("test", _("des essais"))


@pytest.fixture
def lea(site) -> User:
    return make_lea()


def write(user: User, kind: Kind | None = NEWS) -> None:
    context: dict[str, object] = {"lines": ["Une ligne."]}
    write_to(user, "community/mail/account", _("Mon compte"), context, kind=kind)


def notification(
    mail: EmailMessage,
    *,
    recipient: str = EMAIL,
    action: str = "failed",
    status: str = "5.1.1",
    whole: bool = True,
) -> bytes:
    """What Postfix sends back (RFC 3464), with the mail or with its headers alone."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in mail.items() if name != "Subject")
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    return f"""\
From: MAILER-DAEMON@mx.exemple.fr\r
To: rebonds@carrefour.exemple.fr\r
Subject: Undelivered Mail Returned to Sender\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r
\r
--B\r
Content-Type: text/plain\r
\r
I'm sorry to have to inform you.\r
\r
--B\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.exemple.fr\r
Arrival-Date: Sat, 28 Nov 2026 10:00:00 +0100\r
\r
Final-Recipient: rfc822; {recipient}\r
Original-Recipient: rfc822;{recipient}\r
Action: {action}\r
Status: {status}\r
Diagnostic-Code: smtp; 550 5.1.1 unknown\r
\r
--B\r
Content-Type: {kind}\r
\r
{headers}\r
Bonjour.\r
--B--\r
""".encode()


def told(raw: bytes) -> str:
    done = CliRunner().invoke(app, ["bounces"], input=raw)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize(
    ("refusal", "code"), [("550 5.1.1 No such user", "5.1.1"), ("553 sorry", "553")]
)
def test_a_refusal_for_good_is_noted_at_once(lea, post: Taken, refusal: str, code: str) -> None:
    post.refuse[EMAIL] = refusal
    write(lea)
    assert delivered(post) == []
    bounce = Bounce.objects.get()
    assert (bounce.email, bounce.code, bounce.times) == (EMAIL, code, 1)
    assert not Mail.objects.exists()


def test_a_refusal_for_now_is_not(lea, post: Taken) -> None:
    post.refuse[EMAIL] = "452 4.2.2 Mailbox full"
    write(lea)
    delivered(post)
    assert not Bounce.objects.exists()
    assert Mail.objects.exists()


def test_list_mail_stops_and_answers_to_what_one_does_go_on(lea, post: Taken) -> None:
    note_bounce(EMAIL, "5.1.1")
    write(lea)
    write(lea, kind=None)
    (mail,) = delivered(post)
    assert "List-Unsubscribe" not in mail
    assert not Mail.objects.exists()


@pytest.mark.parametrize("whole", [True, False], ids=["mail", "headers"])
def test_a_notification_is_noted(lea, post: Taken, whole: bool) -> None:
    write(lea)
    (mail,) = delivered(post)
    assert "1 refused for good" in told(notification(mail, whole=whole))
    assert Bounce.objects.get().code == "5.1.1"
    told(notification(mail, status="5.2.2"))
    assert (Bounce.objects.get().times, Bounce.objects.get().code) == (2, "5.2.2")


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2"), ("delivered", "2.0.0")]
)
def test_what_is_only_late_or_arrived_is_not_noted(
    lea, post: Taken, action: str, status: str
) -> None:
    write(lea)
    (mail,) = delivered(post)
    assert "0 refused for good" in told(notification(mail, action=action, status=status))
    assert not Bounce.objects.exists()


def test_nobody_has_the_mail_of_another_stopped(lea, post: Taken) -> None:
    """A forged notification says nothing: one must hold the mail that went to that very address."""
    write(lea)
    thief = User.objects.create_user("max@exemple.fr", None, name="Max")
    write(thief)
    hers, his = sorted(delivered(post), key=lambda mail: mail["To"])
    told(notification(his, recipient=EMAIL))
    hers.replace_header("Message-ID", hers["Message-ID"].replace(".mail.", ".mail.1"))
    told(notification(hers))
    assert not Bounce.objects.exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.binary(max_size=400))
def test_whatever_comes_in_is_read_or_passed_over(raw: bytes) -> None:
    assert refused_in(raw) == []
    head = b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\n"
    assert refused_in(head + b"Content-Type: message/delivery-status\r\n\r\n" + raw) == []


def test_the_envelope_names_where_notifications_go(lea, post: Taken, settings) -> None:
    settings.BOUNCES_TO = "rebonds@carrefour.exemple.fr"
    write(lea)
    (mail,) = delivered(post)
    assert mail["From"] == "Carrefour <carrefour@exemple.fr>"
    assert post.senders == ["rebonds@carrefour.exemple.fr"]


def test_one_sees_it_in_their_account_and_tries_again(lea, post: Taken, client) -> None:
    note_bounce(EMAIL, "5.2.2")
    sign_in(client)
    assert "refuse nos courriels" in client.get("/compte/").content.decode()
    assert "code 5.2.2" in client.get("/compte/profil/").content.decode()
    client.post("/compte/courriels/reprendre/")
    assert not is_bouncing(EMAIL)
    write(lea)
    assert len(delivered(post)) == 1


def test_operators_see_how_many_and_not_whose(lea, client, operator) -> None:
    page = "/compte/courriels/refuses/"
    note_bounce(EMAIL, "5.1.1")
    client.force_login(lea)
    assert client.get(page).status_code == 403
    client.force_login(operator)
    assert "Courriels refusés" in client.get("/pilotage/").content.decode()
    shown = client.get(page).content.decode()
    assert "1 adresse refuse" in shown
    assert "exemple.fr" in shown
    assert EMAIL not in shown
    client.post(page, {"bounce": str(Bounce.objects.get().pk)})
    assert not Bounce.objects.exists()
    assert "Courriels refusés" not in client.get("/pilotage/").content.decode()


def test_an_address_is_tried_again_after_a_while(db) -> None:
    note_bounce(EMAIL, "5.1.1")
    Bounce.objects.update(at=timezone.now() - timedelta(days=61))
    forget_bounces()
    assert not Bounce.objects.exists()
