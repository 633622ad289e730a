"""What a sheet is told by in open data: the one table that files, schemas and dictionary come from.

Names are those of the files for each search (`carrefour.web.exports`) where both tell the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

JOINED = "|"  # parts the items of a list in a table: it stands in no code and in no tag


class Kind(StrEnum):
    """The type of a field, by its name in Frictionless Table Schema."""

    TEXT = "string"
    ADDRESS = "uri"
    DATE = "date"
    MOMENT = "datetime"
    NUMBER = "number"
    INTEGER = "integer"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in files, its type, what it is called and what it says.

    ``values`` are all that it may hold, where there is a list of them.
    """

    name: str
    kind: Kind
    title: Promise
    description: Promise
    required: bool = False
    values: tuple[str, ...] = ()


_PRECISIONS = (
    "address", "street", "commune", "postcode", "epci", "departement", "region", "country",
    "online",
)  # fmt: skip
_K = Kind
FIELDS = (
    Field(
        "id", _K.TEXT, _("Identifiant"), _("Donné une fois, il ne change jamais."), required=True
    ),
    Field("title", _K.TEXT, _("Titre"), _("Le nom du projet."), required=True),
    Field("url", _K.ADDRESS, _("Fiche"), _("L’adresse de sa page dans Carrefour."), required=True),
    Field("summary", _K.TEXT, _("Résumé"), _("Quelques phrases de texte simple.")),
    Field("description", _K.TEXT, _("Description"), _("Le texte entier, en HTML nettoyé.")),
    Field("web", _K.ADDRESS, _("Site"), _("Le site du projet.")),
    Field("source_url", _K.ADDRESS, _("Page d’origine"), _("La page d’où vient la fiche.")),
    Field(
        "source", _K.TEXT, _("Source"), _("L’identifiant de la source moissonnée."), required=True
    ),
    Field("source_title", _K.TEXT, _("Nom de la source"), _("Son nom."), required=True),
    Field(
        "organisation",
        _K.TEXT,
        _("Organisation"),
        _("L’identifiant de qui tient la source."),
        required=True,
    ),
    Field("organisation_name", _K.TEXT, _("Nom de l’organisation"), _("Son nom."), required=True),
    Field(
        "licence",
        _K.TEXT,
        _("Licence"),
        _("Identifiant SPDX, ou nom de la licence de la fiche."),
        required=True,
    ),
    Field("attribution", _K.TEXT, _("Crédit"), _("La mention que la source demande.")),
    Field(
        "reuse",
        _K.TEXT,
        _("Réutilisation"),
        _("free : libre ; limited : sans usage commercial, ou sans modification."),
        required=True,
        values=("free", "limited"),
    ),
    Field("holder", _K.TEXT, _("Porteur"), _("Qui porte le projet, comme la source l’écrit.")),
    Field("holder_number", _K.TEXT, _("Numéro du porteur"), _("siren:… ou rna:W…")),
    Field("partners", _K.LIST, _("Partenaires"), _("Les noms des partenaires.")),
    Field("themes", _K.LIST, _("Domaines"), _("Codes de la taxonomie (voir taxonomy.json).")),
    Field("publics", _K.LIST, _("Publics"), _("Codes de la taxonomie.")),
    Field("methods", _K.LIST, _("Démarches"), _("Codes de la taxonomie.")),
    Field("tags", _K.LIST, _("Mots-clés"), _("Les mots de la source.")),
    Field("place", _K.TEXT, _("Lieu"), _("Le premier lieu, en toutes lettres.")),
    Field("address", _K.TEXT, _("Adresse"), _("Le numéro et la rue du premier lieu.")),
    Field("postcode", _K.TEXT, _("Code postal"), _("Celui du premier lieu.")),
    Field("commune", _K.TEXT, _("Commune"), _("Code INSEE du premier lieu.")),
    Field("epci", _K.TEXT, _("Intercommunalité"), _("SIREN de l’EPCI du premier lieu.")),
    Field("departement", _K.TEXT, _("Département"), _("Code INSEE du premier lieu.")),
    Field("region", _K.TEXT, _("Région"), _("Code INSEE du premier lieu.")),
    Field("country", _K.TEXT, _("Pays"), _("Code ISO 3166-1 du premier lieu.")),
    Field("lat", _K.NUMBER, _("Latitude"), _("En degrés WGS 84 ; lire avec « precision ».")),
    Field("lon", _K.NUMBER, _("Longitude"), _("En degrés WGS 84 ; lire avec « precision ».")),
    Field(
        "precision",
        _K.TEXT,
        _("Précision"),
        _("Ce que le point représente : celui d’un département n’est pas celui du projet."),
        values=_PRECISIONS,
    ),
    Field(
        "start_date",
        _K.DATE,
        _("Début"),
        _("ISO 8601, de la précision connue : 2019, 2019-05 ou 2019-05-02."),
    ),
    Field("end_date", _K.DATE, _("Fin"), _("ISO 8601, de la précision connue.")),
    Field(
        "status",
        _K.TEXT,
        _("État"),
        _("planned : prévu ; running : en cours ; ended : terminé."),
        values=("planned", "running", "ended"),
    ),
    Field("budget", _K.INTEGER, _("Budget"), _("En euros.")),
    Field("language", _K.TEXT, _("Langue"), _("Code ISO 639 des textes."), required=True),
    Field(
        "contact_name",
        _K.TEXT,
        _("Contact"),
        _("Seulement quand la source dit qu’il peut être publié."),
    ),
    Field(
        "contact_email",
        _K.TEXT,
        _("Courriel du contact"),
        _("Seulement quand la source dit qu’il peut être publié."),
    ),
    Field(
        "contact_phone",
        _K.TEXT,
        _("Téléphone du contact"),
        _("Seulement quand la source dit qu’il peut être publié."),
    ),
    Field(
        "created_at",
        _K.MOMENT,
        _("Arrivée"),
        _("Quand Carrefour a connu le projet."),
        required=True,
    ),
    Field("updated_at", _K.MOMENT, _("Mise à jour"), _("Quand la fiche a changé."), required=True),
)
