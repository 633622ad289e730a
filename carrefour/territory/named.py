"""What the words of a text turn out to name."""

from __future__ import annotations

from dataclasses import dataclass

from carrefour.territory.model import Territory


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names, how surely (0 to 1), and what was doubtful."""

    territory: Territory
    score: float
    warnings: tuple[str, ...] = ()
    postcode_only: bool = False
    at: int = -1  # the word at which the name begins
    name: str = ""  # as the text writes it
    sure: bool = False  # whether no other reading of the words need be tried
    firm: bool = False  # whether only a longer name may be meant


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A name that several territories bear, and nothing tells which is meant."""

    name: str
    territories: tuple[Territory, ...]
