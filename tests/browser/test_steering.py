"""The operator's log and figures, the figures of a source, and the click that is counted."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from carrefour.catalogue.models import Sheet
from carrefour.community.audit import Verb, note
from carrefour.community.models import Membership, User
from carrefour.usage import counting
from carrefour.usage.counting import Waiting, write_now
from carrefour.usage.models import Tally, Unfound
from carrefour.web.templatetags.carrefour_web import sheet_url
from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TRIED = Verb("test.tried", "a essayé")
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


def sign_in(page: Page, user: User, client) -> None:
    client.force_login(user)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": page.url}])


@pytest.fixture
def figures(page: Page) -> None:
    """A few figures, words and acts."""
    today = timezone.localdate()
    for sheet in Sheet.objects.all():
        Tally.objects.create(day=today, what="read", key=sheet.pk, n=4)
    Tally.objects.create(day=today, what="search", key="web:results", n=9)
    Tally.objects.create(day=today, what="embed", key="www.asso.org", n=2)
    Unfound.objects.create(key="a", text="hydravion", times=3, last_at=timezone.now())
    note(None, TRIED, "sheet:AB12CD", "Le jardin", changes={"title": ["a", "b"]})


def test_pages_of_the_desk_and_of_a_source_are_for_everyone(page: Page, figures, client) -> None:
    lea = User.objects.create_user("lea@exemple.fr", name="Léa", is_operator=True)
    now = timezone.now()
    Membership.objects.create(user=lea, organisation_id="essai-org", approved_at=now)
    page.goto("/")
    sign_in(page, lea, client)
    phone = page.viewport_size is not None and page.viewport_size["width"] < 500
    page.emulate_media(color_scheme="dark" if phone else "light", reduced_motion="reduce")
    faults = {}
    for address in (
        "/pilotage/",
        "/pilotage/frequentation/",
        "/pilotage/journal/",
        "/compte/sources/",
        "/compte/sources/essai/",
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found = violations(page), max(0, wide), page.locator("h1").count() - 1
        if any(found):
            faults[address] = found
    assert faults == {}


def test_going_on_to_the_source_is_counted_and_the_link_leads_there(page: Page) -> None:
    counting.WAITING = Waiting()
    sheet = Sheet.objects.get(title="Le Jardin partagé")
    Sheet.objects.filter(pk=sheet.pk).update(source_url=f"{_base(page)}/accessibilite/")
    sheet.refresh_from_db()
    page.set_extra_http_headers({"User-Agent": FIREFOX})
    page.goto(sheet_url(sheet))
    with page.expect_request("**/sortie/") as told:
        page.locator(".story a.button[data-left]").click()
    assert told.value.method == "POST"
    page.wait_for_url("**/accessibilite/")
    write_now()
    counted = dict(Tally.objects.filter(key=sheet.pk).values_list("what", "n"))
    assert counted["left"] == 1


def _base(page: Page) -> str:
    page.goto("/")
    return page.evaluate("location.origin")
