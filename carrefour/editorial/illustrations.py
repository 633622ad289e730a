"""Images of pages and news: checked, made anew, kept by us."""

from __future__ import annotations

import hashlib

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from carrefour.community.audit import Verb, note
from carrefour.community.models import User
from carrefour.community.uploads import raster_sent
from carrefour.editorial.markdown import images_in
from carrefour.editorial.models import Article, Illustration, Version
from carrefour.harvest.raster import Raster
from carrefour.pipeline.pictures import keep_files, picture_path
from carrefour.web.pictures import Shown

MOST_BYTES = 10_000_000
ADDED = Verb("image.added", _("a ajouté une image"))
REMOVED = Verb("image.removed", _("a supprimé une image"))


def add(file: File[bytes], alt: str, alt_en: str, credit: str, by: User | None) -> Illustration:
    """Keep an image that was sent; the same sent again is the one that is kept already.

    Raises `carrefour.harvest.raster.Unshowable`.
    """
    raster = raster_sent(file)
    digest = _digest(raster)
    with transaction.atomic():
        image, new = Illustration.objects.get_or_create(
            digest=digest,
            defaults={
                "width": raster.width,
                "height": raster.height,
                "alt": alt,
                "alt_en": alt_en,
                "credit": credit,
                "by": by,
            },
        )
        if new:
            keep_files(raster, digest)
            note(by, ADDED, f"image:{image.pk}", alt)
    return image


def used(image: Illustration) -> bool:
    """Whether a page, of now or of its history, or an article shows it."""
    in_articles = Article.objects.filter(body__contains=image.digest)
    in_english = Article.objects.filter(body_en__contains=image.digest)
    return (
        image.articles.exists()
        or Version.objects.filter(body__contains=image.digest).exists()
        or in_articles.exists()
        or in_english.exists()
    )


def remove(image: Illustration, by: User | None) -> None:
    """Delete an image that nothing shows, and its files."""
    with transaction.atomic():
        note(by, REMOVED, f"image:{image.pk}", image.alt)
        image.delete()
    for width in (480, 1200):
        picture_path(image.digest, width).unlink(missing_ok=True)


def shown(image: Illustration | None) -> Shown | None:
    """An image as templates show it, told in the present language."""
    if image is None:
        return None
    alt = image.alt_en if get_language() == "en" and image.alt_en else image.alt
    return Shown(image.digest, image.width, image.height, alt, image.credit)


def shown_in(text: str) -> dict[str, tuple[int, int]]:
    """The sizes of the images that a text shows, by digest."""
    digests = images_in(text)
    if not digests:
        return {}
    found = Illustration.objects.filter(digest__in=digests)
    return {image.digest: (image.width, image.height) for image in found}


def _digest(raster: Raster) -> str:
    # Never the name of a picture that was harvested: what forgets those must not delete ours.
    told = hashlib.sha256(b"carrefour.editorial")
    for content in raster.files.values():
        told.update(content)
    return told.hexdigest()[:40]
