"""Comparing: what two records agree and differ in, as numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from carrefour.structure.twins.trait import SKETCH, Trait
from carrefour.structure.twins.words import kinds, numbers, proper, without

Floats = NDArray[np.float32]
# Sites that hold pages of many: the same host says nothing.
SHARED_HOSTS = (
    "facebook.com", "helloasso.com", "instagram.com", "sites.google.com", "twitter.com",
    "linkedin.com", "youtube.com", "wordpress.com", "blogspot.com", "over-blog.com", "gouv.fr",
    "france-services.gouv.fr", "cnfs.fr", "app.conseiller-numerique.gouv.fr", "wixsite.com",
    "rdv-solidarites.fr", "lannuaire.service-public.fr",
)  # fmt: skip
EARTH = 6371.0  # km

FEATURES = (
    "title", "title_set", "title_bare", "proper", "proper_one", "proper_none", "kind_same",
    "kind_differs", "kind_one", "numbers_differ", "number_one", "same_commune", "other_commune",
    "no_commune", "close", "distance", "address", "address_differs", "number_differs", "holder",
    "holder_differs", "holder_in_title", "same_page", "same_host", "other_host", "same_mark",
    "other_siren", "text", "text_differs", "title_here", "proper_here", "title_close",
    "title_text", "proper_elsewhere", "title_elsewhere", "same_here", "address_kind",
    "close_kind", "generic_here", "close_same_kind", "address_same_kind", "proper_close",
    "proper_same_kind", "proper_other_kind", "proper_equal_here", "title_near",
    "proper_differs", "kind_more", "proper_kind_one", "close_kind_one", "close_kind_more",
    "address_kind_one", "text_close",
)  # fmt: skip


@dataclass(slots=True)
class Columns:
    """Traits as columns: one array or list for each thing that is compared."""

    title: list[str]
    bare: list[str]
    proper: list[str]
    kind: NDArray[np.int64]
    numbers: NDArray[np.int64]
    holder: list[str]
    commune: NDArray[np.int64]
    lat: Floats
    lon: Floats
    address: list[str]
    house: NDArray[np.int64]
    page: NDArray[np.int64]
    host: NDArray[np.int64]
    marks: NDArray[np.int64]
    siren: NDArray[np.int64]
    text: NDArray[np.uint32]
    source: NDArray[np.int64]


def columns(traits: Sequence[Trait]) -> Columns:
    """The columns of ``traits``. A 0 in a column of numbers says that the record does not tell."""
    code = _Codes()
    count = len(traits)
    text = np.zeros((count, SKETCH), dtype=np.uint32)
    marks = np.zeros((count, 3), dtype=np.int64)
    siren = np.zeros(count, dtype=np.int64)
    for n, trait in enumerate(traits):
        if trait.text:
            text[n, : len(trait.text)] = trait.text
        for place, mark in enumerate(trait.marks[:3]):
            marks[n, place] = code(mark)
            if mark.startswith("siren:"):
                siren[n] = code(mark)
    hosts = [trait.url.partition("/")[0] for trait in traits]
    return Columns(
        title=[t.title for t in traits],
        bare=[without(t.title, t.town) for t in traits],
        proper=[proper(t.title, t.town) for t in traits],
        kind=np.array([kinds(t.title) for t in traits], dtype=np.int64),
        numbers=np.array([code(numbers(t.title)) for t in traits], dtype=np.int64),
        holder=[t.holder for t in traits],
        commune=np.array([code(t.communes[0] if t.communes else "") for t in traits], np.int64),
        lat=np.array([np.nan if t.lat is None else t.lat for t in traits], dtype=np.float32),
        lon=np.array([np.nan if t.lon is None else t.lon for t in traits], dtype=np.float32),
        address=[t.address for t in traits],
        house=np.array([code(numbers(t.address)) for t in traits], dtype=np.int64),
        page=np.array([code(t.url if "/" in t.url else "") for t in traits], dtype=np.int64),
        host=np.array([code("" if _shared(h) else h) for h in hosts], dtype=np.int64),
        marks=marks,
        siren=siren,
        text=text,
        source=np.array([code(t.source) for t in traits], dtype=np.int64),
    )


class _Codes:
    """A number for each text, the same for the same text; 0 for the empty one."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {"": 0}

    def __call__(self, text: str) -> int:
        return self._known.setdefault(text, len(self._known))


def _shared(host: str) -> bool:
    return any(host == site or host.endswith(f".{site}") for site in SHARED_HOSTS)


def compare(told: Columns, first: NDArray[np.int64], second: NDArray[np.int64]) -> Floats:
    """A row of `FEATURES` for each pair of rows of ``told``; the same whichever comes first."""
    a, b = first, second
    title = _alike(told.title, a, b, fuzz.token_sort_ratio)
    title_set = _alike(told.title, a, b, fuzz.token_set_ratio)
    bare = _alike(told.bare, a, b, fuzz.token_sort_ratio)
    own = _alike(told.proper, a, b, fuzz.token_set_ratio)
    has_own = _filled(told.proper)
    both_own, any_own = has_own[a] & has_own[b], has_own[a] | has_own[b]
    kind_a, kind_b = told.kind[a], told.kind[b]
    kind_same, any_kind = (kind_a > 0) & (kind_a == kind_b), (kind_a > 0) != (kind_b > 0)
    kind_differs = (kind_a > 0) & (kind_b > 0) & ((kind_a & kind_b) == 0)
    kind_more = ((kind_a & kind_b) > 0) & ~kind_same
    same_commune, other_commune = _both(told.commune, a, b)
    km = _distance(told, a, b)
    placed = ~np.isnan(km)
    close = np.where(placed, np.exp(-np.nan_to_num(km, nan=99.0) / 0.25), 0.0)
    has_address = _filled(told.address)
    both_addresses = has_address[a] & has_address[b]
    streets = np.where(both_addresses, _alike(told.address, a, b, fuzz.token_set_ratio), 0.0)
    _, other_house = _both(told.house, a, b)
    has_holder = _filled(told.holder)
    holders = _alike(told.holder, a, b, fuzz.token_set_ratio)
    both_holders = has_holder[a] & has_holder[b]
    crossed = np.maximum(
        _alike_across(told.holder, told.title, a, b), _alike_across(told.holder, told.title, b, a)
    )
    same_page, _ = _both(told.page, a, b)
    same_host, other_host = _both(told.host, a, b)
    mine, yours = told.marks[a], told.marks[b]
    same_mark = ((mine[:, :, None] == yours[:, None, :]) & (mine[:, :, None] > 0)).any((1, 2))
    _, other_siren = _both(told.siren, a, b)
    texts, both_texts = _texts(told.text, a, b)
    _, other_number = _both(told.numbers, a, b)
    one_number = (told.numbers[a] > 0) != (told.numbers[b] > 0)
    proper_here = np.where(both_own, own, 0.0)
    rows = (
        title, title_set, bare, proper_here, any_own & ~both_own, ~any_own, kind_same,
        kind_differs, any_kind, other_number, one_number, same_commune, other_commune,
        ~same_commune & ~other_commune, close,
        np.where(placed, np.minimum(np.log1p(np.nan_to_num(km)), 5.0), 0.0), streets,
        both_addresses & (streets < 0.5), other_house & (streets > 0.6),
        np.where(both_holders, holders, 0.0), both_holders & (holders < 0.5), crossed, same_page,
        same_host, other_host, same_mark, other_siren, texts, both_texts & (texts < 0.2),
        title * same_commune, proper_here * same_commune, title * close, title * texts,
        proper_here * other_commune, title * other_commune, (title > 0.95) & same_commune,
        streets * kind_differs, close * kind_differs, ~any_own & same_commune & kind_same,
        close * kind_same, streets * kind_same, proper_here * close, proper_here * kind_same,
        proper_here * kind_differs, (own > 0.95) & both_own & same_commune, title * (close > 0.5),
        both_own & (own < 0.5), kind_more, proper_here * any_kind, close * any_kind,
        close * kind_more, streets * any_kind, close * texts,
    )  # fmt: skip
    return np.stack([np.asarray(row, dtype=np.float32) for row in rows], axis=1)


_Scorer = Callable[..., float]


def _alike(texts: list[str], a: NDArray[np.int64], b: NDArray[np.int64], by: _Scorer) -> Floats:
    """How alike two texts of each pair are, from 0 to 1; 0 when one is empty."""
    return _alike_lists([texts[i] for i in a.tolist()], [texts[i] for i in b.tolist()], by)


def _alike_across(
    one: list[str], other: list[str], a: NDArray[np.int64], b: NDArray[np.int64]
) -> Floats:
    told = [one[i] for i in a.tolist()]
    if not any(told):
        return np.zeros(len(a), dtype=np.float32)
    return _alike_lists(told, [other[i] for i in b.tolist()], fuzz.token_set_ratio)


def _alike_lists(one: list[str], other: list[str], by: _Scorer) -> Floats:
    alike = cpdist(one, other, scorer=by, dtype=np.float32, workers=1)
    return np.asarray(alike / 100, dtype=np.float32)


def _filled(texts: list[str]) -> NDArray[np.bool_]:
    return np.array([bool(text) for text in texts], dtype=np.bool_)


def _both(
    codes: NDArray[np.int64], a: NDArray[np.int64], b: NDArray[np.int64]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where both tell the same, and where both tell something else."""
    one, other = codes[a], codes[b]
    told = (one > 0) & (other > 0)
    return told & (one == other), told & (one != other)


def _distance(told: Columns, a: NDArray[np.int64], b: NDArray[np.int64]) -> Floats:
    """Kilometres between two points, by a plane that touches the middle of them."""
    lat_a, lat_b = np.radians(told.lat[a]), np.radians(told.lat[b])
    across = np.radians(told.lon[b] - told.lon[a]) * np.cos((lat_a + lat_b) / 2)
    return np.asarray(EARTH * np.hypot(lat_b - lat_a, across), dtype=np.float32)


def _texts(
    sketches: NDArray[np.uint32], a: NDArray[np.int64], b: NDArray[np.int64]
) -> tuple[Floats, NDArray[np.bool_]]:
    """How much two texts share, from 0 to 1, and where both have one."""
    has = sketches[:, 0] > 0
    both = has[a] & has[b]
    alike = np.zeros(len(a), dtype=np.float32)
    at = np.flatnonzero(both)
    for start in range(0, len(at), 100_000):
        part = at[start : start + 100_000]
        one, other = sketches[a[part]], sketches[b[part]]
        shared = ((one[:, :, None] == other[:, None, :]) & (one[:, :, None] > 0)).sum((1, 2))
        least = np.minimum((one > 0).sum(1), (other > 0).sum(1))
        alike[part] = shared / np.maximum(least, 1)
    return alike, both
