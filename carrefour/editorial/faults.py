"""What keeps a text from being kept: it is told to who writes it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from carrefour.editorial.blocks import unknown_in
from carrefour.editorial.markdown import foreign_images, images_without_words
from carrefour.editorial.pages import Text


def faults_of(text: Text, *, blocks: bool = False) -> list[str]:
    """What is wrong with ``text``, in words; ``blocks`` where it may have blocks drawn."""
    found = []
    if not text.title:
        found.append(_("Il manque un titre."))
    if not text.body:
        found.append(_("Il manque le texte."))
    found += faults_of_body(text.body, blocks=blocks)
    return found


def faults_of_body(body: str, *, blocks: bool = False) -> list[str]:
    """What is wrong with the images and the blocks of a text."""
    found = []
    if foreign_images(body):
        found.append(
            _("Une image vient d’un autre site : ajoutez-la aux images de Carrefour d’abord.")
        )
    if images_without_words(body):
        found.append(_("Une image n’a pas de texte de remplacement : dites ce qu’elle montre."))
    if blocks and (unknown := unknown_in(body)):
        names = ", ".join("{{ %s }}" % name for name in unknown)  # noqa: UP031 - braces
        found.append(_("Carrefour ne connaît pas %(names)s.") % {"names": names})
    return found
