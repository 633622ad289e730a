"""What is counted of the site's use: what people do, and never who does it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from django.utils import timezone

from carrefour.catalogue.models import Sheet
from carrefour.community.models import User
from carrefour.usage import counting
from carrefour.usage.counting import Waiting, What, add_all, count, write_now
from carrefour.usage.keeping import fold, months_ago
from carrefour.usage.models import Tally
from carrefour.usage.visitors import host_around
from carrefour.web.templatetags.carrefour_web import sheet_url

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
PROGRAMS = [
    "",
    "Mozilla/5.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0.0.0 Safari/537.36",
    "curl/8.5.0 (x86_64-pc-linux-gnu)",
    "python-requests/2.32.3 and more",
]


@pytest.fixture(autouse=True)
def nothing_waits(db):
    """Nothing that another test counted."""
    counting.WAITING = Waiting()


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"user-agent": FIREFOX})


@pytest.fixture
def sheet(harvest_rows) -> Sheet:
    harvest_rows()
    return Sheet.objects.get(title="Le Jardin partagé")


def told() -> dict[tuple[str, str], int]:
    """What was counted, once it is written."""
    write_now()
    return {(one.what, one.key): one.n for one in Tally.objects.all()}


def test_reading_searching_taking_and_calling_are_counted(visitor: Client, sheet: Sheet) -> None:
    visitor.get(sheet_url(sheet))
    visitor.get(sheet_url(sheet))
    visitor.get("/projets/", {"q": "jardin"})
    visitor.get("/projets/tableau/", {"q": "jardin"})
    list(visitor.get("/projets/export.csv", {"q": "jardin"}).streaming_content)
    Client().get("/api/v1/projects", {"q": "jardin"})
    assert told() == {
        ("read", sheet.pk): 2,
        ("search", "web:results"): 1,
        ("shown", "essai"): 1,
        ("search", "web:table"): 1,
        ("taken", "csv"): 1,
        ("call", "projects"): 1,
    }


def test_looking_at_everything_or_on_a_further_page_is_no_search(visitor, sheet: Sheet) -> None:
    visitor.get("/projets/")
    visitor.get("/projets/", {"q": "jardin", "page": "2"})
    assert told() == {}


def test_a_search_that_finds_nothing_is_counted_so(visitor: Client, sheet: Sheet) -> None:
    visitor.get("/projets/", {"q": "hydravion"})
    assert told()["empty", ""] == 1


def test_going_on_to_the_source_is_counted_by_a_message_beside_the_link(visitor, sheet) -> None:
    Sheet.objects.filter(pk=sheet.pk).update(source_url="https://ailleurs.example/1")
    page = visitor.get(sheet_url(sheet)).content.decode()
    assert f'data-left="/fiches/{sheet.pk}/sortie/"' in page
    assert 'href="https://ailleurs.example/1" rel="noopener nofollow"' in page
    answer = visitor.post(f"/fiches/{sheet.pk}/sortie/")
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Location" not in answer
    assert told()["left", sheet.pk] == 1


def test_no_one_counts_a_sheet_that_is_none_or_from_another_site(visitor, sheet: Sheet) -> None:
    assert visitor.post("/fiches/INCONNUE/sortie/").status_code == 204
    elsewhere = {"sec-fetch-site": "cross-site"}
    assert visitor.post(f"/fiches/{sheet.pk}/sortie/", headers=elsewhere).status_code == 403
    assert visitor.get(f"/fiches/{sheet.pk}/sortie/").status_code == 405
    assert told() == {}


@pytest.mark.parametrize("agent", PROGRAMS)
def test_programs_are_not_counted(sheet: Sheet, agent: str) -> None:
    Client(headers={"user-agent": agent}).get(sheet_url(sheet))
    assert told() == {}


@pytest.mark.parametrize(
    "asked", [{"dnt": "1"}, {"sec-gpc": "1"}, {"sec-purpose": "prefetch;prerender"}]
)
def test_whoever_minds_is_not_counted_nor_a_look_ahead(visitor, sheet, asked) -> None:
    visitor.get(sheet_url(sheet), headers=asked)
    visitor.get("/projets/", {"q": "hydravion"}, headers=asked)
    assert told() == {}


def test_an_operator_at_work_is_not_counted_but_a_member_is(visitor: Client, sheet: Sheet) -> None:
    visitor.force_login(User.objects.create_user("op@exemple.fr", is_operator=True))
    visitor.get(sheet_url(sheet))
    assert told() == {}
    visitor.force_login(User.objects.create_user("lea@exemple.fr"))
    visitor.get(sheet_url(sheet))
    assert told() == {("read", sheet.pk): 1}


def test_counting_sets_no_cookie_and_keeps_no_address(visitor: Client, sheet: Sheet) -> None:
    answer = visitor.get(sheet_url(sheet), REMOTE_ADDR="192.0.2.7")
    assert not answer.cookies
    write_now()
    rows = [str(value) for one in Tally.objects.values_list() for value in one]
    assert not [text for text in rows if "192.0" in text or "Mozilla" in text]


@pytest.mark.parametrize(
    ("referer", "host"),
    [
        ("https://www.mairie-exemple.fr/projets?x=1", "www.mairie-exemple.fr"),
        ("https://WWW.Asso.ORG", "www.asso.org"),
        ("http://192.168.1.4/", ""),
        ("http://intranet/page", ""),
        ("http://wiki.entreprise.lan/", ""),
        ("http://localhost:8000/", ""),
        ("http://testserver/integrer/", ""),
        ("http://[::1", ""),
        ("https://a" + "b" * 300 + ".fr/", ""),
        ("https://x<script>.fr/", ""),
        ("", ""),
    ],
)
def test_of_a_site_that_embeds_us_only_a_public_host_is_kept(referer: str, host: str) -> None:
    assert host_around(RequestFactory().get("/", headers={"referer": referer})) == host


def test_a_search_shown_elsewhere_is_counted_by_its_host(visitor: Client, sheet: Sheet) -> None:
    around = {"referer": "https://www.asso.org/nos-projets?nom=Dupont"}
    visitor.get("/integrer/projets/", {"q": "jardin"}, headers=around)
    visitor.get(f"/integrer/fiche/{sheet.pk}/", headers=around)
    assert told() == {("embed", "www.asso.org"): 2}


def test_several_processes_add_to_one_another(db) -> None:
    today = timezone.localdate()
    for n in (2, 3):
        add_all(counting.Counter({(today, "read", "A"): n, (today, "read", f"B{n}"): 1}))
    assert Tally.objects.get(key="A").n == 5
    assert Tally.objects.count() == 3


def test_what_cannot_be_written_waits_for_the_next_time(db) -> None:
    counting.WAITING.add(What.READ, ("A",))

    def locked(*_: object) -> None:
        raise DatabaseError("database is locked")

    with connection.execute_wrapper(locked):
        write_now()
    counting.WAITING.add(What.READ, ("A",))
    assert told() == {("read", "A"): 2}


def test_a_flood_of_keys_does_not_fill_the_memory(db) -> None:
    waiting = Waiting()
    for n in range(counting.MOST_KEYS + 50):
        waiting.add(What.EMBED, (f"h{n}.fr",))
    assert len(waiting._counted) == counting.MOST_KEYS


def test_days_become_months_after_thirteen_months(db) -> None:
    now = timezone.localdate()
    old = months_ago(now, 14)
    days = [old, old + timedelta(days=4), old + timedelta(days=9), now - timedelta(days=40)]
    for day in days:
        Tally.objects.create(day=day, what="read", key="A", n=2)
    assert fold() == 2
    assert fold() == 0
    assert list(Tally.objects.order_by("day").values_list("day", "n")) == [(old, 6), (days[3], 2)]


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 1, 31), 1, date(2025, 12, 1)),
        (date(2026, 11, 28), 13, date(2025, 10, 1)),
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
    ],
)
def test_months_are_counted_over_years(day: date, months: int, first: date) -> None:
    assert months_ago(day, months) == first


def test_a_request_that_does_not_look_is_counted_nowhere(db) -> None:
    request = RequestFactory().head("/", headers={"user-agent": FIREFOX})
    count(request, What.READ, "A")
    assert told() == {}
