"""The log of acts as operators read it: filtered, in words, with what changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.audit import COMMAND_LINE, VERBS
from carrefour.community.models import Act
from carrefour.desk.wording import CORRECTED_FIELDS
from carrefour.web.spreadsheet import lines

MOST_EXPORTED = 50_000  # acts of one file, the newest
PAGES = {
    "sheet": "desk:sheet",
    "source": "desk:source",
    "organisation": "web:organisation",
    "person": "desk:person",
}
# What details are called. Other names stand as they are: a room may note what the desk knows not.
DETAILS = {
    "reason": gettext_lazy("pourquoi"),
    "names": gettext_lazy("noms"),
    "pairs": gettext_lazy("fiches"),
    "run": gettext_lazy("moisson"),
    "version": gettext_lazy("version"),
    "replaces": gettext_lazy("à la place de"),
    "source": gettext_lazy("source"),
    "address": gettext_lazy("adresse"),
    "about": gettext_lazy("à propos de"),
    "field": gettext_lazy("champ"),
    "comment": gettext_lazy("commentaire"),
    "member": gettext_lazy("compte"),
    "role": gettext_lazy("rôle"),
    "charter": gettext_lazy("version de la charte"),
    "theme": gettext_lazy("thème"),
    "territory": gettext_lazy("territoire"),
    "name": gettext_lazy("nom"),
    "kind": gettext_lazy("sorte"),
    "parts": gettext_lazy("ce qu’elle apporte"),
    "description_fr": gettext_lazy("présentation en français"),
    "description_en": gettext_lazy("présentation en anglais"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What acts are looked for; what is empty is no bound."""

    who: str = ""
    what: str = ""
    on: str = ""
    since: date | None = None
    until: date | None = None

    def pairs(self) -> str:
        """The address's parameters that `filters` reads as these."""
        told = {"qui": self.who, "quoi": self.what, "objet": self.on}
        days = {"du": self.since, "au": self.until}
        return urlencode(
            {name: text for name, text in told.items() if text}
            | {name: day.isoformat() for name, day in days.items() if day}
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A thing that was changed: how it is called, before and after; ``None`` is not known."""

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """An act in words."""

    act: Act
    who: str
    words: str
    url: str
    changes: list[Change] = field(default_factory=list)
    details: list[tuple[str, str]] = field(default_factory=list)


def filters(given: QueryDict) -> Filters:
    """What an address asks for; what cannot be read of it is left out."""
    what = given.get("quoi", "")
    return Filters(
        who=given.get("qui", "").strip()[:150],
        what=what if what in VERBS else "",
        on=given.get("objet", "").strip()[:120],
        since=_day(given.get("du", "")),
        until=_day(given.get("au", "")),
    )


def acts(wanted: Filters) -> QuerySet[Act]:
    """The acts that ``wanted`` finds, the newest first."""
    found = Act.objects.select_related("by")
    if wanted.who:
        found = found.filter(Q(who__icontains=wanted.who) | Q(by__email__iexact=wanted.who))
    if wanted.what:
        found = found.filter(what=wanted.what)
    if wanted.on:
        found = found.filter(Q(target__iendswith=f":{wanted.on}") | Q(label__icontains=wanted.on))
    if wanted.since:
        found = found.filter(at__gte=_begins(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_begins(wanted.until + timedelta(days=1)))
    return found


def acts_on(target: str, most: int) -> list[Told]:
    """The last acts on one thing, such as ``sheet:AB12CD``."""
    return [told(one) for one in Act.objects.filter(target=target)[:most]]


def told(act: Act) -> Told:
    """``act`` in the reader's language."""
    verb = VERBS.get(act.what)
    changed = dict(act.details.get("changes") or {})
    if "before" in act.details or "after" in act.details:
        changed[""] = [act.details.get("before"), act.details.get("after")]
    known = ("changes", "before", "after")
    return Told(
        act,
        _("quelqu’un, en ligne de commande") if act.who == COMMAND_LINE else act.who or "—",
        str(verb.words) if verb else act.what,
        _page_of(act.target),
        [_change(name, two) for name, two in changed.items()],
        [
            (str(DETAILS.get(name, name)), _text(value))
            for name, value in act.details.items()
            if name not in known and value not in (None, "", [])
        ],
    )


def as_csv(wanted: Filters) -> Iterator[str]:
    """The acts as lines of a CSV file, up to `MOST_EXPORTED`."""

    def rows() -> Iterator[list[str]]:
        heads = (_("Quand"), _("Qui"), _("Quoi"), _("Objet"), _("Nom"), _("Détails"))
        yield [str(head) for head in heads]
        for act in acts(wanted)[:MOST_EXPORTED].iterator(chunk_size=2000):
            one = told(act)
            changes = [f"{c.name or '·'} : {c.before or ''} → {c.after or ''}" for c in one.changes]
            details = [f"{name} : {text}" for name, text in one.details]
            when = localtime(act.at).isoformat(" ", "seconds")
            told_of = " | ".join([*changes, *details])
            yield [when, one.who, one.words, act.target, act.label, told_of]

    return lines(rows())


def _page_of(target: str) -> str:
    """The address of what an act was done to; empty where it has none."""
    kind, _colon, key = target.partition(":")
    try:
        return reverse(PAGES[kind], args=[key])
    except (KeyError, NoReverseMatch):
        return ""


def _change(name: str, two: Any) -> Change:
    before, after = two if isinstance(two, list | tuple) and len(two) == 2 else (None, two)
    called = str(CORRECTED_FIELDS.get(name) or DETAILS.get(name) or name)
    return Change(called, *(None if one is None else _text(one) for one in (before, after)))


def _text(value: Any) -> str:
    """What a detail says; codes of the taxonomy by their names."""
    if isinstance(value, list):
        return ", ".join(_text(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} : {_text(one)}" for key, one in value.items())
    if value is None:
        return ""
    known = isinstance(value, str) and value in taxonomy().codes
    return taxonomy().label(value, get_language() or "fr") if known else str(value)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
