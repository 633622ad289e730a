"""Coordinates as a source gives them, checked and put right where that is certain."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from carrefour.territory.lambert import looks_like_lambert, to_degrees

# Boxes that hold the land of France: west, south, east, north.
_FRANCE = (
    (-5.3, 41.2, 9.7, 51.2),  # metropolitan
    (-63.2, 15.7, -60.9, 18.2),  # Guadeloupe, Saint-Martin, Saint-Barthélemy
    (-61.3, 14.3, -60.7, 15.0),  # Martinique
    (-54.7, 2.0, -51.5, 6.0),  # Guyane
    (55.1, -21.5, 55.9, -20.7),  # La Réunion
    (44.9, -13.1, 45.4, -12.5),  # Mayotte
    (-56.6, 46.6, -56.0, 47.2),  # Saint-Pierre-et-Miquelon
    (163.4, -23.0, 168.2, -19.4),  # Nouvelle-Calédonie
    (-178.3, -14.5, -176.0, -13.1),  # Wallis-et-Futuna
    (-154.8, -28.0, -134.3, -7.8),  # Polynésie française
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A point to be trusted, or none, with what was done in plain English."""

    point: tuple[float, float] | None
    warning: str = ""


def in_france(lat: float, lon: float) -> bool:
    """Whether the point lies in a box that holds French land; a first check, not a border."""
    return any(w <= lon <= e and s <= lat <= n for w, s, e, n in _FRANCE)


def check(lat: float, lon: float, *, country: str = "FR") -> Checked:
    """The point (lat, lon) as it can be trusted.

    An empty ``country`` is one that the source does not name: any point on earth will do.
    Swapped coordinates and Lambert-93 metres are put right; Null Island, numbers that are none,
    impossible degrees and, for France, points outside it are refused.
    """
    if not (isfinite(lat) and isfinite(lon)):
        return Checked(None, "coordinates are no numbers: refused")
    if abs(lat) < 0.01 and abs(lon) < 0.01:
        return Checked(None, "coordinates on Null Island (0, 0): refused")
    for x, y in ((lon, lat), (lat, lon)):
        if looks_like_lambert(x, y):
            return Checked(to_degrees(x, y), "coordinates in Lambert-93 metres: converted")
    if not country and not in_france(lat, lon) and abs(lon) <= 90 and in_france(lon, lat):
        country = "FR"
    possible = abs(lat) <= 90 and abs(lon) <= 180
    if country != "FR":
        return Checked((lat, lon)) if possible else Checked(None, "impossible degrees: refused")
    if possible and in_france(lat, lon):
        return Checked((lat, lon))
    if abs(lon) <= 90 and abs(lat) <= 180 and in_france(lon, lat):
        return Checked((lon, lat), "latitude and longitude were swapped: put right")
    return Checked(None, f"coordinates ({lat:g}, {lon:g}) lie outside France: refused")
