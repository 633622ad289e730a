"""Pages as visitors read them, and what operators do to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from carrefour.community.audit import Verb, note
from carrefour.community.models import User
from carrefour.community.slots import Entry
from carrefour.editorial.models import FormerSlug, Page, Version
from carrefour.editorial.shipped import OURS, SHIPPED, shipped_text

LANGUAGES = ("fr", "en")
SAVED = Verb("page.saved", _("a écrit un brouillon de page"))
PUBLISHED = Verb("page.published", _("a publié une page"))
WITHDRAWN = Verb("page.withdrawn", _("a retiré le texte d’une page"))
ADDED = Verb("page.added", _("a ajouté une page"))
MOVED = Verb("page.moved", _("a changé l’adresse d’une page"))
ARRANGED = Verb("page.arranged", _("a rangé les menus"))
REMOVED = Verb("page.removed", _("a supprimé une page"))


@dataclass(frozen=True, slots=True)
class Text:
    """What a page says: ``language`` is the one that it is in, ``since`` when that was published.

    ``since`` is ``None`` for a text as it is shipped.
    """

    title: str
    summary: str
    body: str
    language: str
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A page in a menu."""

    key: str
    title: str
    url: str
    foot: bool
    about: bool
    order: int


def text_of(key: str, language: str) -> Text | None:
    """What visitors read on a page; in French where nobody wrote it in their language.

    ``None`` when nothing of it is published.
    """
    current = Version.objects.filter(page=key, current=True)
    told = {version.language: version for version in current}
    version = told.get(language)
    if version is None and key in OURS:
        shipped = shipped_text(key, language)
        return Text(shipped.title, shipped.summary, shipped.body, language)
    version = version or told.get("fr") or told.get("en")
    if version is None:
        return None
    made = version.made_at
    return Text(version.title, version.summary, version.body, version.language, made)


def address_of(key: str, slug: str) -> str:
    """The path of a page in the present language."""
    if key in SHIPPED:
        return reverse(SHIPPED[key].name)
    return reverse("editorial:page", args=[slug])


def lines(language: str) -> list[Line]:
    """Every page that visitors may read, in the order of menus.

    Two small queries: every page of the site asks for them.
    """
    rows = {page.key: page for page in Page.objects.all()}
    titles: dict[str, dict[str, str]] = {}
    current = Version.objects.filter(current=True).order_by()
    for key, its, title in current.values_list("page", "language", "title") if rows else ():
        titles.setdefault(key, {})[its] = title
    found = []
    for key, shipped in SHIPPED.items():
        place = rows.pop(key, None) or shipped
        title = titles.get(key, {}).get(language) or str(shipped.title)
        title = title or shipped_text(key, language).title
        url = address_of(key, "")
        found.append(Line(key, title, url, place.foot, place.about, place.order))
    for key, page in rows.items():
        if told := titles.get(key):
            title = told.get(language) or told.get("fr") or told["en"]
            url = address_of(key, page.slug)
            found.append(Line(key, title, url, page.foot, page.about, page.order))
    return sorted(found, key=lambda line: (line.order, line.key))


def foot(language: str) -> list[Entry]:
    """The pages in the foot of every page."""
    return [Entry(line.title, line.url) for line in lines(language) if line.foot]


def page_of(key: str) -> Page:
    """The row of a page, made for a shipped one that nobody changed yet.

    Raises ``Page.DoesNotExist``.
    """
    shipped = SHIPPED.get(key)
    if shipped is None:
        return Page.objects.get(pk=key)
    page, _made = Page.objects.get_or_create(
        key=key,
        defaults={
            "slug": key,
            "foot": shipped.foot,
            "about": shipped.about,
            "order": shipped.order,
        },
    )
    return page


def newest(key: str, language: str) -> Version | None:
    """What was written last, published or not."""
    return Version.objects.filter(page=key, language=language).first()


def history(key: str, language: str) -> QuerySet[Version]:
    """Every version, the newest first."""
    return Version.objects.filter(page=key, language=language).select_related("by")


def save(key: str, language: str, text: Text, by: User | None, *, publish: bool = False) -> Version:
    """Keep ``text`` as the newest version, and show it to visitors when it is to be published.

    What changes nothing makes no new version.
    """
    with transaction.atomic():
        page = page_of(key)
        last = newest(key, language)
        told = (text.title, text.summary, text.body)
        if last is None or (last.title, last.summary, last.body) != told:
            last = Version.objects.create(
                page=page,
                language=language,
                title=text.title,
                summary=text.summary,
                body=text.body,
                by=by,
            )
            if not publish:
                note(by, SAVED, f"page:{key}", last.title, language=language, version=last.pk)
        if publish and not last.current:
            Version.objects.filter(page=page, language=language, current=True).update(current=False)
            Version.objects.filter(pk=last.pk).update(current=True)
            last.current = True
            note(by, PUBLISHED, f"page:{key}", last.title, language=language, version=last.pk)
    return last


def withdraw(key: str, language: str, by: User | None) -> bool:
    """Take what visitors read off the site: a shipped page has its first text again."""
    with transaction.atomic():
        shown = Version.objects.filter(page=key, language=language, current=True)
        title = shown.values_list("title", flat=True).first()
        if title is None:
            return False
        shown.update(current=False)
        note(by, WITHDRAWN, f"page:{key}", title, language=language)
    return True


def add(title: str, language: str, by: User | None) -> Page:
    """A new page with an empty draft of that title; its address is made of it."""
    wanted = slugify(title)[:60] or "page"
    taken = set(Page.objects.values_list("slug", flat=True)) | set(SHIPPED)
    taken |= set(FormerSlug.objects.filter(kind="page").values_list("slug", flat=True))
    slug = next(s for s in _numbered(wanted) if s not in taken)
    with transaction.atomic():
        page = Page.objects.create(key=slug, slug=slug)
        Version.objects.create(page=page, language=language, title=title, body="", by=by)
        note(by, ADDED, f"page:{page.key}", title)
    return page


def move(page: Page, slug: str, by: User | None) -> bool:
    """Give an added page another address; the one that it had leads there.

    ``False`` when another page has, or had, that address.
    """
    if slug == page.slug:
        return True
    formerly = FormerSlug.objects.filter(kind="page", slug=slug)
    if Page.objects.filter(slug=slug).exists() or formerly.exclude(target=page.key).exists():
        return False
    with transaction.atomic():
        formerly.delete()
        FormerSlug.objects.create(kind="page", slug=page.slug, target=page.key)
        note(by, MOVED, f"page:{page.key}", slug, before=page.slug)
        page.slug = slug
        page.save(update_fields=["slug"])
    return True


def remove(page: Page, by: User | None) -> None:
    """Delete a page that was added, with all its versions and its former addresses."""
    with transaction.atomic():
        note(by, REMOVED, f"page:{page.key}", page.slug)
        FormerSlug.objects.filter(kind="page", target=page.key).delete()
        page.delete()


def arrange(places: dict[str, tuple[bool, bool, int]], by: User | None) -> None:
    """Say of pages, by key, whether they are in the foot, beside others, and in which order."""
    with transaction.atomic():
        changed = []
        for key, (foot_, about, order) in places.items():
            page = Page.objects.filter(pk=key).first()
            now: Page | object = page or SHIPPED.get(key)
            if now is None or (now.foot, now.about, now.order) == (foot_, about, order):  # type: ignore[attr-defined]
                continue
            page = page_of(key)
            page.foot, page.about, page.order = foot_, about, order
            page.save()
            changed.append(key)
        if changed:
            note(by, ARRANGED, "menu:pages", "", pages=changed)


def first_text(key: str, language: str) -> Text | None:
    """What a page says as it is shipped."""
    if key not in OURS:
        return None
    shipped = shipped_text(key, language)
    return Text(shipped.title, shipped.summary, shipped.body, language)


def address_in(key: str, slug: str, language: str) -> str:
    """The path of a page in ``language``."""
    with override(language):
        return address_of(key, slug)


def _numbered(slug: str) -> Iterator[str]:
    yield slug
    for number in count(2):
        yield f"{slug}-{number}"
