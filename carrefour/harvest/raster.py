"""Images made small: from whatever file an address gave to the sizes that pages show."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
WIDTHS = (480, 1200)  # pixels, of the files that pages show
MOST_PIXELS = 50_000_000  # a camera's; more is a bomb, or a poster for a printer
LEAST_SIDE = 40  # pixels: less is an icon, or a dot that counts readers
TALLEST = 2  # times its width; what is taller is cut at the bottom
_QUALITY = 80
# What sets an image upright, by the orientation that its camera wrote.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = (5, 6, 7, 8)  # orientations that a camera held on its side writes


class Unshowable(Exception):
    """The file is no image that a page can show; the message says why."""


@dataclass(frozen=True, slots=True)
class Raster:
    """An image upright: its size in pixels, and a WebP file for each of `WIDTHS`."""

    width: int
    height: int
    files: Mapping[int, bytes]


def raster_of(path: Path) -> Raster:
    """The image at ``path`` in the sizes of pages, without what a camera wrote beside it.

    Only raster images are read: an SVG is a program. No image is made larger than it is. Raises
    `Unshowable`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=FORMATS) as image:
                return _rastered(image)
    except UnidentifiedImageError:
        raise Unshowable("it is no JPEG, PNG, WebP, GIF or AVIF image") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unshowable("it has far too many pixels") from None
    except (OSError, ValueError, SyntaxError, EOFError, OverflowError, MemoryError) as error:
        # What Pillow raises for a file that is cut short or was never whole.
        raise Unshowable(f"the image is broken ({error})") from error


def _rastered(image: Image.Image) -> Raster:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise Unshowable(f"it has more than {MOST_PIXELS:,} pixels")
    if min(width, height) < LEAST_SIDE:
        raise Unshowable(f"it is a mere {width} by {height} pixels")
    image.draft("RGB", (max(WIDTHS), max(WIDTHS)))
    orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    if orientation in _LYING:
        width, height = height, width
    clear = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    plain = image.convert("RGBA" if clear else "RGB")
    # A few bytes may stand for 200 MB of pixels: no more copies of those than this one.
    image.close()
    across = plain.height if orientation in _LYING else plain.width
    if (times := across // (2 * max(WIDTHS))) > 1:
        plain = plain.reduce(times)
    if orientation in _TURNS:
        plain = plain.transpose(_TURNS[orientation])
    tall = plain.width * TALLEST
    if plain.height > tall:
        plain, height = plain.crop((0, 0, plain.width, tall)), width * TALLEST
    return Raster(width, height, {size: _written(plain, size) for size in WIDTHS})


def _written(image: Image.Image, width: int) -> bytes:
    if image.width > width:
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    # A fresh image carries nothing of what stood beside the pixels: place, camera, comments.
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    file = io.BytesIO()
    bare.save(file, "WEBP", quality=_QUALITY, method=4)
    return file.getvalue()
