"""The charter of the collective: its versions, and who signed which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib import resources

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Organisation
from carrefour.community.audit import Verb, note
from carrefour.community.models import Charter, Signature, User

FIRST = 1
LONGEST = 20_000  # characters of a text
PUBLISHED = Verb("charter.published", _("a publié une version de la charte"))
SIGNED = Verb("charter.signed", _("a signé la charte"))
_HEAD = "## "


@dataclass(frozen=True, slots=True)
class Article:
    """A part of the charter: its heading, empty for what comes before the first, and its text."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the charter in both languages; the one that is shipped has no date."""

    number: int
    text_fr: str
    text_en: str
    published_at: datetime | None = None

    @property
    def text(self) -> str:
        """The text in the language of the visitor."""
        return self.text_en if get_language() == "en" else self.text_fr

    @property
    def articles(self) -> list[Article]:
        """The text in its parts: a line that begins with ``##`` is a heading."""
        return articles(self.text)


def articles(text: str) -> list[Article]:
    """``text`` in its parts; paragraphs are what blank lines part."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for block in text.replace("\r\n", "\n").split("\n\n"):
        lines = block.strip()
        if lines.startswith(_HEAD):
            heading, _newline, lines = lines.removeprefix(_HEAD).partition("\n")
            found.append((heading.strip(), []))
        if lines.strip():
            found[-1][1].append(lines.strip())
    return [Article(heading, tuple(told)) for heading, told in found if heading or told]


def current() -> Version:
    """The version that organisations sign now."""
    newest = Charter.objects.first()
    return _version(newest) if newest else _first()


def version(number: int) -> Version | None:
    """The version of that number, if there is one."""
    if number == FIRST:
        return _first()
    kept = Charter.objects.filter(pk=number).first()
    return _version(kept) if kept else None


def numbers() -> list[int]:
    """The numbers of all versions, the newest first."""
    return [*Charter.objects.values_list("pk", flat=True), FIRST]


@transaction.atomic
def publish(by: User, text_fr: str, text_en: str) -> Version:
    """Make a new version the one to sign; what was signed stays signed."""
    number = current().number + 1
    made = Charter.objects.create(number=number, text_fr=text_fr, text_en=text_en)
    note(by, PUBLISHED, f"charter:{number}", str(number))
    return _version(made)


@transaction.atomic
def sign(
    user: User, organisation: Organisation, number: int, at: datetime | None = None
) -> Signature:
    """Keep that ``user`` signed for ``organisation``; the first signature of a version stands."""
    signature, new = Signature.objects.get_or_create(
        organisation=organisation,
        charter=number,
        defaults={"user": user, "who": str(user)[:150], "at": at or timezone.now()},
    )
    if new:
        target = f"organisation:{organisation.pk}"
        note(user, SIGNED, target, organisation.name, charter=number)
    return signature


def _version(kept: Charter) -> Version:
    return Version(kept.number, kept.text_fr, kept.text_en, kept.published_at)


def _first() -> Version:
    here = resources.files(__package__)
    french, english = (
        here.joinpath(f"charter_first.{code}.txt").read_text("utf-8") for code in ("fr", "en")
    )
    return Version(FIRST, french, english)
