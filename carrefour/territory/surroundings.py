"""What a text says of where a place lies, besides its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from carrefour.territory.cues import STREETS
from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.model import Level, Territory
from carrefour.territory.names import departement_of_postcode
from carrefour.territory.reading import Reading
from carrefour.territory.spans import Span
from carrefour.territory.wider import ALONE


@dataclass(slots=True)
class Around:
    """What is known of the surroundings of a place, besides its name."""

    postcode: str = ""
    served: Sequence[Territory] = ()
    departement: str = ""  # of the postcode
    # References of what holds the place, with the word of the text that says so.
    sure: dict[str, int] = field(default_factory=dict)
    likely: dict[str, int] = field(default_factory=dict)
    soft: dict[str, int] = field(default_factory=dict)  # speaks for, never against

    def holds_group(self, group: Territory) -> bool:
        """Whether a group of communes lies in what is known to hold the place."""
        holders = {f"departement:{group.departement}", f"region:{group.region}"}
        return self.departement == group.departement or any(
            ref in holders for ref in (*self.sure, *self.likely)
        )

    def agrees(self, commune: Territory, start: int = -1, end: int = -1) -> float:
        """How much speaks for ``commune``; below zero when more speaks against it.

        What the words from ``start`` to ``end`` say themselves does not count: "Mayenne" is no
        reason to think that Mayenne is the town in Mayenne.
        """
        points = 0.0
        if self.postcode:
            if self.postcode in commune.postcodes:
                points += 6.0
            elif self.departement == commune.departement or (
                self.postcode.startswith("20") and not self.served and commune.region == "94"
            ):
                points += 3.0 if not self.served else 2.0
            elif self.served or self.departement:
                points -= 4.0
        if self.sure or self.likely or self.soft:
            holders = [
                f"departement:{commune.departement}",
                f"region:{commune.region}",
                f"epci:{commune.epci}",
            ]
            if commune.departement in ("977", "978"):
                holders.append("departement:971")  # of which they were a part until 2007
            sure = [ref for ref, at in self.sure.items() if not start <= at < end]
            likely = [ref for ref, at in self.likely.items() if not start <= at < end]
            if any(ref in holders for ref in sure):
                points += 4.0
            elif sure:
                points -= 4.0
            elif any(ref in holders for ref in likely):
                points += 3.0
            elif any(ref in holders for ref, at in self.soft.items() if not start <= at < end):
                points += 2.0
            elif likely and points < 6:
                points -= 1.0
        return points


def surroundings(
    gazetteer: Gazetteer, reading: Reading, postcode: str = "", within: Sequence[str] = ()
) -> Around:
    """The surroundings that a reading, and codes besides it, give."""
    code = postcode or reading.postcode
    around = Around(
        postcode=code,
        served=gazetteer.of_postcode(code) if code else (),
        departement=departement_of_postcode(code) if code else "",
        sure=dict.fromkeys(within, -1),
    )
    if code and not around.served and not gazetteer.communes_of(around.departement):
        around.departement = ""
    return around


def read_wide(gazetteer: Gazetteer, reading: Reading, spans: list[Span], around: Around) -> None:
    """Take from the text the départements and régions that it names beside a commune."""
    for code, sure, at in reading.departements:
        if code == "20" and sure:
            around.sure["region:94"] = at
        if gazetteer.get(f"departement:{code}") is None:
            continue
        neighbour = reading.parts.count(reading.parts[at]) == 1
        part = reading.parts[at]
        ends = at + 1 == len(reading.parts) or reading.parts[at + 1] != part
        number = any(w in STREETS for w in reading.words[at + 1 : at + 3]) or (
            not ends
            and any(reading.words[i] in STREETS for i in range(at) if reading.parts[i] == part)
        )
        of_city = reading.arrondissement is not None and code == str(
            reading.arrondissement[1]
        ).zfill(2)
        if of_city or (number and not sure):
            continue
        if sure or neighbour:
            around.sure[f"departement:{code}"] = at
        else:
            around.likely[f"departement:{code}"] = at
    for span in spans:
        for entry in span.entries:
            level = entry.territory.level
            if level in (Level.COMMUNE, Level.COUNTRY):
                continue
            only = not any(e.territory.level is Level.COMMUNE for e in span.entries)
            sure = span.alone and len(spans) > 1 and only and span.name not in ALONE
            if sure or span.told == level:
                kind = around.sure
            elif span.standing > -2 and not (span.street or span.torn or span.name in ALONE):
                kind = around.likely
            elif span.standing > -2:
                kind = around.soft
            else:
                continue
            kind.setdefault(entry.territory.ref, span.start)
