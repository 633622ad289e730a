"""Fields, hills, water and sky."""

from __future__ import annotations

import random
from math import cos, pi, sin

from carrefour.demo.drawing.canvas import (
    BRICK,
    CREAM,
    DEEP,
    PAPER,
    SUN,
    WIDTH,
    Inks,
    circle,
    hill,
    house,
    light,
    line,
    mix,
    path,
    polygon,
    rect,
    sky,
    swell,
    tree,
)


def _leaf(x: float, y: float, size: float, fill: str) -> str:
    """A leaf that rises to the left, or to the right with a size below 0."""
    high = abs(size)
    curve = f"q{-size:.0f} {-high * 0.2:.0f} {-size:.0f} {-high:.0f} q{size:.0f} 0 {size:.0f}"
    return path(f"M{x:.0f} {y:.0f} {curve} {high:.0f} Z", fill)


def garden(chance: random.Random, inks: Inks) -> list[str]:
    """The rows of a kitchen garden, with a tree and the sun."""
    drawn = [sky(inks.tint), light(chance), hill(chance, 220, 30, inks.shade(0.3))]
    drawn += tree(chance.uniform(80, 720), 245, 90, inks.shade(0.75), inks.dark)
    drawn.append(rect(0, 245, WIDTH, 205, inks.shade(0.55)))
    vanish = chance.uniform(300, 500)
    for number in range(-7, 8):
        near, far = 400 + number * 130.0, vanish + number * 34.0
        drawn.append(
            polygon([(near - 34, 450), (near + 34, 450), (far + 8, 245), (far - 8, 245)], inks.dark)
        )
        for step in range(5):
            along = (step + 0.6) / 5
            depth = along * along
            x, y = far + (near - far) * depth, 245 + 205 * depth
            size = 5 + 21 * depth
            leaf = SUN if chance.random() < 0.14 else inks.shade(0.2)
            drawn += [_leaf(x, y, size, leaf), _leaf(x, y, -size, leaf)]
    return drawn


def trees(chance: random.Random, inks: Inks) -> list[str]:
    """A wood in three rows, the nearest the darkest."""
    drawn = [sky(inks.tint), light(chance)]
    for row, (base, share) in enumerate(((270, 0.3), (335, 0.55), (420, 0.9))):
        drawn.append(hill(chance, base - 10, 18, inks.shade(share - 0.08)))
        x = chance.uniform(-20, 40)
        while x < WIDTH + 30:
            size = chance.uniform(80, 120) + row * 34
            leaf = SUN if chance.random() < 0.08 else inks.shade(share + chance.uniform(-0.05, 0.1))
            drawn += tree(
                x,
                base + chance.uniform(0, 22),
                size,
                leaf,
                inks.dark,
                pointed=chance.random() < 0.55,
            )
            x += size * chance.uniform(0.55, 1.0) + row * 22
    return drawn


def mountains(chance: random.Random, inks: Inks) -> list[str]:
    """Snowy mountains above a forest."""
    drawn = [sky(inks.tint), light(chance)]
    for share, low, high in ((0.28, 90, 190), (0.52, 170, 260)):
        x = chance.uniform(-160, -60)
        while x < WIDTH:
            w, top = chance.uniform(240, 360), chance.uniform(low, high)
            peak = x + w / 2 + chance.uniform(-30, 30)
            drawn.append(polygon([(x, 450), (peak, top), (x + w, 450)], inks.shade(share)))
            cut = 0.2
            left, right = peak + (x - peak) * cut, peak + (x + w - peak) * cut
            snow = top + (450 - top) * cut
            drawn.append(
                polygon(
                    [
                        (left, snow),
                        (peak, top),
                        (right, snow),
                        (peak + 12, snow - 14),
                        (peak, snow + 4),
                        (peak - 12, snow - 14),
                    ],
                    PAPER,
                )
            )
            x += w * chance.uniform(0.5, 0.8)
    drawn += [hill(chance, 345, 30, inks.shade(0.8)), hill(chance, 405, 16, inks.dark)]
    for _ in range(9):
        drawn += tree(
            chance.uniform(0, WIDTH),
            chance.uniform(370, 420),
            chance.uniform(40, 74),
            inks.dark,
            DEEP,
            pointed=True,
        )
    return drawn


def waves(chance: random.Random, inks: Inks) -> list[str]:
    """Waves, and two fish that cross them."""
    drawn = [sky(inks.tint), light(chance)]
    for number in range(5):
        drawn.append(
            swell(
                200 + 54 * number,
                150 + 26 * number,
                12 + 3 * number,
                chance.uniform(0, 160),
                inks.shade(0.25 + 0.18 * number),
            )
        )
        if number in (2, 3):
            x, y = chance.uniform(100, 640), 232 + 54 * number
            fish = chance.choice((SUN, CREAM, BRICK))
            drawn.append(path(f"M{x:.0f} {y:.0f} q26 -24 54 0 q-28 24 -54 0 l-18 -13 v26 Z", fish))
            drawn.append(circle(x + 42, y - 3, 2.6, DEEP))
    return drawn


def boat(chance: random.Random, inks: Inks) -> list[str]:
    """A sailing boat on a calm sea."""
    x, jib = chance.uniform(260, 420), chance.choice((SUN, inks.shade(0.7)))
    drawn = [
        sky(inks.tint),
        light(chance, 120),
        hill(chance, 265, 16, inks.shade(0.25)),
        swell(280, 170, 12, chance.uniform(0, 150), inks.shade(0.42)),
    ]
    drawn += [
        rect(x + 86, 76, 7, 230, DEEP),
        polygon([(x + 98, 86), (x + 98, 278), (x + 214, 278)], PAPER),
        polygon([(x + 80, 112), (x + 80, 278), (x - 8, 278)], jib),
        path(f"M{x - 46:.0f} 292 h286 q-22 62 -70 62 h-150 q-48 0 -66 -62 Z", BRICK),
        line([(x - 36, 310), (x + 228, 310)], CREAM, 5),
    ]
    for number in range(2):
        drawn.append(
            swell(
                336 + 50 * number,
                190 + 30 * number,
                16,
                chance.uniform(0, 190),
                inks.shade(0.66 + 0.26 * number),
            )
        )
    return drawn


def sun(chance: random.Random, inks: Inks) -> list[str]:
    """A large sun above solar panels."""
    x, y = chance.uniform(250, 550), 190
    drawn = [sky(inks.tint)]
    turn = chance.uniform(0, 1)
    for number in range(18):
        angle = turn + 2 * pi * number / 18
        far = 190 + 30 * (number % 2)
        corners = [(118, angle - 0.06), (far, angle), (118, angle + 0.06)]
        drawn.append(
            polygon(
                [(x + r * cos(a), y + r * sin(a)) for r, a in corners], mix(SUN, inks.tint, 0.35)
            )
        )
    drawn += [
        circle(x, y, 100, SUN),
        hill(chance, 300, 34, inks.shade(0.5)),
        hill(chance, 370, 22, inks.shade(0.85)),
    ]
    for number in range(4):
        left = 60 + number * 180 + chance.uniform(-12, 12)
        drawn += [
            rect(left + 62, 372, 8, 48, DEEP),
            polygon([(left + 26, 312), (left + 136, 312), (left + 110, 384), (left, 384)], DEEP),
        ]
        for part in range(1, 4):
            drawn.append(
                line(
                    [(left + 26 + 27.5 * part, 314), (left + 27.5 * part, 382)], inks.shade(0.35), 2
                )
            )
        drawn.append(line([(left + 14, 348), (left + 122, 348)], inks.shade(0.35), 2))
    return drawn


def night(chance: random.Random, inks: Inks) -> list[str]:
    """A village asleep under the moon."""
    dark = mix(inks.hue, "#081c26", 0.72)
    drawn = [sky(dark)]
    for _ in range(70):
        drawn.append(
            circle(
                chance.uniform(0, WIDTH),
                chance.uniform(0, 300),
                chance.choice((1.2, 1.8, 2.6)),
                CREAM,
            )
        )
    x = chance.uniform(140, 640)
    drawn += [circle(x, 105, 56, mix(SUN, CREAM, 0.55)), circle(x + 24, 92, 48, dark)]
    drawn += [
        hill(chance, 305, 34, mix(inks.hue, dark, 0.6)),
        hill(chance, 360, 22, mix(inks.hue, dark, 0.3)),
    ]
    for _ in range(4):
        w = chance.uniform(56, 82)
        drawn += house(chance.uniform(20, 700), 398, w, w * 0.75, DEEP, "#081c26", SUN)
    drawn.append(rect(0, 398, WIDTH, 52, "#081c26"))
    return drawn


def road(chance: random.Random, inks: Inks) -> list[str]:
    """A small bus on a winding road."""
    bend = chance.choice((-1, 1))
    drawn = [
        sky(inks.tint),
        light(chance, 100),
        hill(chance, 200, 36, inks.shade(0.3)),
        hill(chance, 265, 20, inks.shade(0.55)),
    ]
    middle, turn = 400, 150 * bend
    drawn += [
        path(
            f"M{middle - 190} 450 C{middle - 90} 370 {middle + turn - 60} 350 "
            f"{middle + turn - 24} 300 S{middle - 16} 262 {middle - 8} 236 H{middle + 8} "
            f"C{middle + 10} 262 {middle + turn + 44} 262 {middle + turn + 34} 304 "
            f"S{middle + 190} 380 {middle + 190} 450 Z",
            mix(DEEP, inks.tint, 0.18),
        ),
        path(
            f"M{middle} 450 C{middle + 30} 380 {middle + turn - 10} 350 {middle + turn + 4} 302 "
            f"S{middle} 262 {middle} 240",
            stroke=CREAM,
            width=4,
        ),
    ]
    for _ in range(6):
        side = chance.choice((chance.uniform(20, 190), chance.uniform(610, 780)))
        drawn += tree(
            side,
            chance.uniform(300, 420),
            chance.uniform(60, 110),
            inks.shade(0.85),
            DEEP,
            pointed=chance.random() < 0.5,
        )
    x = middle + 30
    drawn += [
        rect(x - 74, 338, 150, 66, chance.choice((BRICK, SUN, inks.hue)), 12),
        rect(x - 62, 350, 78, 24, CREAM, 4),
        rect(x + 26, 350, 38, 24, CREAM, 4),
        circle(x - 40, 404, 15, DEEP),
        circle(x + 44, 404, 15, DEEP),
        circle(x - 40, 404, 6, CREAM),
        circle(x + 44, 404, 6, CREAM),
    ]
    return drawn
