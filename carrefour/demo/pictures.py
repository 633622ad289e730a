"""Illustrations of the example projects: flat scenes, drawn from a number and a motif.

The same project always gets the same picture. Its colours are those that the site gives to the
project's family of themes.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.demo.drawing.canvas import HEIGHT, WIDTH, Inks
from carrefour.demo.drawing.painting import painted
from carrefour.demo.drawing.scenes import SCENES
from carrefour.demo.projects import Project, projects

CREDIT = "Illustration d’exemple, CC0"
# Hue and tint of each family of themes, as in the site's own stylesheet.
FAMILIES = {
    "domains_life_env": ("#8a3f82", "#f6e6f4"),
    "domains_sust_env": ("#2c6e34", "#e3f1e0"),
    "domains_eco_dev": ("#8f5a00", "#fbeccb"),
    "domains_habitat": ("#a03c26", "#fbe5dc"),
    "domains_inclusion": ("#9c2f5b", "#fae3ec"),
    "domains_social_net": ("#b4441f", "#fde7d8"),
    "domains_health_sport": ("#0c6a86", "#dcf0f5"),
    "domains_employment": ("#4346a0", "#e7e7f8"),
}
_OTHER = ("#0b5f5a", "#e4efe9")


@dataclass(frozen=True, slots=True)
class Picture:
    """What a partner says of an illustration."""

    path: str
    alt: str
    credit: str


def picture_of(project: Project) -> Picture | None:
    """The illustration of ``project``, if it has one."""
    if not project.picture:
        return None
    alt = f"Illustration : {SCENES[project.picture].alt}"
    return Picture(f"/images/{project.number}.png", alt, CREDIT)


@lru_cache(maxsize=256)
def png(number: int) -> bytes | None:
    """The picture of the project of that number, if it has one."""
    drawn = svg(number)
    return painted(drawn) if drawn else None


def svg(number: int) -> str | None:
    """The drawing of the project of that number, if it has one."""
    if not 0 < number <= len(projects()) or not (project := projects()[number - 1]).picture:
        return None
    chance = random.Random(number)  # noqa: S311 - a drawing, not a secret
    scene = SCENES[project.picture]
    drawn = "".join(scene.draw(chance, _inks(project)))
    if scene.turns and chance.random() < 0.5:
        drawn = f'<g transform="translate({WIDTH} 0) scale(-1 1)">{drawn}</g>'
    alt = f"Illustration : {scene.alt}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}" role="img"><title>{alt}</title>{drawn}</svg>'
    )


def _inks(project: Project) -> Inks:
    """The colours of one of the families that the project's first theme belongs to."""
    families = taxonomy().categories_of(project.codes[:1]) or taxonomy().categories_of(
        project.codes
    )
    return Inks(*(FAMILIES[families[project.number % len(families)]] if families else _OTHER))
