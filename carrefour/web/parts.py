"""What the parts of a good sheet are called, and how each is mended."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.quality import Part

PARTS: dict[Part, str | Promise] = {
    Part.TITLE: _("titre"),
    Part.TEXT: _("texte"),
    Part.PLACE: _("lieu"),
    Part.THEMES: _("thème"),
    Part.LINK: _("lien"),
    Part.DATE: _("date"),
    Part.IMAGE: _("image"),
    Part.HOLDER: _("porteur"),
    Part.FRESH: _("fraîcheur"),
}
# What the people of a source can do about it; the definition is Carrefour's own affair.
MENDED: dict[Part, str | Promise] = {
    Part.TITLE: _("Nommer le projet : un mot ou un sigle seul ne dit rien."),
    Part.TEXT: _("Décrire le projet en trois cents caractères au moins."),
    Part.PLACE: _("Dire où agit le projet : une commune, ou mieux, une adresse."),
    Part.THEMES: _("Donner des mots-clés, ou relier ceux de la source aux thèmes."),
    Part.LINK: _("Donner une page du projet qui répond : les liens morts sont comptés ici."),
    Part.DATE: _("Donner une date de début, ou dire où en est le projet."),
    Part.IMAGE: _("Donner une image (JPEG, PNG, WebP, GIF ou AVIF) qui se laisse télécharger."),
    Part.HOLDER: _("Dire qui porte le projet."),
    Part.FRESH: _("Moissonner de nouveau, ou retirer ce que la source ne dit plus."),
}
