"""The organisations of the collective: found by name, kind, part, theme and territory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict

from carrefour.catalogue.models import Organisation, Place, Sheet
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.models import Profile
from carrefour.community.portraits import Portrait, of_the_collective, portrait_of
from carrefour.pipeline.engine import search_engine
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.search.engine import SearchResting
from carrefour.search.query import Facet, Query
from carrefour.structure.tagging import folded
from carrefour.territory.model import Territory
from carrefour.web.totals import shown_of_each

SOURCE = "source"  # the part of those that run one
_LEVELS = ("commune", "epci", "departement", "region")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which organisations are asked for; what is empty narrows nothing."""

    text: str = ""
    kind: str = ""
    part: str = ""
    theme: str = ""
    territory: Territory | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for."""
        return self != Wanted()


@dataclass(frozen=True, slots=True)
class Listed:
    """An organisation, and how many of its projects are shown, of those asked for."""

    portrait: Portrait
    count: int


@dataclass(slots=True)
class Directory:
    """Those that were found, and how many there are of each kind and part, for the filters."""

    found: list[Listed]
    every: int
    kinds: list[tuple[str, str, int]] = field(default_factory=list)
    parts: list[tuple[str, str, int]] = field(default_factory=list)


def wanted_of(params: QueryDict) -> Wanted:
    """What ``params`` ask for; what cannot be read of them is left out."""
    kind, part, theme = (params.get(name, "") for name in ("kind", "part", "theme"))
    place, ref = params.get("place", "").strip()[:80], params.get("territory", "")[:40]
    likely = gazetteer().suggest(place, 1) if place and not ref else []
    return Wanted(
        text=" ".join(params.get("q", "").split())[:100],
        kind=kind if kind in Profile.Kind.values else "",
        part=part if part in (SOURCE, *Profile.Part.values) else "",
        theme=theme if theme in taxonomy().categories else "",
        territory=gazetteer().get(ref) if ref else (likely[0] if likely else None),
    )


def directory(wanted: Wanted) -> Directory:
    """The organisations that ``wanted`` finds, those with most projects first."""
    every = list(of_the_collective())
    sharing = set(Organisation.objects.filter(sources__isnull=False).values_list("pk", flat=True))
    portraits = [portrait_of(one, shares=one.pk in sharing) for one in every]
    counts = _counts(portraits, wanted)
    words = folded(wanted.text).split()
    found = [
        Listed(one, counts[one.slug])
        for one in portraits
        if _is_wanted(one, wanted, counts[one.slug])
        and all(word in folded(one.name) for word in words)
    ]
    return Directory(
        found=sorted(found, key=lambda one: (-one.count, folded(one.portrait.name))),
        every=len(every),
        kinds=[
            (value, str(label), n)
            for value, label in Profile.Kind.choices
            if (n := sum(one.kind == value for one in portraits))
        ],
        parts=_parts(portraits),
    )


def _parts(portraits: list[Portrait]) -> list[tuple[str, str, int]]:
    told = [(SOURCE, Portrait.SHARES, sum(one.shares for one in portraits))]
    told += [
        (one.value, one.label, sum(one.value in portrait.parts for portrait in portraits))
        for one in Profile.Part
    ]
    return [(value, str(label), n) for value, label, n in told if n]


def _is_wanted(one: Portrait, wanted: Wanted, count: int) -> bool:
    if wanted.kind and one.kind != wanted.kind:
        return False
    if wanted.part and not (one.shares if wanted.part == SOURCE else wanted.part in one.parts):
        return False
    if not (wanted.theme or wanted.territory) or count:
        return True
    in_theme = not wanted.theme or wanted.theme in one.themes
    place = wanted.territory
    in_place = place is None or (one.territory is not None and _meet(one.territory, place))
    return in_theme and in_place


def _meet(one: Territory, other: Territory) -> bool:
    """Whether one of two territories lies within the other."""
    return one.ref in _holding(other) or other.ref in _holding(one)


def _holding(place: Territory) -> set[str]:
    """The references of ``place`` and of the territories that hold it."""
    held = {f"{level}:{getattr(place, level)}" for level in ("epci", "departement", "region")}
    return {place.ref} | held


def _counts(portraits: Iterable[Portrait], wanted: Wanted) -> Counter[str]:
    """How many projects of each organisation are shown, of the theme and territory asked for.

    Those that one tells are counted by the engine, those that it carries in the database: they
    are few.
    """
    counts: Counter[str] = Counter()
    if wanted.theme or wanted.territory:
        chosen = ((Facet.THEME, (wanted.theme,)),) if wanted.theme else ()
        places = (wanted.territory.ref,) if wanted.territory else ()
        try:
            results = search_engine().search(Query(chosen=chosen, territories=places), limit=0)
            counts.update(dict(results.facets.get(Facet.ORGANISATION, [])))
        except SearchResting:
            pass  # their own words still find them
    else:
        counts.update(shown_of_each("organisation"))
    carrying = [one.slug for one in portraits if not one.shares]
    counts.update(_carried(carrying, wanted))
    return counts


def _carried(slugs: list[str], wanted: Wanted) -> Counter[str]:
    carried = Sheet.objects.filter(carrier__in=slugs, withdrawn_at=None)
    if (place := wanted.territory) is not None and place.level.value in _LEVELS:
        acting = Place.objects.filter(**{place.level.value: place.code})
        carried = carried.filter(pk__in=acting.values("sheet"))
    category = taxonomy().categories.get(wanted.theme)
    codes = set(category.codes) if category else set()
    rows = carried.values_list("carrier", "themes")
    return Counter(str(slug) for slug, themes in rows if not codes or codes & set(themes))
