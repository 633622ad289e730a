"""Every page that a visitor can open is for everyone, quiet, and asks nothing of a third party."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from playwright.sync_api import Page

from carrefour.catalogue.models import Sheet
from carrefour.community.models import User
from carrefour.exchange.models import Community, Event, Joining, News, Notice, Post
from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROOMS = ("web", "community", "follow", "contact", "contribution", "exchange", "collection", "editorial")
from carrefour.collection import making
from carrefour.collection.models import Collection, Item, Visibility
from carrefour.community.models import User
from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
from carrefour.editorial import models as editorial
from tests.browser.axe import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Answers that are no pages: files, what scripts ask for, and what only posts.
NOT_PAGES = {
    "web:chart", "web:export", "web:selection-pdf", "web:selection-export", "web:clusters",
    "web:previews", "web:feed", "web:suggestions", "web:territories", "web:sheet-pdf",
    "web:outline", "web:outlines", "follow:export", "community:sign-out",
    "contribution:start", "contribution:keep", "contribution:alike", "contribution:place",
    "contribution:settle", "contribution:release", "contribution:leave",
    "exchange:calendar", "exchange:event-file", "exchange:notices-feed",
    "web:outline", "web:outlines", "follow:export",
    "collection:pdf", "collection:export", "collection:write", "collection:add", "collection:item",
    "collection:share", "collection:invite", "collection:take-out", "collection:withdraw",
    "collection:answer", "collection:decide", "collection:feature",
    "web:outline", "web:outlines", "follow:export", "community:sign-out", "community:mail-again",
    "community:end-session", "community:provider", "community:provider-part", "community:export",
    "community:second-step-picture", "community:second-step-codes", "community:second-step-remove",
    "web:outline", "web:outlines", "follow:export", "community:sign-out", "editorial:news-feed",
}  # fmt: skip
# Pages that one gets to by a link that was mailed or by signing in; each room's tests open them.
BY_MAIL = {
    "contact:confirm", "contact:abuse", "follow:confirm", "follow:manage", "follow:leave",
    "community:password", "community:searches",
    "contribution:step", "contribution:source", "contribution:edit", "contribution:claim",
    "contribution:proof", "contribution:mine", "contribution:queue", "contribution:decide",
}  # fmt: skip
# Pages that one signs in for: tests/browser/test_meeting.py opens them.
SIGNED_IN = {
    f"exchange:{name}" for name in (
        "threads", "reach", "unblock", "to-person", "to-organisation", "thread", "show-email",
        "leave-thread", "block", "letter-complaint", "review", "decide-complaint", "decide-letter",
        "ask-community", "my-communities", "change-community", "join", "leave", "close-community",
        "decide-community", "write-news", "delete-news", "announce-event", "change-event",
        "cancel-event", "edit-post", "withdraw-post", "remove-post", "release-post", "lock-topic",
        "post-complaint", "give-notice", "my-notices", "change-notice", "renew-notice",
        "end-notice", "answer-notice", "remove-notice", "release-notice", "notice-complaint",
    )
    "collection:join", "collection:choose", "collection:mine", "collection:new", "collection:edit",
    "collection:delete", "collection:waiting", "collection:featured",
    "community:password", "community:searches", "community:decline", "community:home",
    "community:way-in", "community:sign-up-confirm", "community:password-new", "community:prove",
    "community:second-step", "community:second-step-add", "community:profile", "community:security",
    "community:data", "community:erase", "community:address", "community:address-confirm",
    "community:bounces",
    "community:password", "community:searches", "editorial:newsletter-confirm",
    "editorial:newsletter-leave",
}  # fmt: skip

# The pages of accounts that a visitor opens; these may set a cookie, and no others.
FOR_SIGNING_IN = {
    "community:sign-in", "community:sign-in-by-mail", "community:sign-up",
    "community:password-forgotten",
}  # fmt: skip


# Pages at which operators write; the room's own test opens them (tests/browser/test_writing.py).
AT_THE_DESK = "redaction/"


def names() -> set[str]:
    """The names of all addresses of the rooms that visitors enter."""
    resolver, found = get_resolver(), set()
    for room in ROOMS:
        _prefix, of_room = resolver.namespace_dict[room]
        found |= {
            f"{room}:{p.name}"
            for p in of_room.url_patterns
            if isinstance(p, URLPattern) and not str(p.pattern).startswith(AT_THE_DESK)
        }
    return found


def published(sheet: Sheet) -> Collection:
    """A collection that anyone may read, with ``sheet`` and one that is gone."""
    owner = User.objects.create_user("lea@exemple.fr", None, name="Léa")
    made = making.begin(owner, "Des jardins", "Pour s’inspirer.", [sheet.pk])
    Item.objects.update(text="À visiter.")
    Item.objects.create(collection=made, sheet="gone", title="Un ancien projet", position=1)
    making.share(made, owner, Visibility.PUBLIC, signed=True, organisation=None)
    return made


def pages() -> dict[str, str]:
    """An address of each page, by its name."""
    sheet = Sheet.objects.order_by("title").get(title="Le Jardin partagé")
    of = {"slug": sheet.slug, "id_": sheet.pk}
    collection = published(sheet)
    found = {
        "collection:collection": reverse(
            "collection:collection", args=[collection.slug, collection.pk]
        ),
        "collection:report": reverse("collection:report", args=[collection.pk]),
        "collection:embed": reverse("collection:embed", args=[collection.pk]),
        "web:sheet": reverse("web:sheet", kwargs=of) + "?dans=q%3Djardin&rang=1",
        "web:mastodon": reverse("web:mastodon", args=[sheet.pk]),
        "web:embed-sheet": reverse("web:embed-sheet", args=[sheet.pk]),
        "web:organisation": reverse("web:organisation", args=[sheet.organisation_id]),
        "web:source": reverse("web:source", args=[sheet.source_id]),
        "web:selection": f"{reverse('web:selection')}?id={sheet.pk}",
        "web:selection-table": f"{reverse('web:selection-table')}?id={sheet.pk}",
        "web:comparison": reverse("web:comparison") + "?a=departement:44&b=departement:35",
        "web:results": reverse("web:results") + "?q=jardin partagé Nantes",
        "web:alike": reverse("web:alike") + "?q=jardin",
        "contact:write": reverse("contact:write", args=[sheet.pk]),
        "contact:report": reverse("contact:report", args=[sheet.pk]),
    }
    found |= met(sheet)
    for name in names() - NOT_PAGES - BY_MAIL - SIGNED_IN - found.keys():
    for name in (names() - NOT_PAGES - BY_MAIL - found.keys()) | FOR_SIGNING_IN:
    found |= written()
    for name in names() - NOT_PAGES - BY_MAIL - found.keys():
        found[name] = reverse(name)
    return found | {"home in English": "/en/", "results in English": "/en/projects/?theme=AGR"}


def met(sheet: Sheet) -> dict[str, str]:
    """A community with all that one may hold, and a notice."""
    now = timezone.now()
    lea = User.objects.create_user("lea@exemple.fr", None, name="Léa")
    one = Community.objects.create(
        slug="jardins", name="Jardins", purpose="On cultive.", theme="AGR", state="open"
    )
    Joining.objects.create(community=one, user=lea, shown=True)
    News.objects.create(community=one, by=lea, title="Nous voilà", text="Bonjour.")
    event = Event.objects.create(
        community=one, title="Chantier", place="Nantes", start=now, end=now + timedelta(days=2)
    )
    begun = Post.objects.create(community=one, by=lea, text="Qui a des graines ?")
    Post.objects.create(community=one, by=lea, text="Moi, enfin.", parent=begun)
    notice = Notice.objects.create(
        by=lea, way="sought", kind="place", title="Un atelier", text="À partager.", sheet=sheet.pk,
        community=one, territory="commune:44109", theme="AGR", ends_at=now + timedelta(days=9),
    )  # fmt: skip
    return {
        "exchange:community": reverse("exchange:community", args=[one.pk]),
        "exchange:event": reverse("exchange:event", args=[one.pk, event.key]),
        "exchange:discussion": reverse("exchange:discussion", args=[one.pk]),
        "exchange:topic": reverse("exchange:topic", args=[one.pk, begun.key]),
        "exchange:notice": reverse("exchange:notice", args=[notice.key]),
        "exchange:notices": reverse("exchange:notices") + "?way=sought",
def written() -> dict[str, str]:
    """A page and a piece of news of operators."""
    text = "## Plus loin\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- [un lien](/projets/)\n"
    page = editorial.Page.objects.create(key="faq", slug="faq")
    editorial.Version.objects.create(page=page, language="fr", title="FAQ", body=text, current=True)
    article = editorial.Article.objects.create(
        slug="bonjour", title="Bonjour", summary="Enfin.", body=text, ready=True, tags=["mot"]
    )
    return {
        "editorial:page": reverse("editorial:page", args=[page.slug]),
        "editorial:article": reverse("editorial:article", args=[article.slug]),
        "news in English": "/en/news/",
    }


def test_every_page_is_for_everyone(page: Page, live_server) -> None:
    phone = page.viewport_size is not None and page.viewport_size["width"] < 500
    page.emulate_media(color_scheme="dark" if phone else "light", reduced_motion="reduce")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    said: list[str] = []
    page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
    told_of: dict[str, list[str]] = {}
    faults: dict[str, object] = {}
    for name, address in sorted(pages().items()):
        answer = page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found = {
            "status": answer.status if answer and answer.status not in (200, 404) else 0,
            "axe": violations(page),
            "first headings": page.locator("h1").count() - 1,
            "too wide by": max(0, wide),
            "cookies": [one["name"] for one in page.context.cookies()],
        }  # fmt: skip
        page.context.clear_cookies()
        # A frame has no origin: its scripts need a header that the test's server does not send
        # (tests/browser/test_embed.py has the real one).
        if said and not name.startswith(("web:embed", "collection:embed")):
            told_of[name] = said[:]
        said.clear()
        if name in FOR_SIGNING_IN:
            found.pop("cookies")
        if wrong := {what: told for what, told in found.items() if told}:
            faults[name] = wrong
    assert faults == {}
    site = urlsplit(live_server.url).netloc
    assert {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))} == {
        site
    }
    assert told_of == {}


def test_the_first_tab_leads_past_the_heading_of_the_page(page: Page) -> None:
    page.goto("/projets/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#contenu"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
