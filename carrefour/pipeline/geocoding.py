"""The geocoder that the operator chose, with its network and its memory."""

from __future__ import annotations

from functools import lru_cache

import httpx
from django.conf import settings

from carrefour import __version__
from carrefour.pipeline.gazetteer import gazetteer
from carrefour.territory.address_geocoder import AddressGeocoder
from carrefour.territory.address_service import BAN, BAN_PER_SECOND, AddressService
from carrefour.territory.answers import Answers
from carrefour.territory.asking import Ask, Patient, Question, Reply, Unanswered
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.geocoder import GazetteerGeocoder
from carrefour.territory.model import Geocoder

# An Addok of the operator's own has no published limit; this is what one core of it answers.
ADDOK_PER_SECOND = 100.0
TIMEOUT = 60.0  # seconds; a file of a thousand addresses takes some


@lru_cache(maxsize=1)
def _by_gazetteer(territories: Gazetteer) -> GazetteerGeocoder:
    # Its indexes take half a second to make.
    return GazetteerGeocoder(territories)


def geocoder() -> Geocoder:
    """The geocoder of ``CARREFOUR_GEOCODER``: ``gazetteer``, ``ban`` or the address of an Addok."""
    chosen = settings.GEOCODER
    territories = gazetteer()
    coarse = _by_gazetteer(territories)
    if chosen == "gazetteer":
        return coarse
    ban = chosen == "ban"
    base = BAN if ban else chosen
    name = "ban" if ban else "addok"
    per_second = BAN_PER_SECOND if ban else ADDOK_PER_SECOND
    answers = Answers(settings.VAR_DIR / "geocoding" / f"{name}.sqlite3")
    service = AddressService(base, Patient(over_http(), per_second), answers, slash=not ban)
    return AddressGeocoder(coarse, territories, service, name)


def over_http(timeout: float = TIMEOUT) -> Ask:
    """Carries questions over connections that are kept open."""
    contact = f" (+{settings.CONTACT_URL})" if settings.CONTACT_URL else ""
    client = httpx.Client(
        headers={"User-Agent": f"Carrefour/{__version__}{contact}"},
        timeout=timeout,
        trust_env=False,
    )

    def ask(question: Question) -> Reply:
        try:
            if question.file:
                data: dict[str, list[str]] = {}
                for name, value in question.form:
                    data.setdefault(name, []).append(value)
                files = {"data": ("addresses.csv", question.file, "text/csv")}
                reply = client.post(question.url, data=data, files=files)
            else:
                reply = client.get(question.url)
        except httpx.HTTPError as error:
            address = question.url.partition("?")[0]
            reason = str(error) or type(error).__name__
            raise Unanswered(f"{address}: no answer ({reason}). Try later.") from error
        return Reply(reply.status_code, reply.content, dict(reply.headers))

    return ask
