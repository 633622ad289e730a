"""The motifs of the example illustrations, by name: what each shows, and how it is drawn."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from carrefour.demo.drawing import country, things, town
from carrefour.demo.drawing.canvas import Inks


@dataclass(frozen=True, slots=True)
class Scene:
    """A motif; one that ``turns`` may be drawn as in a mirror."""

    alt: str
    draw: Callable[[random.Random, Inks], list[str]]
    turns: bool = True


SCENES = {
    "ball": Scene(
        "un terrain de jeu vu d’en haut, avec des joueurs et un ballon", town.ball, turns=False
    ),
    "boat": Scene("un voilier sur une mer calme", country.boat),
    "books": Scene("deux rayonnages remplis de livres de toutes les couleurs", things.books),
    "cloth": Scene("un patchwork de tissus à motifs, cousus à gros points", things.cloth),
    "coins": Scene("des piles de pièces sur lesquelles poussent de jeunes plants", things.coins),
    "garden": Scene("les rangs d’un potager sous le soleil", country.garden),
    "houses": Scene("une rue de petites maisons aux toits pointus", town.houses),
    "market": Scene("un étal de marché sous une toile rayée", town.market),
    "mountains": Scene("des montagnes enneigées au-dessus d’une forêt", country.mountains),
    "music": Scene("des notes de musique sur une portée qui ondule", things.music, turns=False),
    "network": Scene("des points de couleur reliés entre eux", things.network),
    "night": Scene("un village endormi sous la lune et les étoiles", country.night),
    "people": Scene("un groupe de personnes de tous âges, côte à côte", town.people),
    "road": Scene("un petit bus sur une route qui serpente entre les collines", country.road),
    "sun": Scene("un grand soleil au-dessus de panneaux solaires", country.sun),
    "table": Scene("une nappe garnie d’assiettes, vue d’en haut", things.table),
    "theatre": Scene("trois comédiens dans la lumière, sur une scène de théâtre", town.theatre),
    "town": Scene("des immeubles aux fenêtres éclairées, bordés d’arbres", town.town),
    "trees": Scene("une forêt en plusieurs plans, sous le soleil", country.trees),
    "waves": Scene("des vagues, et deux poissons qui les traversent", country.waves),
    "wheels": Scene("une bicyclette au repos", town.wheels),
    "workshop": Scene("un établi, des engrenages et des outils accrochés au mur", things.workshop),
}
