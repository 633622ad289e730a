"""Corrections of sheets as lines of a file; see `carrefour.pipeline.decisions`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from carrefour.catalogue.correcting import CORRECTABLE, PLACES, as_kept, placed
from carrefour.catalogue.models import Correction
from carrefour.pipeline.corrections import write
from carrefour.pipeline.geocoding import geocoder
from carrefour.pipeline.lines import Line, Take
from carrefour.structure.correcting import as_typed, read_correction
from carrefour.structure.odd import Odd
from carrefour.territory.coordinates import in_france

KIND = "correction"
MOST_ID = 12  # letters of the id of a sheet
_TEXTS = ("label", "address", "postcode", "commune", "epci", "departement", "region", "country")


def told() -> Iterator[Line]:
    """Every correction that stands, and what was taken back."""
    for one in Correction.objects.filter(current=True).order_by("sheet", "field"):
        holds = {
            "sheet": one.sheet,
            "field": one.field,
            "value": one.value,
            "given": one.given,
            "taken_back": one.taken_back,
            "reason": one.reason,
        }
        yield Line(holds, one.decided_by, one.decided_at)


def read(line: Line) -> Take:
    """What writes the correction of ``line``, read as strictly as what a person types.

    Raises ``ValueError``.
    """
    sheet, field, reason = line.text("sheet"), line.text("field"), line.text("reason")
    if not 0 < len(sheet) <= MOST_ID or not sheet.isalnum():
        raise ValueError(f"'{sheet[:40]}' is no id of a sheet")
    if field not in CORRECTABLE:
        raise ValueError(f"'{field[:40]}' is none of {', '.join(CORRECTABLE)}")
    taken_back = line.holds.get("taken_back") is True
    value = _value(field, line.holds.get("value"))

    def take() -> bool:
        stands = Correction.objects.filter(sheet=sheet, field=field, current=True).first()
        same = stands and (stands.value, stands.taken_back) == (value, taken_back)
        if stands and (stands.decided_at >= line.at or same):
            return False
        write(
            sheet, field, value, line.by, given=line.holds.get("given"), reason=reason,
            taken_back=taken_back, at=line.at,
        )  # fmt: skip
        return True

    return take


def _value(field: str, value: Any) -> Any:
    """``value`` as a sheet may hold it: what is hostile in it is taken out, or refused."""
    if field == PLACES:
        if not isinstance(value, list):
            raise ValueError("places must be a list")
        return [_place(one) for one in value]
    try:
        return read_correction(field, as_typed(field, value), geocoder())
    except Odd as odd:
        raise ValueError(str(odd)) from odd


def _place(kept: Any) -> dict[str, Any]:
    try:
        place = placed(kept)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"places: one of them cannot be read ({error})") from error
    if not all(isinstance(getattr(place, name), str) for name in _TEXTS):
        raise ValueError("places: a name or code of one of them is no text")
    point = (place.lat, place.lon)
    if point != (None, None) and not _is_point(*point):
        raise ValueError(f"places: {point} is no point of France")
    return as_kept(place)


def _is_point(lat: Any, lon: Any) -> bool:
    numbers = isinstance(lat, int | float) and isinstance(lon, int | float)
    return numbers and in_france(lat, lon)
