"""What the map says, in the visitor's language."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _

from carrefour.search.params import MOST_CORNERS


def map_words() -> str:
    """The texts of the map as JSON; ``locale`` is for the library that draws it."""
    return json.dumps(
        {
            "one": _("projet"),
            "many": _("projets"),
            "here": _("Rechercher ici"),
            "follow": _("Rechercher quand je déplace la carte"),
            "around": _("Autour de moi"),
            "draw": _("Dessiner une zone"),
            "drawHelp": _("Au clavier : choisissez plutôt un territoire à « Où ? »."),
            "drawing": _("Cliquez ou touchez pour poser chaque coin ; glissez pour un rectangle."),
            "more": _("Posez au moins trois coins."),
            "ending": _("Pour finir : double clic, Entrée, ou retour au premier coin."),
            "endingTouch": _("Touchez « Terminer » ou le premier coin pour finir."),
            "most": MOST_CORNERS,
            "mostTold": _("Une zone a %(most)s coins au plus : terminez-la.")
            % {"most": MOST_CORNERS},
            "across": _("Une zone ne peut pas traverser le méridien 180 : retirez un coin."),
            "finish": _("Terminer"),
            "undo": _("Retirer un coin"),
            "quit": _("Abandonner"),
            "locating": _("Recherche de votre position…"),
            "refused": _(
                "Votre navigateur ne dit pas où vous êtes : écrivez une commune à « Où ? »."
            ),
            "noPosition": _("Position introuvable : écrivez une commune à « Où ? »."),
            "noWebgl": _(
                "Ce navigateur n’a pas WebGL, donc pas de carte ; la liste dit la même chose."
            ),
            "noMap": _("La carte n’a pas pu être chargée ; la liste dit la même chose."),
            "locale": {
                "Map.Title": _("Carte"),
                "NavigationControl.ZoomIn": _("Agrandir"),
                "NavigationControl.ZoomOut": _("Réduire"),
                "FullscreenControl.Enter": _("Plein écran"),
                "FullscreenControl.Exit": _("Quitter le plein écran"),
                "AttributionControl.ToggleAttribution": _("Sources de la carte"),
                "Popup.Close": _("Fermer"),
                "ScaleControl.Meters": "m",
                "ScaleControl.Kilometers": "km",
                "CooperativeGesturesHandler.WindowsHelpText": _(
                    "Ctrl et molette pour agrandir la carte"
                ),
                "CooperativeGesturesHandler.MacHelpText": _("⌘ et molette pour agrandir la carte"),
                "CooperativeGesturesHandler.MobileHelpText": _(
                    "Deux doigts pour déplacer la carte"
                ),
            },
        },
        ensure_ascii=False,
    )
