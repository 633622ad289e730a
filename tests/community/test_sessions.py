"""One sees where one is signed in, and ends what one does not know."""

from __future__ import annotations

import pytest
from django.utils import timezone

from carrefour.community.account.browsers import Browser, browser_of
from carrefour.community.account.sessions import SessionStore
from carrefour.community.models import Session, User
from tests.community.people import browser, make_lea, sign_in, signed_in

END = "/compte/securite/sessions/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"


@pytest.fixture
def lea(site) -> User:
    return make_lea()


def names(client) -> list[str]:
    seats = client.get("/compte/securite/").context["seats"]
    return [seat.name for seat in seats if not seat.ours]


def test_one_sees_ones_sessions_and_ends_one(lea) -> None:
    here, there, third = browser(), browser(PHONE), browser()
    for one in (here, there, third):
        sign_in(one)
    page = here.get("/compte/securite/").content.decode()
    assert "<strong>Firefox</strong> · Linux" in page
    assert "<strong>Safari</strong> · iPhone" in page
    assert here.session.session_key not in page
    assert there.session.session_key not in page
    seats = here.get("/compte/securite/").context["seats"]
    (phone,) = [seat.name for seat in seats if seat.browser.system == "iPhone"]
    here.post(END, {"session": phone})
    assert not signed_in(there)
    assert signed_in(here)
    assert signed_in(third)


def test_one_ends_all_others_at_once(lea) -> None:
    here, others = browser(), [browser(), browser()]
    for one in (here, *others):
        sign_in(one)
    here.post(END, {"others": "1"})
    assert signed_in(here)
    assert not any(signed_in(one) for one in others)


def test_nobody_ends_the_session_of_another(lea) -> None:
    hers = browser()
    sign_in(hers)
    User.objects.create_user("max@exemple.fr", None, name="Max")
    his, second = browser(), browser()
    his.force_login(User.objects.get(email="max@exemple.fr"))
    sign_in(second)
    (name,) = names(second)
    his.post(END, {"session": name})
    assert signed_in(hers)


def test_a_session_goes_with_its_person_and_when_it_ended(lea) -> None:
    client = browser()
    sign_in(client)
    assert Session.objects.get().user == lea
    Session.objects.update(expire_date=timezone.now())
    SessionStore.clear_expired()
    assert not Session.objects.exists()
    sign_in(client)
    lea.delete()
    assert not Session.objects.exists()
    assert not signed_in(client)


def test_a_visitor_has_no_session_and_a_visit_is_noted_once_a_day(
    lea, client, django_assert_num_queries
) -> None:
    client.get("/a-propos/")
    assert not Session.objects.exists()
    sign_in(client)
    lea.refresh_from_db()
    assert lea.seen_on == timezone.localdate()
    with django_assert_num_queries(2):  # the session and its person
        assert client.get("/compte/connexion/").status_code == 302


def test_no_network_address_is_kept(lea) -> None:
    client = browser()
    client.post("/compte/connexion/", {"username": lea.email, "password": "x"})
    sign_in(client)
    assert "127.0.0.1" not in str(Session.objects.get().get_decoded())


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("", Browser("", "")),
        ("curl/8", Browser("", "")),
        (PHONE, Browser("Safari", "iPhone")),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 "
            "Edg/140.0",
            Browser("Edge", "Windows"),
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            Browser("Chrome", "Android"),
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15) Firefox/140.0", Browser("Firefox", "macOS")),
        ("<script>Firefox", Browser("Firefox", "")),
    ],
)
def test_a_browser_is_known_in_two_words(agent: str, told: Browser) -> None:
    assert browser_of(agent) == told
