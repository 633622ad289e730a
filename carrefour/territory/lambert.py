"""Lambert-93 metres to WGS 84 degrees.

Inverse of the secant Lambert conformal conic projection of RGF93, after IGN's note NTG 71
"Projection cartographique conique conforme de Lambert" (algorithms ALG0002 and ALG0004).
"""

from __future__ import annotations

from math import atan, degrees, exp, log, pi, radians, sin, sqrt

_E = 0.08181919106  # first eccentricity of the GRS 80 ellipsoid
_N = 0.7256077650  # exponent of the projection
_C = 11754255.426  # constant of the projection, metres
_XS, _YS = 700000.0, 12655612.050  # pole of the projection, metres
_LON0 = radians(3.0)


def looks_like_lambert(x: float, y: float) -> bool:
    """Whether (x, y) lies where Lambert-93 puts metropolitan France."""
    return 0 < x < 1_300_000 and 6_000_000 < y < 7_200_000


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """(lat, lon) in degrees of the Lambert-93 point (x east, y north) in metres."""
    r = sqrt((x - _XS) ** 2 + (y - _YS) ** 2)
    lon = _LON0 + atan((x - _XS) / (_YS - y)) / _N
    isometric = -log(abs(r / _C)) / _N
    lat = 2 * atan(exp(isometric)) - pi / 2
    for _ in range(8):  # converges to 1e-11 rad in five rounds
        step = _E * sin(lat)
        lat = 2 * atan(((1 + step) / (1 - step)) ** (_E / 2) * exp(isometric)) - pi / 2
    return degrees(lat), degrees(lon)
