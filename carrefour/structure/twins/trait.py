"""A trait: what is compared of a record, in few bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from carrefour.catalogue.draft import Draft
from carrefour.structure.text import plain
from carrefour.structure.twins.words import SMALL, folded, words_of
from carrefour.territory.model import Precision

SKETCH = 16  # hashes kept of a text
FINE = (Precision.ADDRESS, Precision.STREET)
_NUMBERED = re.compile(r"siret|siren|rna|pivot", re.I)
_SIREN = re.compile(r"^\d{9}(\d{5})?$")
_RNA = re.compile(r"^w\d{9}$", re.I)
_CUT = 200  # characters of a title or an address


@dataclass(frozen=True, slots=True)
class Trait:
    """What is compared of one record; texts are folded, what it does not say is empty.

    ``town`` is the name of its commune; ``communes`` are INSEE codes, the first that of the point.
    ``lat`` and ``lon`` are degrees, set when the point stands for an address. ``url`` is host and
    path; ``marks`` are numbers that one organisation has (``siren:…``, ``rna:…``, ``tel:…``,
    ``mail:…``); ``text`` is a sketch of the summary and description: the smallest hashes of their
    words, sorted.
    """

    source: str
    title: str
    town: str = ""
    holder: str = ""
    communes: tuple[str, ...] = ()
    departement: str = ""
    lat: float | None = None
    lon: float | None = None
    address: str = ""
    url: str = ""
    marks: tuple[str, ...] = ()
    text: tuple[int, ...] = ()

    def told(self) -> list[Any]:
        """The trait as JSON holds it: see `read`."""
        return list(astuple(self))


def read(told: list[Any]) -> Trait:
    """The trait that `Trait.told` gave."""
    *head, communes, departement, lat, lon, address, url, marks, text = told
    source, title, town, holder = head
    return Trait(
        source, title, town, holder, tuple(communes), departement, lat, lon, address, url,
        tuple(marks), tuple(text),
    )  # fmt: skip


def trait_of(source: str, draft: Draft, raw: Any, town: str = "") -> Trait:
    """What is compared of the record ``raw`` of ``source``, which tells ``draft``.

    ``town`` is the name of the commune of its first place.
    """
    first = next(iter(draft.places), None)
    fine = first is not None and first.precision in FINE
    communes = dict.fromkeys(place.commune for place in draft.places if place.commune)
    contact = draft.contact
    phone = "".join(filter(str.isdigit, contact.phone))[-9:] if contact else ""
    marks = [
        *_numbers(raw),
        *([f"tel:{phone}"] if len(phone) == 9 else []),
        *([f"mail:{contact.email.lower()}"] if contact and contact.email else []),
    ]
    return Trait(
        source=source,
        title=folded(draft.title)[:_CUT],
        town=folded(town),
        holder=folded(draft.holder)[:_CUT],
        communes=tuple(communes)[:3],
        departement=first.departement if first else "",
        lat=first.lat if first and fine else None,
        lon=first.lon if first and fine else None,
        address=_street(folded(first.address))[:_CUT] if first else "",
        url=address_of(draft.url),
        marks=tuple(dict.fromkeys(marks)),
        text=sketch(f"{draft.summary} {plain(draft.description)}"),
    )


def address_of(url: str) -> str:
    """Host and path of a page, without what changes from link to link."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    path = parts.path.lower().removesuffix("/index.html").removesuffix("/index.php").rstrip("/")
    return f"{host}{path}"[:_CUT]


def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of the words of ``text``; nothing when it has fewer than eight."""
    found = {word for word in words_of(text[:5000]) if len(word) > 3 and word not in SMALL}
    if len(found) < 8:
        return ()
    return tuple(sorted({crc32(word.encode()) for word in found})[:SKETCH])


def _street(folded_address: str) -> str:
    """The street of an address, without the postcode and the town behind it."""
    return re.split(r"\b\d{5}\b", folded_address, maxsplit=1)[0].strip() or folded_address


def _numbers(raw: Any) -> Iterator[str]:
    """SIREN and RNA that the record gives under a name that says so."""
    if not isinstance(raw, Mapping):
        return
    for key, value in raw.items():
        if not _NUMBERED.search(str(key)) or not isinstance(value, str | int):
            continue
        text = re.sub(r"\s", "", str(value))
        if _SIREN.match(text) and text.strip("0"):
            yield f"siren:{text[:9]}"
        elif _RNA.match(text):
            yield f"rna:{text.lower()}"
