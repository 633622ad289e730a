"""Tools, cloth, books and other things, seen close."""

from __future__ import annotations

import random
from math import cos, pi, sin

from carrefour.demo.drawing.canvas import (
    BRICK,
    CREAM,
    DEEP,
    HEIGHT,
    PAPER,
    SUN,
    WIDTH,
    Inks,
    circle,
    gear,
    line,
    mix,
    path,
    polygon,
    rect,
    sky,
)


def workshop(chance: random.Random, inks: Inks) -> list[str]:
    """A bench, gears, and tools hung on the wall."""
    drawn = [sky(inks.shade(0.14))]
    drawn += [
        circle(x, y, 3.4, inks.shade(0.4)) for x in range(20, 800, 38) for y in range(22, 340, 38)
    ]
    drawn += gear(175, 160, 88, inks.hue, inks.shade(0.14), chance.uniform(0, 1))
    drawn += gear(292, 262, 58, SUN, inks.shade(0.14), chance.uniform(0, 1))
    drawn += [
        rect(433, 92, 20, 210, mix(SUN, BRICK, 0.35), 8),
        rect(392, 74, 102, 46, DEEP, 8),
        path("M560 86 h30 v120 h-30 Z", BRICK),
        polygon([(566, 206), (584, 206), (575, 318)], DEEP),
        path(
            "M650 70 q-26 26 0 58 v160 q0 20 20 20 t20 -20 v-160 q26 -32 0 -58 v36 h-40 Z",
            inks.dark,
        ),
        rect(0, 342, WIDTH, 26, mix(BRICK, SUN, 0.4)),
        rect(0, 368, WIDTH, 82, inks.dark),
    ]
    for number in range(chance.randint(3, 5)):
        x = 80 + number * 150 + chance.uniform(-20, 20)
        drawn.append(rect(x, 312, chance.uniform(46, 90), 30, inks.any(chance), 4))
    return drawn


def cloth(chance: random.Random, inks: Inks) -> list[str]:
    """A patchwork sewn with large stitches."""
    side, drawn = 100, [sky(inks.tint)]
    for row in range(5):
        for column in range(8):
            x, y = column * side, row * side - 25
            one, other = (
                inks.any(chance),
                chance.choice((inks.shade(0.25), PAPER, inks.shade(0.45))),
            )
            drawn.append(rect(x, y, side, side, other))
            kind = chance.randrange(5)
            if kind == 0:
                drawn.append(polygon([(x, y), (x + side, y), (x, y + side)], one))
            elif kind == 1:
                drawn += [rect(x + n * 28 + 8, y, 13, side, one) for n in range(3)]
            elif kind == 2:
                drawn += [circle(x + a, y + b, 13, one) for a in (25, 75) for b in (25, 75)]
            elif kind == 3:
                corners = [(50, 8), (92, 50), (50, 92), (8, 50)]
                drawn.append(polygon([(x + a, y + b) for a, b in corners], one))
            else:
                quarter = f"a{side} {side} 0 0 1 {side} {-side}"
                drawn.append(path(f"M{x} {y + side} {quarter} V{y + side} Z", one))
    for n in range(1, 8):
        drawn.append(line([(n * side, 0), (n * side, HEIGHT)], CREAM, 2.5, "9 9"))
    for n in range(5):
        drawn.append(line([(0, n * side + 75), (WIDTH, n * side + 75)], CREAM, 2.5, "9 9"))
    return drawn


def books(chance: random.Random, inks: Inks) -> list[str]:
    """Two shelves of books."""
    drawn = [sky(inks.tint)]
    for floor in (205, 415):
        x = 24.0
        while x < 770:
            w, h = chance.uniform(24, 52), chance.uniform(112, 165)
            if x + w > 776:
                break
            if chance.random() < 0.1:
                drawn += [
                    circle(x + 34, floor - 66, 30, inks.shade(0.6)),
                    path(f"M{x + 12:.0f} {floor - 50} h44 l-8 50 h-28 Z", BRICK),
                ]
                x += 76
                continue
            fill = inks.any(chance)
            drawn += [
                rect(x, floor - h, w, h, fill, 3),
                rect(x, floor - h + 18, w, 7, CREAM),
                rect(x, floor - 30, w, 5, CREAM),
            ]
            x += w + chance.choice((1, 1, 1, 14))
        drawn.append(rect(0, floor, WIDTH, 20, mix(BRICK, SUN, 0.45)))
    return drawn


def music(chance: random.Random, inks: Inks) -> list[str]:
    """Notes on staves that undulate."""
    drawn = [sky(inks.tint), circle(chance.uniform(150, 650), 225, 165, inks.shade(0.18))]
    rise = chance.uniform(40, 80) * chance.choice((-1, 1))

    def height(x: float) -> float:
        return 160 + rise * sin(x / WIDTH * 2 * pi)

    for staff in range(5):
        points = [(float(x), height(x) + 32 * staff) for x in range(-20, 841, 20)]
        drawn.append(line(points, inks.shade(0.6), 3))
    for number in range(8):
        x = 70 + number * 94 + chance.uniform(-16, 16)
        y = height(x) + 16 * chance.randint(0, 8)
        fill = chance.choice((DEEP, inks.hue, BRICK, inks.dark))
        drawn += [
            f'<ellipse cx="{x:.0f}" cy="{y:.0f}" rx="22" ry="16" fill="{fill}" '
            f'transform="rotate(-20 {x:.0f} {y:.0f})"/>',
            line([(x + 19, y - 5), (x + 19, y - 104)], fill, 6),
        ]
        if chance.random() < 0.5:
            drawn.append(path(f"M{x + 19:.0f} {y - 104:.0f} q4 30 34 42 q-6 -2 -34 -8 Z", fill))
    return drawn


def table(chance: random.Random, inks: Inks) -> list[str]:
    """A tablecloth with plates, seen from above."""
    drawn = [sky(inks.shade(0.16))]
    drawn += [rect(n * 80, 0, 40, HEIGHT, inks.shade(0.24)) for n in range(10)]
    spots = [(140, 130, 82), (400, 110, 70), (655, 140, 86), (265, 330, 90), (540, 335, 80)]
    for across, down, r in spots:
        x, y = across + chance.uniform(-12, 12), down + chance.uniform(-10, 10)
        drawn += [
            circle(x + 5, y + 7, r, inks.shade(0.4)),
            circle(x, y, r, PAPER),
            circle(x, y, r * 0.72, inks.any(chance)),
        ]
        kind = chance.randrange(3)
        for number in range(7):
            angle = 2 * pi * number / 7 + x
            near = r * (0.4 if kind else chance.uniform(0.1, 0.5))
            fill = chance.choice((SUN, CREAM, mix(SUN, BRICK, 0.5), inks.shade(0.3)))
            drawn.append(circle(x + near * cos(angle), y + near * sin(angle), r * 0.13, fill))
        if kind == 2:
            drawn.append(circle(x, y, r * 0.2, CREAM))
        drawn += [
            rect(x + r + 14, y - 46, 7, 96, DEEP, 3),
            rect(x - r - 22, y - 46, 7, 96, DEEP, 3),
            rect(x - r - 28, y - 52, 19, 30, DEEP, 8),
        ]
    return drawn


def network(chance: random.Random, inks: Inks) -> list[str]:
    """Dots tied together."""
    drawn = [sky(inks.tint)]
    spots = [
        (90 + column * 155 + chance.uniform(-40, 40), 80 + row * 145 + chance.uniform(-34, 34))
        for row in range(3)
        for column in range(5)
    ]
    for number, one in enumerate(spots):
        for other in spots[number + 1 :]:
            if abs(one[0] - other[0]) + abs(one[1] - other[1]) < 245:
                drawn.append(line([one, other], inks.shade(0.4), 5))
    for x, y in spots:
        size = chance.uniform(18, 42)
        fill = inks.any(chance)
        drawn += [circle(x, y, size + 8, inks.tint), circle(x, y, size, fill)]
        if size > 28:
            drawn.append(circle(x, y, size * 0.45, CREAM))
    return drawn


def coins(chance: random.Random, inks: Inks) -> list[str]:
    """Piles of coins from which seedlings grow."""
    drawn = [
        sky(inks.tint),
        circle(chance.uniform(200, 600), 210, 150, inks.shade(0.2)),
        rect(0, 372, WIDTH, 78, inks.dark),
    ]
    for pile in range(5):
        x, count = 110 + pile * 145, chance.randint(2, 8)
        for number in range(count):
            y = 372 - 26 * number
            shift = chance.uniform(-5, 5)
            fill = mix(SUN, CREAM if number % 2 else BRICK, 0.16)
            drawn += [
                rect(x - 48 + shift, y - 24, 96, 24, fill, 8),
                rect(x - 40 + shift, y - 14, 80, 4, mix(SUN, BRICK, 0.45), 2),
            ]
        top = 372 - 26 * count
        drawn += [
            path(f"M{x} {top} q-4 -30 0 -46", stroke=inks.hue, width=5),
            path(f"M{x} {top - 40} q-34 2 -38 -32 q36 -2 38 32 Z", inks.hue),
            path(f"M{x} {top - 44} q34 0 36 -34 q-36 0 -36 34 Z", inks.shade(0.7)),
        ]
    return drawn
