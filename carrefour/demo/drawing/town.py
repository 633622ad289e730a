"""Streets, and those who live there."""

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
    hill,
    house,
    light,
    line,
    mix,
    path,
    polygon,
    rect,
    ring,
    sky,
    tree,
    wheel,
)


def houses(chance: random.Random, inks: Inks) -> list[str]:
    """A street of small houses."""
    drawn = [sky(inks.tint), light(chance, 110), hill(chance, 270, 40, inks.shade(0.28))]
    x = -30.0
    while x < WIDTH:
        w = chance.uniform(86, 132)
        wall = chance.choice((PAPER, inks.shade(0.5), mix(SUN, PAPER, 0.35), inks.shade(0.75)))
        roof = chance.choice((inks.hue, inks.dark, BRICK, DEEP))
        drawn += house(x, 385, w, chance.uniform(90, 165), wall, roof, mix(SUN, PAPER, 0.5))
        x += w + chance.uniform(2, 26)
    drawn.append(rect(0, 385, WIDTH, 65, inks.dark))
    for _ in range(5):
        drawn += tree(
            chance.uniform(20, 780),
            395,
            chance.uniform(50, 80),
            inks.shade(0.85),
            DEEP,
            pointed=chance.random() < 0.3,
        )
    return drawn


def town(chance: random.Random, inks: Inks) -> list[str]:
    """Blocks of flats, with trees before them."""
    drawn = [sky(inks.tint), light(chance, 120)]
    for base, share, low, high in ((400, 0.28, 180, 300), (410, 0.6, 90, 210)):
        x = -20.0
        while x < WIDTH:
            w, h = chance.uniform(70, 120), chance.uniform(low, high)
            fill = inks.shade(share + chance.uniform(-0.06, 0.1))
            drawn.append(rect(x, base - h, w, h, fill))
            pane = mix(SUN, PAPER, 0.4) if share > 0.5 else inks.tint
            for row in range(int(h / 34) - 1):
                drawn += [
                    rect(x + 12 + 26 * c, base - h + 16 + 34 * row, 14, 18, pane, 2)
                    for c in range(int((w - 12) / 26))
                    if chance.random() < 0.8
                ]
            x += w + chance.uniform(0, 12)
    drawn.append(rect(0, 402, WIDTH, 48, inks.dark))
    for n in range(6):
        drawn += tree(
            60 + n * 136 + chance.uniform(-20, 20),
            410,
            chance.uniform(64, 90),
            inks.shade(0.9),
            DEEP,
        )
    return drawn


def market(chance: random.Random, inks: Inks) -> list[str]:
    """A market stall under a striped awning."""
    drawn = [sky(inks.tint), rect(60, 40, 10, 400, DEEP), rect(730, 40, 10, 400, DEEP)]
    one, width = chance.choice((inks.hue, BRICK, inks.dark)), 80
    for number in range(10):
        x, fill = number * width, one if number % 2 else CREAM
        drawn.append(path(f"M{x} 30 h{width} v104 a40 40 0 0 1 {-width} 0 Z", fill))
    drawn.append(rect(0, 22, WIDTH, 16, DEEP))
    for number in range(4):
        x = 34 + number * 186
        fruit = chance.choice((SUN, BRICK, inks.shade(0.7), mix(SUN, BRICK, 0.5), inks.hue))
        for row in range(3):
            for column in range(5 - row):
                drawn.append(
                    circle(
                        x + 25 + row * 17 + column * 33,
                        310 - row * 27,
                        17,
                        mix(fruit, CREAM, chance.uniform(0, 0.22)),
                    )
                )
        drawn += [
            rect(x - 4, 314, 180, 62, mix(BRICK, SUN, 0.55), 4),
            rect(x - 4, 332, 180, 5, mix(BRICK, SUN, 0.25)),
            rect(x + 62, 340, 48, 28, CREAM, 3),
        ]
    drawn.append(rect(0, 376, WIDTH, 74, inks.dark))
    return drawn


def people(chance: random.Random, inks: Inks) -> list[str]:
    """A group of people in two rows."""
    drawn = [sky(inks.tint), circle(400, 260, 250, inks.shade(0.16))]
    skins = ("#f3cfae", "#d9a57c", "#a86f4a", "#7a4a30", "#5a3524")
    for row, (base, size, count) in enumerate(((330, 0.84, 6), (470, 1.12, 5))):
        for number in range(count):
            x = (number + 0.5) * WIDTH / count + chance.uniform(-14, 14)
            skin, coat = chance.choice(skins), inks.any(chance)
            wide, high, neck = 74 * size, 116 * size, mix(skin, DEEP, 0.14)
            hair = chance.choice((DEEP, "#3b2417", "#8a8f8e", BRICK, "#2a1a12"))
            head = base - 150 * size + chance.uniform(-10, 10)
            drawn += [
                circle(x, head - 10 * size, 42 * size, hair),
                path(
                    f"M{x - wide:.0f} {base + 30} q0 {-high:.0f} {wide:.0f} {-high:.0f} "
                    f"t{wide:.0f} {high:.0f} Z",
                    coat,
                ),
                rect(x - 13 * size, head + 22 * size, 26 * size, 36 * size, neck, 10),
                circle(x, head + 4, 35 * size, skin),
            ]
            if chance.random() < 0.35:
                r = 38 * size
                cap = f"M{x - r:.0f} {head - 4:.0f} a{r:.0f} {r:.0f} 0 0 1 {2 * r:.0f} 0 Z"
                drawn.append(path(cap, inks.any(chance)))
        if row == 0:
            drawn.append(rect(0, 356, WIDTH, 94, inks.shade(0.3)))
    return drawn


def theatre(chance: random.Random, inks: Inks) -> list[str]:
    """Three actors in the light of a stage."""
    cloth = chance.choice((BRICK, inks.hue))
    drawn = [
        sky(mix(inks.hue, DEEP, 0.75)),
        polygon([(330, 0), (470, 0), (600, 370), (200, 370)], mix(SUN, DEEP, 0.62)),
        f'<ellipse cx="400" cy="372" rx="215" ry="40" fill="{mix(SUN, DEEP, 0.3)}"/>',
    ]
    for number in range(3):
        x = 320 + number * 80 + chance.uniform(-10, 10)
        coat = inks.any(chance) if number != 1 else SUN
        drawn += [
            path(f"M{x - 30:.0f} 372 q0 -104 30 -104 t30 104 Z", mix(coat, CREAM, 0.2)),
            circle(x, 250, 21, chance.choice(("#f3cfae", "#a86f4a", "#7a4a30"))),
        ]
    for side in (0, 1):
        for fold in range(5):
            x = fold * 34 if side == 0 else WIDTH - 34 - fold * 34
            drawn.append(rect(x, 0, 34, 400, mix(cloth, DEEP, 0.3 if fold % 2 else 0.05)))
    for number in range(10):
        drawn.append(
            path(
                f"M{number * 80} 0 h80 v40 a40 40 0 0 1 -80 0 Z",
                mix(cloth, DEEP, 0.12 if number % 2 else 0.3),
            )
        )
    drawn += [rect(0, 398, WIDTH, 52, mix(BRICK, DEEP, 0.45)), rect(0, 398, WIDTH, 8, SUN)]
    return drawn


def ball(chance: random.Random, inks: Inks) -> list[str]:
    """A playing field seen from above."""
    drawn = [sky(inks.shade(0.5))]
    drawn += [rect(n * 160, 0, 80, HEIGHT, inks.shade(0.56)) for n in range(5)]
    drawn += [
        rect(397, 0, 6, HEIGHT, CREAM),
        ring(400, 225, 92, CREAM, 6),
        path("M0 95 h120 v260 h-120", stroke=CREAM, width=6),
        path("M800 95 h-120 v260 h120", stroke=CREAM, width=6),
    ]
    for _ in range(9):
        x, y = chance.uniform(60, 740), chance.uniform(50, 400)
        fill = chance.choice((SUN, BRICK, DEEP, PAPER))
        drawn += [
            circle(x + 4, y + 5, 21, inks.shade(0.75)),
            circle(x, y, 21, fill),
            circle(x, y, 10, mix(fill, DEEP if fill != DEEP else CREAM, 0.45)),
        ]
    x, y = chance.uniform(300, 500), chance.uniform(170, 280)
    drawn += [
        circle(x + 6, y + 8, 30, inks.shade(0.75)),
        circle(x, y, 30, CREAM),
        circle(x, y, 11, DEEP),
    ]
    for number in range(5):
        angle = 2 * pi * number / 5 + 0.3
        drawn.append(
            line(
                [
                    (x + 11 * cos(angle), y + 11 * sin(angle)),
                    (x + 27 * cos(angle), y + 27 * sin(angle)),
                ],
                DEEP,
                4,
            )
        )
    return drawn


def wheels(chance: random.Random, inks: Inks) -> list[str]:
    """A bicycle at rest."""
    drawn = [
        sky(inks.tint),
        circle(chance.uniform(520, 680), 120, 70, mix(SUN, inks.tint, 0.25)),
        hill(chance, 330, 20, inks.shade(0.3)),
    ]
    turn = chance.uniform(0, pi)
    rear, front, y = (255, 545, 290) if chance.random() < 0.5 else (235, 560, 285)
    drawn += wheel(rear, y, 112, DEEP, inks.shade(0.6), turn)
    drawn += wheel(front, y, 112, DEEP, inks.shade(0.6), turn + 0.3)
    frame, seat, bars, feet = inks.hue, (rear + 72, 140), (front - 52, 128), (rear + 128, y + 4)
    drawn += [
        line([(rear, y), (seat[0] + 8, 172), (bars[0] + 6, 162), feet, (rear, y)], frame, 13),
        line([feet, (seat[0], seat[1])], frame, 13),
        line([(front, y), bars, (bars[0] - 34, bars[1] - 12)], frame, 13),
        line([(bars[0] - 34, bars[1] - 12), (bars[0] - 50, bars[1] + 4)], DEEP, 13),
        rect(seat[0] - 36, seat[1] - 12, 74, 17, DEEP, 8),
        ring(feet[0], feet[1], 24, SUN, 9),
        rect(0, y + 118, WIDTH, 50, inks.dark),
    ]
    return drawn
