"""The geocoder that finds addresses: the gazetteer tells the commune, a service the door."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from carrefour.territory.address_service import AddressService, Found, Sought
from carrefour.territory.asking import Unanswered
from carrefour.territory.coordinates import in_france
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.model import Geocoder, Location, NotLocated, PlaceHint, Precision
from carrefour.territory.reading import address_in, has_street

LEAST_SCORE = 0.6  # of the service, below which an address found is another one
LEAST_ALONE = 0.8  # the same, where the gazetteer knows no commune to check it against
_PRECISION = {
    "housenumber": Precision.ADDRESS,
    "street": Precision.STREET,
    "locality": Precision.STREET,
}
# The service knows their addresses by arrondissement.
_CITIES = frozenset({"75056", "69123", "13055"})


class AddressGeocoder:
    """Places addresses by ``service``, and everything else as ``gazetteer_geocoder`` does.

    The source's own coordinates are kept. An address that the service finds in another commune
    than the one named, or finds unlike, is refused: the place stays in the middle of its commune.
    When the service does not answer, the place is the gazetteer's, and a warning says so.
    """

    def __init__(
        self,
        gazetteer_geocoder: Geocoder,
        gazetteer: Gazetteer,
        service: AddressService,
        method: str,
    ) -> None:
        self._coarse = gazetteer_geocoder
        self._gazetteer = gazetteer
        self._service = service
        self._method = method

    def locate(self, hint: PlaceHint) -> Location | NotLocated:
        """The place of ``hint``: see `Geocoder`."""
        return self._refined(hint, self._coarse.locate(hint))

    def locate_all(self, hint: PlaceHint) -> list[Location | NotLocated]:
        """Every place of ``hint``: see `Geocoder`."""
        found = self._coarse.locate_all(hint)
        return [self._refined(hint, found[0])] if len(found) == 1 else found

    def prepare(self, hints: Iterable[PlaceHint]) -> None:
        """Ask for the addresses of ``hints`` together; what fails is asked again one by one."""
        sought = (self._sought(hint, self._coarse.locate(hint)) for hint in dict.fromkeys(hints))
        try:
            self._service.prepare(s for s in sought if s is not None)
        except Unanswered:
            return

    def _sought(self, hint: PlaceHint, coarse: Location | NotLocated) -> Sought | None:
        """The address to ask for, when there is one that the gazetteer cannot find."""
        street = hint.address or address_in(hint.text)
        if not street or not has_street(street):
            return None
        if isinstance(coarse, NotLocated):
            whole = hint.text or " ".join((street, hint.postcode, hint.commune))
            return Sought(" ".join(whole.split()), postcode=hint.postcode)
        if coarse.method == "source" or coarse.country != "FR" or not coarse.departement:
            return None
        commune = self._gazetteer.get(f"commune:{coarse.commune}")
        name = commune.name if commune else hint.commune
        text = " ".join(f"{street} {coarse.postcode} {name}".split())
        city = coarse.commune in _CITIES
        return Sought(
            text,
            citycode="" if city else coarse.commune,
            postcode=coarse.postcode if city or not coarse.commune else "",
        )

    def _refined(self, hint: PlaceHint, coarse: Location | NotLocated) -> Location | NotLocated:
        sought = self._sought(hint, coarse)
        if sought is None:
            return coarse
        try:
            found = self._service.find(sought)
        except Unanswered as error:
            return _warned(coarse, str(error))
        if found is None:
            return coarse
        if refusal := self._refusal(found, coarse):
            return _warned(coarse, f"'{found.label}' is refused: {refusal}")
        return self._at(found, hint, coarse)

    def _refusal(self, found: Found, coarse: Location | NotLocated) -> str:
        """Why the address found is not the one sought; empty when it is."""
        commune = self._gazetteer.commune(found.citycode)
        if found.kind not in _PRECISION:
            return "it is no address"
        if commune is None or not in_france(found.lat, found.lon):
            return "it lies in no commune that is known"
        if isinstance(coarse, Location) and coarse.commune:
            if commune.code != coarse.commune:
                return "it lies in another commune than the one named"
        elif isinstance(coarse, Location) and commune.departement != coarse.departement:
            return "it lies in another département than the one named"
        held = isinstance(coarse, Location) and bool(coarse.commune)
        if found.score < (LEAST_SCORE if held else LEAST_ALONE):
            return f"it is too unlike (score {found.score:.2f})"
        return ""

    def _at(self, found: Found, hint: PlaceHint, coarse: Location | NotLocated) -> Location:
        commune = self._gazetteer.commune(found.citycode)
        if commune is None:
            raise AssertionError("an address in no commune was refused before")
        sure = coarse.score if isinstance(coarse, Location) else 1.0
        return Location(
            label=hint.label or (coarse.label if isinstance(coarse, Location) else commune.name),
            address=hint.address or found.name,
            postcode=found.postcode,
            lat=round(found.lat, 6),
            lon=round(found.lon, 6),
            precision=_PRECISION[found.kind],
            score=round(min(sure, found.score, 0.99), 3),
            method=self._method,
            commune=commune.code,
            epci=commune.epci,
            departement=commune.departement,
            region=commune.region,
            country="FR",
            warnings=coarse.warnings if isinstance(coarse, Location) else (),
        )


def _warned(coarse: Location | NotLocated, warning: str) -> Location | NotLocated:
    if isinstance(coarse, NotLocated):
        return NotLocated(f"{coarse.reason}; {warning}")
    return replace(coarse, warnings=(*coarse.warnings, warning))
