"""What to propose while a visitor types what they look for: filters to set and projects to open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

from carrefour.catalogue.models import Sheet
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.naming import labels
from carrefour.search.analysis import fold, words
from carrefour.search.query import Facet, Query
from carrefour.web.proposing import LEVELS, holder

SHOWN = {Facet.THEME: 4, Facet.PUBLIC: 2, Facet.METHOD: 2, Facet.ORGANISATION: 3}
TERRITORIES, PROJECTS = 3, 6
SHORTEST, LONGEST = 2, 60  # characters of what is typed
FORGIVEN_FROM = 4  # letters of a word from which one error is forgiven
TITLES = {
    Facet.THEME: _("Thèmes"),
    Facet.PUBLIC: _("Publics"),
    Facet.METHOD: _("Méthodes"),
    Facet.ORGANISATION: _("Organisations"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One proposal: a filter (``name`` and ``value``) to set, or the address of a sheet to open."""

    label: str
    hint: str = ""
    name: str = ""
    value: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The proposals of one kind."""

    kind: str
    title: str
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a facet as it is looked for: the words of its name, then those of its scope."""

    value: str
    label: str
    words: tuple[str, ...]
    scope: tuple[str, ...]
    count: int


def suggestions(typed: str) -> list[Group]:
    """What ``typed`` may be meant for, by kind. Raises `SearchResting`."""
    said = list(_folded(typed[:LONGEST]))
    if sum(map(len, said)) < SHORTEST:
        return []
    counts = search_engine().search(Query(), limit=0).facets
    groups = []
    for facet, most in SHOWN.items():
        entries = _entries(facet, tuple(counts.get(facet, ())), get_language() or "fr")
        items = [_filter(facet, entry) for entry in _matching(entries, said)[:most]]
        groups.append(Group(facet.value, str(TITLES[facet]), items))
    found = search_engine().suggest(typed[:LONGEST], PROJECTS)
    certain = any(_all_begin(said, _folded(title), str.startswith) for _, title in found)
    places = _territories(typed, forgiving=not certain)
    groups.append(Group("territory", gettext("Territoires"), places))
    groups.append(Group("project", gettext("Projets"), _projects(found)))
    return [group for group in _once(groups) if group.items]


def _once(groups: list[Group]) -> list[Group]:
    """``groups`` without the themes that are proposed as publics or methods as well."""
    themes, *others = groups
    told = {item.value for group in others for item in group.items}
    kept = [item for item in themes.items if item.value not in told]
    return [Group(themes.kind, themes.title, kept), *others]


def _filter(facet: Facet, entry: Entry) -> Item:
    number = ngettext("%(shown)s projet", "%(shown)s projets", entry.count)
    return Item(entry.label, number % {"shown": intcomma(entry.count)}, facet.value, entry.value)


def _projects(found: list[tuple[str, str]]) -> list[Item]:
    shown = Sheet.objects.filter(pk__in=[id_ for id_, _title in found], withdrawn_at=None)
    slugs = dict(shown.values_list("pk", "slug"))
    return [
        Item(title, url=reverse("web:sheet", args=[slugs[id_], id_]))
        for id_, title in found
        if id_ in slugs
    ]


def _territories(typed: str, *, forgiving: bool) -> list[Item]:
    found = gazetteer().suggest(typed[:LONGEST], TERRITORIES, LEVELS, forgiving=forgiving)
    return [Item(one.name, holder(one), "territory", one.ref) for one in found]


@lru_cache(maxsize=32)
def _entries(facet: Facet, counts: tuple[tuple[str, int], ...], language: str) -> tuple[Entry, ...]:
    """The values of ``facet`` that sheets have; the most told first."""
    named = labels(facet, [value for value, _ in counts])
    entries = []
    for value, count in counts:
        code = taxonomy().codes.get(value)
        # What a code also covers is told in French alone.
        scope = code.scope if code and language == "fr" else ""
        entries.append(
            Entry(value, named[value], _folded(named[value]), _folded(scope), count)
        )  # fmt: skip
    return tuple(entries)


def _folded(text: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in words(text))


def _matching(entries: Sequence[Entry], said: list[str]) -> list[Entry]:
    """The entries in whose name each word said begins a word, else in its scope, else nearly."""
    for begins, with_scope in ((str.startswith, 0), (str.startswith, 1), (_nearly, 0)):
        found = [
            one for one in entries if _all_begin(said, one.words + one.scope * with_scope, begins)
        ]
        if found:
            return found
    return []


def _all_begin(said: list[str], told: tuple[str, ...], begins: Callable[[str, str], bool]) -> bool:
    return all(any(begins(word, part) for word in told) for part in said)


def _nearly(word: str, part: str) -> bool:
    """Whether ``word`` begins as ``part`` does but for one letter wrong, missing or too many."""
    if len(part) < FORGIVEN_FROM or word[0] != part[0]:
        return word.startswith(part)
    cuts = (len(part), len(part) - 1, len(part) + 1)
    return any(OSA.distance(word[:cut], part, score_cutoff=1) <= 1 for cut in cuts)
