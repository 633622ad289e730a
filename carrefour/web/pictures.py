"""Pictures as pages show them: our own files, with their size, their text and their credit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from carrefour.catalogue.models import Picture, Sheet
from carrefour.harvest.raster import WIDTHS


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture: its size in pixels, the text that stands for it, and whom it is owed to."""

    digest: str
    width: int
    height: int
    alt: str
    credit: str

    @property
    def small(self) -> str:
        """The address of the file for cards."""
        return self._file(WIDTHS[0])

    @property
    def large(self) -> str:
        """The address of the file for the page of a sheet."""
        return self._file(WIDTHS[-1])

    @property
    def srcset(self) -> str:
        """Every file, with its width, for the browser to choose from."""
        return ", ".join(f"{self._file(width)} {min(width, self.width)}w" for width in WIDTHS)

    def _file(self, width: int) -> str:
        return reverse("picture", args=[self.digest, width])


def with_pictures(sheets: Iterable[Sheet]) -> list[Sheet]:
    """``sheets``, each with the images of it that can be shown as ``pictures``, by one query.

    The first of them, or ``None``, is its ``picture``.
    """
    told = list(sheets)
    kept = Picture.of(image["url"] for sheet in told for image in sheet.images[:3])
    for sheet in told:
        shown = _shown(sheet.images, kept)
        sheet.pictures = shown  # type: ignore[attr-defined]
        sheet.picture = shown[0] if shown else None  # type: ignore[attr-defined]
    return told


def _shown(images: list[dict[str, Any]], kept: dict[str, Picture]) -> list[Shown]:
    """Each picture once, though a source may name it at several addresses."""
    shown: dict[str, Shown] = {}
    for image in images:
        if (found := kept.get(image["url"])) and found.digest not in shown:
            shown[found.digest] = Shown(
                found.digest,
                found.width,
                found.height,
                image.get("alt", ""),
                image.get("credit", ""),
            )
    return list(shown.values())
