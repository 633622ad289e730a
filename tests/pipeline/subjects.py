"""A catalogue with subjects to learn: rows whose tags the source's table knows."""

from __future__ import annotations

from tests.conftest import DEFINITION

LEARNING = DEFINITION.replace(
    "tags: {jardin: AGR,", "tags: {jardin: AGR, jeunes: JEU, participation: PAR,"
)
_SUBJECTS = {
    "jardin": ("Potager", "Du maraîchage, des légumes et un verger"),
    "emploi": ("Atelier", "Un chantier pour retrouver un emploi"),
    "énergie": ("Centrale", "Des panneaux solaires et du bois de chauffage"),
    "jeunes": ("Maison", "Pour les adolescents et les jeunes du quartier"),
    "participation": ("Forum", "Un budget participatif décidé par les habitants"),
}
_TOWNS = ("44000 Nantes", "35000 Rennes", "97400 Saint-Denis")


def taught(each: int = 16) -> list[str]:
    """So many rows of each of five subjects."""
    return [
        f"{tag}-{n};{title} numéro {n};{text}, saison {n}.;{tag};2020;{_TOWNS[n % 3]}"
        for n in range(each)
        for tag, (title, text) in _SUBJECTS.items()
    ]


UNTAGGED = "nu;Le potager des voisins;Du maraîchage et des légumes, en commun.;;2021;44000 Nantes"
UNDECIDED = "mot;Les semeurs;On se retrouve le samedi.;permaculture;2021;44000 Nantes"
