"""The example illustrations as PNG files: sites give photographs and drawings, not programs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from math import atan2, ceil, cos, hypot, pi, radians, sin, sqrt
from xml.etree import ElementTree as ET

from PIL import Image, ImageDraw, ImageOps

from carrefour.demo.drawing.canvas import HEIGHT, WIDTH, Point

FINER = 2  # times, while it is drawn: edges are smooth once it is made smaller
_PARTS = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
_STEPS = 16  # straight lines that stand for one curve
_TAKES = {"m": 2, "l": 2, "h": 1, "v": 1, "q": 4, "t": 2, "c": 6, "s": 4, "a": 7, "z": 0}


def painted(drawing: str) -> bytes:
    """The PNG file of an SVG ``drawing`` that is made of the shapes of `canvas` alone."""
    image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), "white")
    _paint(ET.fromstring(drawing), image)  # noqa: S314 - our own drawing
    file = io.BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _paint(parent: ET.Element, image: Image.Image) -> None:
    for element in parent:
        name = element.tag.rpartition("}")[2]
        if name == "g":  # a scene that is turned to the other side
            _paint(element, image)
            image.paste(ImageOps.mirror(image))
        elif name != "title":
            for points, closed in _outlines(name, element):
                _shape(ImageDraw.Draw(image), element, _turned(element, points), closed=closed)


def _shape(
    draw: ImageDraw.ImageDraw, element: ET.Element, points: list[Point], *, closed: bool
) -> None:
    fine = [(x * FINER, y * FINER) for x, y in points]
    fill, stroke = element.get("fill", "black"), element.get("stroke", "none")
    if fill != "none" and len(fine) > 2:
        draw.polygon(fine, fill=fill)
    if stroke == "none":
        return
    width = max(1, round(float(element.get("stroke-width", "1")) * FINER))
    whole = [*fine, fine[0]] if closed else fine
    dash = element.get("stroke-dasharray", "")
    for run in _dashes(whole, float(dash.split()[0]) * FINER) if dash else [whole]:
        draw.line(run, fill=stroke, width=width, joint="curve")
        for x, y in (run[0], run[-1]):
            draw.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=stroke)


def _dashes(points: list[Point], length: float) -> Iterator[list[Point]]:
    """The pieces of a line that are drawn, as long as the gaps between them."""
    for (x0, y0), (x1, y1) in pairwise(points):
        far = hypot(x1 - x0, y1 - y0) or 1.0
        for number in range(0, ceil(far / length), 2):
            a, b = number * length / far, min(1.0, (number + 1) * length / far)
            yield [
                (x0 + (x1 - x0) * a, y0 + (y1 - y0) * a),
                (x0 + (x1 - x0) * b, y0 + (y1 - y0) * b),
            ]


def _turned(element: ET.Element, points: list[Point]) -> list[Point]:
    """``points`` as ``transform="rotate(…)"`` puts them."""
    written = element.get("transform", "")
    if not written:
        return points
    angle, cx, cy = (float(n) for n in re.findall(r"-?[\d.]+", written))
    c, s = cos(radians(angle)), sin(radians(angle))
    return [(cx + (x - cx) * c - (y - cy) * s, cy + (x - cx) * s + (y - cy) * c) for x, y in points]


def _outlines(name: str, element: ET.Element) -> Iterator[tuple[list[Point], bool]]:
    def number(key: str) -> float:
        return float(element.get(key, "0"))

    if name == "rect":
        x, y, w, h = (number(key) for key in ("x", "y", "width", "height"))
        r = min(number("rx"), w / 2, h / 2)
        corners = ((x + w - r, y + r, -90), (x + w - r, y + h - r, 0), (x + r, y + h - r, 90),
                   (x + r, y + r, 180))  # fmt: skip
        turn = range(0, 91, 15) if r else (0,)
        yield (
            [
                (cx + r * cos(radians(begin + a)), cy + r * sin(radians(begin + a)))
                for cx, cy, begin in corners
                for a in turn
            ],
            True,
        )
    elif name in ("circle", "ellipse"):
        rx = number("r") or number("rx")
        ry = number("r") or number("ry")
        angles = [2 * pi * n / 72 for n in range(72)]
        yield [(number("cx") + rx * cos(a), number("cy") + ry * sin(a)) for a in angles], True
    elif name in ("polygon", "polyline"):
        pairs = (pair.split(",") for pair in element.get("points", "").split())
        yield [(float(x), float(y)) for x, y in pairs], name == "polygon"
    elif name == "path":
        yield from _path(element.get("d", ""))


def _path(written: str) -> Iterator[tuple[list[Point], bool]]:
    """The outlines of a path, its curves in short straight lines."""
    points: list[Point] = []
    before: Point = (0.0, 0.0)  # the last control point, which "t" and "s" mirror
    for command, n in _commands(written):
        kind, here = command.lower(), points[-1] if points else (0.0, 0.0)
        ox, oy = here if command.islower() else (0.0, 0.0)
        ends = [(ox + n[i], oy + n[i + 1]) for i in range(0, len(n) - 1, 2)]
        if kind == "m":
            if len(points) > 1:
                yield points, False
            points = [ends[0]]
        elif kind == "z":
            yield points, True
            points = points[:1]
        elif kind == "l":
            points.append(ends[0])
        elif kind == "h":
            points.append((ox + n[0], here[1]))
        elif kind == "v":
            points.append((here[0], oy + n[0]))
        elif kind == "a":
            points += _arc(here, n, (ox + n[5], oy + n[6]))
        else:
            mirrored = (2 * here[0] - before[0], 2 * here[1] - before[1])
            hold = [mirrored, *ends] if kind in "ts" else ends
            points += _curve([here, *hold])
            before = hold[-2]
            continue
        before = points[-1] if points else here
    if len(points) > 1:
        yield points, False


def _commands(written: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with its numbers; numbers that go on repeat it."""
    parts = _PARTS.findall(written)
    command, at = "", 0
    while at < len(parts):
        if parts[at].isalpha():
            command, at = parts[at], at + 1
        takes = _TAKES[command.lower()]
        yield command, [float(part) for part in parts[at : at + takes]]
        at += takes
        command = {"m": "l", "M": "L"}.get(command, command)


def _curve(hold: list[Point]) -> list[Point]:
    """A Bézier curve through its control points, but for its first point."""
    found = []
    for step in range(1, _STEPS + 1):
        share, level = step / _STEPS, hold
        while len(level) > 1:
            level = [
                (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
                for a, b in pairwise(level)
            ]
        found.append(level[0])
    return found


def _arc(start: Point, n: list[float], end: Point) -> list[Point]:
    """A circle's arc as SVG writes it (rx, ry, turn, large, sweep), but for its first point."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    far = hypot(dx, dy)
    if not far:
        return []
    radius = max(n[0], far / 2)
    away = sqrt(max(0.0, radius**2 - far**2 / 4)) * (1 if n[3] != n[4] else -1)
    cx = (start[0] + end[0]) / 2 - dy / far * away
    cy = (start[1] + end[1]) / 2 + dx / far * away
    begin, stop = atan2(start[1] - cy, start[0] - cx), atan2(end[1] - cy, end[0] - cx)
    if n[4] and stop < begin:
        stop += 2 * pi
    elif not n[4] and stop > begin:
        stop -= 2 * pi
    angles = [begin + (stop - begin) * step / _STEPS for step in range(1, _STEPS + 1)]
    return [(cx + radius * cos(a), cy + radius * sin(a)) for a in angles]
