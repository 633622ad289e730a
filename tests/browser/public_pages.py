"""Every page that visitors open, by the name of its address, with something on it.

A room whose public page is not told of here makes tests/browser/test_every_page.py fail.
"""

from __future__ import annotations

from datetime import timedelta

from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from carrefour.catalogue.models import Sheet
from carrefour.collection import making
from carrefour.collection.models import Item, Visibility
from carrefour.community.models import User
from carrefour.editorial import models as editorial
from carrefour.exchange.models import Community, Event, Joining, News, Notice, Post

ROOMS = (
    "web", "community", "follow", "contact", "contribution", "exchange", "collection", "editorial",
    "collective", "programs",
)  # fmt: skip
# Answers that are no pages: files, what scripts ask for, and what only posts.
NOT_PAGES = {
    "web:chart", "web:export", "web:selection-pdf", "web:selection-export", "web:clusters",
    "web:previews", "web:feed", "web:suggestions", "web:territories", "web:sheet-pdf",
    "web:outline", "web:outlines", "web:left", "follow:export", "community:sign-out",
    "contribution:start", "programs:tried", "programs:key-remove",
    "programs:hook-again", "programs:hook-remove",
    "contribution:keep", "contribution:alike", "contribution:place", "contribution:settle",
    "contribution:release", "contribution:leave", "contribution:again", "exchange:calendar",
    "exchange:event-file",
    "exchange:notices-feed", "collection:pdf", "collection:export", "collection:write",
    "collection:add", "collection:item", "collection:share", "collection:invite",
    "collection:take-out", "collection:withdraw", "collection:answer", "collection:decide",
    "collection:feature", "community:mail-again", "community:end-session", "community:provider",
    "community:provider-part", "community:export", "community:second-step-picture",
    "community:second-step-codes", "community:second-step-remove", "editorial:news-feed",
}  # fmt: skip
# Pages that one gets to by a link that was mailed; each room's tests open them.
BY_MAIL = {
    "contact:confirm", "contact:abuse", "follow:confirm", "follow:manage", "follow:leave",
    "community:decline", "community:way-in", "community:sign-up-confirm", "community:password-new",
    "community:address-confirm", "editorial:newsletter-confirm", "editorial:newsletter-leave",
    "community:invitation",
}  # fmt: skip
# Pages that one signs in for; each room's tests open them.
SIGNED_IN = {
    "programs:keys", "programs:key-new", "programs:hooks", "programs:hook-new",
    "programs:hook-secret",
    "community:password", "community:searches", "contribution:step", "contribution:source",
    "contribution:edit", "contribution:claim", "contribution:proof", "contribution:mine",
    "contribution:queue", "contribution:decide", "collection:join", "collection:choose",
    "collection:mine", "collection:new", "collection:edit", "collection:delete",
    "collection:waiting", "collection:featured", "community:home", "community:prove",
    "community:second-step", "community:second-step-add", "community:profile", "community:security",
    "community:data", "community:erase", "community:address", "community:bounces",
    "exchange:threads", "exchange:reach", "exchange:unblock", "exchange:to-person",
    "exchange:to-organisation", "exchange:thread", "exchange:show-email", "exchange:leave-thread",
    "exchange:block", "exchange:letter-complaint", "exchange:review", "exchange:decide-complaint",
    "exchange:decide-letter", "exchange:ask-community", "exchange:my-communities",
    "exchange:change-community", "exchange:join", "exchange:leave", "exchange:close-community",
    "exchange:decide-community", "exchange:write-news", "exchange:delete-news",
    "exchange:announce-event", "exchange:change-event", "exchange:cancel-event",
    "exchange:edit-post", "exchange:withdraw-post", "exchange:remove-post", "exchange:release-post",
    "exchange:lock-topic", "exchange:post-complaint", "exchange:give-notice", "exchange:my-notices",
    "exchange:change-notice", "exchange:renew-notice", "exchange:end-notice",
    "exchange:answer-notice", "exchange:remove-notice", "exchange:release-notice",
    "exchange:notice-complaint", "community:organisations", "community:organisation",
    "community:organisation-apply", "community:organisations-alike", "community:organisation-join",
    "community:organisation-edit", "community:organisation-logo", "community:organisation-sign",
    "community:organisation-leave", "community:organisation-show", "community:invite",
    "community:uninvite", "community:member",
}  # fmt: skip
# The pages of accounts that a visitor opens; these may set a cookie, and no others.
FOR_SIGNING_IN = {
    "community:sign-in", "community:sign-in-by-mail", "community:sign-up",
    "community:password-forgotten",
}  # fmt: skip
# Pages at which operators write; tests/browser/test_writing.py opens them.
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


def pages() -> dict[str, str]:
    """An address of each page, by its name."""
    sheet = Sheet.objects.order_by("title").get(title="Le Jardin partagé")
    of = {"slug": sheet.slug, "id_": sheet.pk}
    lea = User.objects.create_user("lea@exemple.fr", None, name="Léa")
    found = {
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
        "collective:charter-version": reverse("collective:charter-version", args=[1]),
    }
    found |= gathered(sheet, lea) | met(sheet, lea) | written()
    for name in names() - NOT_PAGES - BY_MAIL - SIGNED_IN - found.keys():
        found[name] = reverse(name)
    return found | {"home in English": "/en/", "results in English": "/en/projects/?theme=AGR"}


def gathered(sheet: Sheet, owner: User) -> dict[str, str]:
    """A collection that anyone may read, with ``sheet`` and one that is gone."""
    made = making.begin(owner, "Des jardins", "Pour s’inspirer.", [sheet.pk])
    Item.objects.update(text="À visiter.")
    Item.objects.create(collection=made, sheet="gone", title="Un ancien projet", position=1)
    making.share(made, owner, Visibility.PUBLIC, signed=True, organisation=None)
    return {
        "collection:collection": reverse("collection:collection", args=[made.slug, made.pk]),
        "collection:report": reverse("collection:report", args=[made.pk]),
        "collection:embed": reverse("collection:embed", args=[made.pk]),
    }


def met(sheet: Sheet, lea: User) -> dict[str, str]:
    """A community with all that one may hold, and a notice."""
    now = timezone.now()
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
    }


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
