"""Reading what people type of an organisation: to ask to join, and to present it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.models import Profile
from carrefour.community.visiting import typed
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.structure.organisations import identifier
from carrefour.territory.model import Level, Territory

LONGEST = 3000  # characters of a description
MOST_THEMES = 6
_LEVELS = (Level.COMMUNE, Level.EPCI, Level.DEPARTEMENT, Level.REGION)
_IS_URL = URLValidator(schemes=["http", "https"])


@dataclass(slots=True)
class Typed:
    """What was typed of an organisation, and what is wrong, told by field.

    ``number`` is as `carrefour.structure.organisations.identifier` gives it.
    """

    name: str = ""
    number: str = ""
    kind: str = ""
    parts: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)
    description_fr: str = ""
    description_en: str = ""
    url: str = ""
    territory: str = ""
    wrong: dict[str, str] = field(default_factory=dict)

    def values(self, fields: Iterable[str]) -> dict[str, Any]:
        """What was typed in ``fields``."""
        told = asdict(self)
        return {name: told[name] for name in fields}


def read(request: HttpRequest) -> Typed:
    """What the form of ``request`` says of an organisation."""
    said = Typed(
        name=" ".join(typed(request, "name", 200).split()),
        kind=request.POST.get("kind", ""),
        parts=[one for one in Profile.Part.values if one in request.POST.getlist("parts")],
        themes=[
            one.id
            for one in taxonomy().facets["domains"].categories
            if one.id in request.POST.getlist("themes")
        ][:MOST_THEMES],
        description_fr=typed(request, "description_fr", LONGEST),
        description_en=typed(request, "description_en", LONGEST),
    )
    if len(said.name) < 2:
        said.wrong["name"] = _("Donnez le nom de l’organisation.")
    if said.kind not in Profile.Kind.values:
        said.kind = ""
        said.wrong["kind"] = _("Choisissez ce qu’est l’organisation.")
    _read_number(request, said)
    _read_url(request, said)
    _read_territory(request, said)
    return said


def place_typed(request: HttpRequest) -> tuple[Territory | None, bool]:
    """The territory that a field of places holds, and whether what it holds is understood.

    A browser with scripts sends the reference that was chosen, one without only the words.
    """
    ref, words = request.POST.get("territory", "")[:40], typed(request, "place", 80)
    if ref:
        found = gazetteer().get(ref)
        return found, found is not None and found.level in _LEVELS
    likely = gazetteer().suggest(words, 1, _LEVELS) if words else []
    return (likely[0] if likely else None), bool(likely) or not words


def _read_number(request: HttpRequest, said: Typed) -> None:
    told = typed(request, "number", 40)
    said.number = identifier(told)
    if told and not said.number:
        said.wrong["number"] = _(
            "Ce numéro n’est ni un SIREN, ni un SIRET, ni un RNA : vérifiez ses chiffres."
        )


def _read_url(request: HttpRequest, said: Typed) -> None:
    told = typed(request, "url", 500)
    said.url = told if not told or "://" in told else f"https://{told}"
    try:
        if said.url:
            _IS_URL(said.url)
    except ValidationError:
        said.wrong["url"] = _("Cette adresse de site n’est pas complète.")


def _read_territory(request: HttpRequest, said: Typed) -> None:
    territory, understood = place_typed(request)
    said.territory = territory.ref if territory and understood else ""
    if not understood:
        said.wrong["territory"] = _("Aucun lieu de ce nom.")
