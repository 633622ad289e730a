"""Keys: two records are compared when they share one that few others have."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from carrefour.structure.twins.trait import Trait
from carrefour.structure.twins.words import SMALL, skeleton

WORDS = 6  # of a title that make keys
PAIRED = 4  # words of a title, the longest, that make keys by pairs


def keys_of(trait: Trait) -> NDArray[np.uint64]:
    """The keys of a record, each a hash of 64 bits; the same for the same trait on any machine."""
    hashed = {_hash(key) for key in _keys(trait)}
    return np.array(sorted(hashed), dtype=np.uint64)


def _keys(trait: Trait) -> Iterator[str]:
    words = [w for w in trait.title.split() if len(w) > 1 and w not in SMALL]
    bones = list(dict.fromkeys(skeleton(word) for word in words))
    longest = sorted(bones, key=lambda bone: (-len(bone), bone))
    for commune in trait.communes:
        for bone in longest[:WORDS]:
            yield f"w {commune} {bone}"
        if trait.address:
            yield f"a {commune} {trait.address}"
    whole = " ".join(sorted(bones))
    if whole:
        yield f"t {whole}"
        yield f"t {whole} {trait.departement}"
    for pair in combinations(sorted(longest[:PAIRED]), 2):
        yield f"p {' '.join(pair)} {trait.departement}"
    for triple in combinations(sorted(longest[:PAIRED]), 3):
        yield f"q {' '.join(triple)}"
    if trait.holder and bones:
        yield f"h {trait.holder} {longest[0]}"
    if trait.url:
        yield f"u {trait.url}"
    for mark in trait.marks:
        yield f"m {mark}"
        for commune in trait.communes:
            yield f"m {mark} {commune}"
    if trait.lat is not None and trait.lon is not None:
        yield f"g {trait.lat:.4f} {trait.lon:.4f}"
    if trait.text:
        yield f"x {trait.text[:2]}"
        yield f"x {trait.text[2:4]}"


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little")
