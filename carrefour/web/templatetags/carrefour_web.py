"""Small things that templates ask for."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from babel import Locale
from django import template
from django.urls import reverse, translate_url
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from carrefour.catalogue.models import Place, Sheet
from carrefour.catalogue.quality import Part
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.pipeline.health import Health
from carrefour.pipeline.naming import STATUSES
from carrefour.pipeline.reasons import in_words
from carrefour.pipeline.zoning import zones
from carrefour.web.licence_names import licence_name
from carrefour.web.map_words import map_words
from carrefour.web.parts import MENDED, PARTS

MOST_AROUND = 6  # départements drawn around the places of a sheet
register = template.Library()
register.filter("in_words", in_words)
register.filter("licence_name", licence_name)
register.simple_tag(map_words)
_HARMLESS = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_FRENCH = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
).split()
_ENGLISH = (
    "January February March April May June July August September October November December"
).split()


@register.filter
def label(code: str) -> str:
    """The name of a taxonomy code or category in the visitor's language."""
    return taxonomy().label(code, get_language() or "fr")


@register.filter
def family(codes: list[str]) -> str:
    """The first domain category of ``codes``: it gives a card its colour."""
    categories = taxonomy().categories_of(codes)
    return categories[0].removeprefix("domains_") if categories else "other"


@register.filter
def chance(score: float) -> str:
    """A score from 0 to 1 as people say it: "86 %"."""
    return f"{score:.0%}" if get_language() == "en" else f"{score * 100:.0f}\u00a0%"


@register.filter
def number_name(number: str) -> str:
    """The number of an organisation as people write it: "SIREN 443 061 841"."""
    kind, _, digits = number.partition(":")
    if kind == "siren":
        digits = "\u00a0".join(digits[i : i + 3] for i in (0, 3, 6))
    return f"{kind.upper()}\u00a0{digits}"


@register.filter
def part_name(part: Part) -> str:
    """What a part of a good sheet is called."""
    return str(PARTS[part])


@register.filter
def mending(part: Part) -> str:
    """How the people of a source mend a part that their sheets lack."""
    return str(MENDED[part])


@register.filter
def status_label(status: str) -> str:
    """The name of a status."""
    return str(STATUSES.get(status, status))


@register.filter
def sheet_url(sheet: Sheet) -> str:
    """The address of a sheet's page."""
    return reverse("web:sheet", args=[sheet.slug, sheet.pk])


@register.filter
def when(iso: str) -> str:
    """An ISO date of any precision as people say it: "mars 2021"."""
    english = get_language() == "en"
    year, month, day = (int(part) for part in [*iso.split("-"), "0", "0"][:3])
    name = (_ENGLISH if english else _FRENCH)[month - 1] if month else ""
    first = "1er" if day == 1 and not english else str(day)
    return " ".join(part for part in (first if day else "", name, str(year)) if part)


@register.filter
def place_name(place: Place) -> str:
    """Where a place is, with its département, no more precise than it is known."""
    if place.precision == "online":
        return gettext("En ligne")
    smallest = "epci" if place.precision == "epci" else "commune"
    refs = ((level, getattr(place, level)) for level in (smallest, "departement", "region"))
    names = [t.name for level, code in refs if code and (t := gazetteer().get(f"{level}:{code}"))]
    if not names:
        return gettext("France entière") if place.country == "FR" else _abroad(place)
    shown = names[:2] if getattr(place, smallest) else names[:1]
    return ", ".join(dict.fromkeys(shown))


def _abroad(place: Place) -> str:
    """Where a place out of France is: its country in the visitor's language, if it is known."""
    name = Locale.parse(get_language() or "fr").territories.get(place.country, "")
    return ", ".join(part for part in (place.label, name) if part) or gettext("Hors de France")


@register.filter
def zone_names(place: Place) -> list[str]:
    """What the zones that hold a place are called."""
    known = zones()
    told = {
        "qpv": gettext("Quartier prioritaire : %(name)s"),
        "rural": gettext("Commune rurale : %(name)s"),
    }
    named = [(ref.partition(":")[0], known.name(ref) if known else "") for ref in place.zones]
    return [told[kind] % {"name": name} for kind, name in named if name and kind in told]


@register.filter
def precision_text(place: Place) -> str:
    """What the point of a place stands for, in words."""
    if place.precision == "online":
        return gettext("à distance")
    if place.country != "FR":
        return gettext("d’après le point que donne la source")
    return {
        "address": gettext("à l’adresse"),
        "street": gettext("dans la rue"),
        "commune": gettext("dans la commune"),
        "postcode": gettext("dans le secteur postal"),
        "epci": gettext("dans l’intercommunalité, sans plus de précision"),
        "departement": gettext("dans le département, sans plus de précision"),
        "region": gettext("dans la région, sans plus de précision"),
        "country": gettext("dans tout le pays"),
    }.get(place.precision, "")


@register.filter
def source_state(health: Health) -> str:
    """How a source fares, as its organisation's page tells it."""
    return {
        Health.HELD: gettext("en attente d’une décision"),
        Health.FAILING: gettext("ne répond plus"),
        Health.LATE: gettext("en retard"),
        Health.SHRINKING: gettext("en baisse"),
        Health.NEVER: gettext("pas encore lue"),
        Health.FRESH: gettext("à jour"),
    }[health]


@register.filter
def host(url: str) -> str:
    """The name of the site that an address leads to."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


@register.filter
def safe_html(text: str) -> SafeString:
    """HTML that was sanitised when it was stored, or made by our own highlighter."""
    return mark_safe(text)  # noqa: S308 - sanitised by carrefour.structure.text.rich


@register.filter
def linked(data: dict[str, object]) -> SafeString:
    """Linked data as JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_HARMLESS))  # noqa: S308 - what could end it is escaped


@register.simple_tag(takes_context=True)
def in_language(context: template.Context, code: str) -> str:
    """The address of this page in another language."""
    request = context.get("request")
    return translate_url(request.get_full_path(), code) if request else "/"


@register.filter
def map_points(places: list[Place]) -> str:
    """The points of places as the map reads them: "lat,lon;lat,lon"."""
    return ";".join(f"{p.lat},{p.lon}" for p in places if p.lat is not None)


@register.filter
def map_around(places: list[Place]) -> str:
    """The départements of places that are on the map, as the parameters of a search."""
    codes = dict.fromkeys(p.departement for p in places if p.departement and p.lat is not None)
    return "&".join(f"territory=departement:{code}" for code in list(codes)[:MOST_AROUND])
