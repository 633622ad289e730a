"""A chart as PNG, drawn from the same layout as its SVG, twice as fine."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from carrefour.web.charts.layout import WIDTH, Chart, Rect, Tone, Words, lay_out
from carrefour.web.charts.svg import COLOURS, HEAD, MARGIN, PAPER, TAIL, captions
from carrefour.web.fonts import TEXT, truetype

SCALE = 2
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


def as_file(chart: Chart, origin: str) -> bytes:
    """``chart`` as a PNG that stands alone; ``origin`` says where its figures come from."""
    drawing = lay_out(chart)
    width, height = WIDTH + 2 * MARGIN, drawing.height + HEAD + TAIL + MARGIN
    image = Image.new("RGB", (width * SCALE, round(height * SCALE)), PAPER)
    pen = ImageDraw.Draw(image)
    for words in captions(chart, drawing, origin):
        _draw(pen, words, MARGIN, MARGIN / 2)
    for group in drawing.groups:
        for shape in group.shapes:
            _draw(pen, shape, MARGIN, HEAD + MARGIN / 2)
    file = BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _draw(pen: ImageDraw.ImageDraw, shape: Rect | Words, right: float, down: float) -> None:
    x, y = (shape.x + right) * SCALE, (shape.y + down) * SCALE
    if isinstance(shape, Words):
        font = _font(shape.size * SCALE, bold=shape.bold)
        place = _ANCHORS[shape.anchor]
        pen.text((x, y), shape.text, COLOURS[shape.tone], font, place)
    elif shape.tone is not Tone.NONE and shape.height > 0:
        corner = (x + shape.width * SCALE - 1, y + shape.height * SCALE - 1)
        pen.rounded_rectangle((x, y, *corner), shape.round_ * SCALE, COLOURS[shape.tone])


@lru_cache(maxsize=16)
def _font(size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(truetype(TEXT, 700 if bold else 400), size)
