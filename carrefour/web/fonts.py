"""The site's fonts as TrueType, for what is drawn on the server: PDF and PNG.

The fonts of the pages are variable and packed for browsers. The weights that are drawn with are cut
out of them once, and kept. Both fonts are under the SIL Open Font Licence.
"""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

_BUILT = Path(__file__).resolve().parent / "static/dist/fonts"
TEXT, TITLES = "source-sans-3", "bricolage-grotesque"
# Further letters of the font of texts, each in a file of its own.
FURTHER = (f"{TEXT}-latin-ext", f"{TEXT}-greek", f"{TEXT}-cyrillic")


@cache
def truetype(name: str, weight: int) -> Path:
    """The file of the font ``name`` at ``weight`` (400 is regular, 700 bold)."""
    built = _BUILT / f"{name}.woff2"
    edition = sha256(built.read_bytes()).hexdigest()[:12]
    made = settings.VAR_DIR / "fonts" / f"{name}-{weight}-{edition}.ttf"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        font = TTFont(built)
        font.flavor = None
        static = instantiateVariableFont(font, {"wght": weight})
        unfinished = made.with_suffix(f".{os.getpid()}")
        static.save(unfinished)
        unfinished.replace(made)
    return Path(made)
