"""What people say of a sheet, laid over what its records tell.

A pure function: the database is not touched here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from carrefour.catalogue.merging import FACETS, SEVERAL, SINGLE, Merged
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.territory.model import Location, Precision

PLACES = "places"
FIELDS = (*SINGLE, *SEVERAL, PLACES)
# Whose source and licence a value is under is not for us to say, nor what a picture shows; the
# number of a holder goes with its name.
CORRECTABLE = tuple(
    name
    for name in FIELDS
    if name not in ("source_url", "licence", "contact", "images", "holder_number")
)


def corrected(merged: Merged, said: Mapping[str, Any]) -> Merged:
    """``merged`` with each field of ``said`` as a person says it, whatever the records tell.

    What a person says is no longer credited to a record, and nothing is suggested beside it.
    """
    values = {**merged.values, **{name: said[name] for name in said if name != PLACES}}
    if "holder" in said:
        values["holder_number"] = ""
    places = [placed(one) for one in said[PLACES]] if PLACES in said else merged.places
    given = {record: _left(fields, said, values) for record, fields in merged.given.items()}
    return Merged(values=values, places=places, given=given)


def told_of(merged: Merged, field: str) -> Any:
    """What the records tell of ``field``, as a correction keeps it."""
    if field == PLACES:
        return [as_kept(place) for place in merged.places]
    return merged.values.get(field)


def as_kept(place: Location) -> dict[str, Any]:
    """``place`` as JSON holds it in a correction."""
    kept = asdict(place)
    del kept["warnings"], kept["zones"]  # zones follow from the place, and from files that change
    return kept


def placed(kept: Mapping[str, Any]) -> Location:
    """The place that `as_kept` made ``kept`` of."""
    return Location(**{**kept, "precision": Precision(kept["precision"])})


def _left(
    fields: dict[str, list[Any] | None], said: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, list[Any] | None]:
    """What a record still gives when people speak of the fields of ``said``."""
    left = {name: items for name, items in fields.items() if name not in said}
    suggested = left.get("suggested")
    if suggested:
        facets = [name for name in FACETS if name not in said]
        kept = [one for one in suggested if _stands(one["code"], facets, values)]
        left["suggested"] = kept
        if not kept:
            del left["suggested"]
    return left


def _stands(code: str, facets: list[str], values: Mapping[str, Any]) -> bool:
    """Whether ``code`` is one of a facet of which nobody spoke."""
    of_code = asdict(taxonomy().sort_codes([code]))
    return any(of_code[name] and code in values.get(name, ()) for name in facets)
