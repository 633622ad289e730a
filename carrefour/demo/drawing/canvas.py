"""Shapes and colours that the example illustrations are made of."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, pi, sin

WIDTH, HEIGHT = 800, 450
DEEP, PAPER, SUN, BRICK, CREAM = "#123c3a", "#fdf8ef", "#f2a541", "#b4441f", "#fff8ec"
Point = tuple[float, float]


def mix(one: str, other: str, share: float) -> str:
    """The colour that lies between two, at ``share`` of the way (0 to 1)."""
    pairs = [(int(one[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours of one illustration: a strong hue, its pale tint, and what lies between."""

    hue: str
    tint: str

    def shade(self, share: float) -> str:
        """From the tint (0) to the hue (1)."""
        return mix(self.tint, self.hue, share)

    @property
    def dark(self) -> str:
        """The hue, nearer to night."""
        return mix(self.hue, DEEP, 0.55)

    def any(self, chance: random.Random) -> str:
        """One of the colours that stand out on the tint."""
        return chance.choice((self.hue, self.shade(0.55), SUN, BRICK, DEEP, self.dark))


def rect(x: float, y: float, w: float, h: float, fill: str, round_: float = 0) -> str:
    """A rectangle."""
    corner = f' rx="{round_:g}"' if round_ else ""
    return f'<rect x="{x:.0f}" y="{y:.0f}" width="{w:.0f}" height="{h:.0f}"{corner} fill="{fill}"/>'


def circle(x: float, y: float, r: float, fill: str) -> str:
    """A disc."""
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="{fill}"/>'


def ring(x: float, y: float, r: float, stroke: str, width: float) -> str:
    """A circle that is only a line."""
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r:.1f}" fill="none" stroke="{stroke}" '
        f'stroke-width="{width:g}"/>'
    )


def polygon(points: Iterable[Point], fill: str) -> str:
    """A filled shape with straight sides."""
    return f'<polygon points="{_written(points)}" fill="{fill}"/>'


def line(points: Iterable[Point], stroke: str, width: float, dash: str = "") -> str:
    """A line through points, with round ends."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<polyline points="{_written(points)}" fill="none" stroke="{stroke}" '
        f'stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"{dashed}/>'
    )


def path(d: str, fill: str = "none", stroke: str = "none", width: float = 0) -> str:
    """A shape as SVG writes it."""
    edge = f' stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round"' if width else ""
    return f'<path d="{d}" fill="{fill}"{edge}/>'


def sky(fill: str) -> str:
    """The whole canvas in one colour."""
    return rect(0, 0, WIDTH, HEIGHT, fill)


def light(chance: random.Random, low: float = 150) -> str:
    """A sun somewhere in the sky, no lower than ``low``."""
    return circle(chance.uniform(120, 680), chance.uniform(80, low), chance.uniform(42, 62), SUN)


def hill(chance: random.Random, top: float, swell: float, fill: str) -> str:
    """Rolling ground from one side to the other, its crests about ``top``."""
    crests = [top + chance.uniform(-swell, swell) for _ in range(5)]
    step = WIDTH / 4
    curve = f"M0 {crests[0]:.0f}"
    for number in range(4):
        x, y = step * number, crests[number]
        curve += (
            f" C{x + step / 2:.0f} {y:.0f} {x + step / 2:.0f} {crests[number + 1]:.0f} "
            f"{x + step:.0f} {crests[number + 1]:.0f}"
        )
    return path(f"{curve} V{HEIGHT} H0 Z", fill)


def swell(y: float, length: float, height: float, shift: float, fill: str) -> str:
    """Water from ``y`` down, its surface in regular waves."""
    curve = f"M{-shift:.0f} {y:.0f}"
    for _ in range(int((WIDTH + shift) / length) + 2):
        curve += f" q{length / 4:.0f} {-height:.0f} {length / 2:.0f} 0 t{length / 2:.0f} 0"
    return path(f"{curve} V{HEIGHT} H{-shift:.0f} Z", fill)


def house(x: float, base: float, w: float, h: float, wall: str, roof: str, light: str) -> list[str]:
    """A house with a pitched roof, two windows and a door."""
    eaves, ridge = base - h, base - h - w * 0.45
    pane = w * 0.18
    return [
        rect(x, eaves, w, h, wall),
        polygon([(x - w * 0.08, eaves), (x + w / 2, ridge), (x + w * 1.08, eaves)], roof),
        rect(x + w * 0.16, eaves + h * 0.18, pane, pane * 1.2, light, 2),
        rect(x + w * 0.66, eaves + h * 0.18, pane, pane * 1.2, light, 2),
        path(
            f"M{x + w * 0.4:.0f} {base:.0f} v{-h * 0.34:.0f} a{w * 0.1:.0f} {w * 0.1:.0f} 0 0 1 "
            f"{w * 0.2:.0f} 0 v{h * 0.34:.0f} Z",
            roof,
        ),
    ]


def tree(
    x: float, base: float, size: float, leaf: str, trunk: str, *, pointed: bool = False
) -> list[str]:
    """A round or a pointed tree."""
    stem = rect(x - size * 0.05, base - size * 0.5, size * 0.1, size * 0.5, trunk)
    if pointed:
        crowns = [
            polygon(
                [
                    (x - size * (0.32 - 0.07 * n), base - size * (0.3 + 0.28 * n)),
                    (x, base - size * (0.8 + 0.24 * n)),
                    (x + size * (0.32 - 0.07 * n), base - size * (0.3 + 0.28 * n)),
                ],
                leaf,
            )
            for n in range(2)
        ]
        return [stem, *crowns]
    return [stem, circle(x, base - size * 0.72, size * 0.36, leaf)]


def wheel(x: float, y: float, r: float, rim: str, spokes: str, turn: float) -> list[str]:
    """A bicycle's wheel."""
    angles = [turn + pi * n / 6 for n in range(6)]
    return [
        *(
            line(
                [
                    (x - r * cos(a), y - r * sin(a)),
                    (x + r * cos(a), y + r * sin(a)),
                ],
                spokes,
                2,
            )
            for a in angles
        ),
        ring(x, y, r, rim, r * 0.12),
        circle(x, y, r * 0.12, rim),
    ]


def gear(x: float, y: float, r: float, fill: str, hole: str, turn: float) -> list[str]:
    """A toothed wheel."""
    teeth = 10
    points: list[Point] = []
    for number in range(teeth * 4):
        angle = turn + 2 * pi * number / (teeth * 4)
        reach = r if number % 4 in (0, 1) else r * 0.8
        points.append((x + reach * cos(angle), y + reach * sin(angle)))
    return [polygon(points, fill), circle(x, y, r * 0.34, hole)]


def _written(points: Iterable[Point]) -> str:
    return " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
