"""The words of the workshop: kinds, fields, reasons and qualities, as people say them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.quality import Part
from carrefour.harvest.recognition import Reason

Words = str | Promise

KINDS: dict[str, Words] = {
    "csv": _("Tableau CSV"),
    "excel": _("Classeur Excel"),
    "json": _("Données JSON"),
    "jsonl": _("Données JSON, une par ligne"),
    "geojson": _("Carte GeoJSON"),
    "jsonld": _("Données liées JSON-LD"),
    "rdf": _("Données liées RDF"),
    "html": _("Pages web"),
    "sitemap": _("Plan du site"),
    "feed": _("Fil RSS ou Atom"),
    "wordpress": _("Site WordPress"),
    "oai": _("Entrepôt OAI-PMH"),
    "gogocarto": _("Carte GoGoCarto"),
    "opendatasoft": _("Portail Opendatasoft"),
    "ckan": _("Portail CKAN"),
    "datagouv": _("Jeu de données data.gouv.fr"),
    "google-sheet": _("Feuille Google Sheets"),
    "grist": _("Table Grist"),
}

FIELDS: dict[str, Words] = {
    "title": _("Titre"),
    "summary": _("Résumé"),
    "description": _("Description"),
    "source_url": _("Page du projet chez le partenaire"),
    "images": _("Image"),
    "holder": _("Porteur du projet"),
    "tags": _("Mots-clés"),
    "start_date": _("Début"),
    "url": _("Site du projet"),
    "image_credit": _("Crédit de l’image"),
    "image_alt": _("Texte de l’image"),
    "codes": _("Codes de notre nomenclature"),
    "ages": _("Âges du public"),
    "holder_id": _("Identifiant du porteur (SIREN, SIRET ou RNA)"),
    "partners": _("Partenaires"),
    "end_date": _("Fin"),
    "status": _("État d’avancement"),
    "budget": _("Budget en euros"),
    "language": _("Langue"),
    "licence": _("Licence de la fiche"),
    "contact_name": _("Nom du contact"),
    "contact_email": _("Courriel du contact"),
    "contact_phone": _("Téléphone du contact"),
}
# Shown from the start; the others once they are filled, or unfolded.
USUAL_FIELDS = tuple(FIELDS)[:8]

PLACES: dict[str, Words] = {
    "address": _("Adresse"),
    "postcode": _("Code postal"),
    "commune": _("Commune"),
    "lat": _("Latitude"),
    "lon": _("Longitude"),
    "text": _("Texte libre qui nomme un lieu"),
    "insee": _("Code Insee"),
    "departement": _("Département"),
    "region": _("Région"),
    "country": _("Pays"),
    "label": _("Nom du lieu"),
    "point": _("Point (latitude et longitude ensemble)"),
}
USUAL_PLACES = tuple(PLACES)[:5]

CURES: dict[Part, Words] = {
    Part.TITLE: _("Le titre ne nomme rien : choisissez une autre colonne."),
    Part.TEXT: _("Choisissez une description plus longue : elle aide à trouver le projet."),
    Part.PLACE: _("Donnez un lieu : code postal, commune, code Insee ou coordonnées."),
    Part.THEMES: _("Reliez les mots-clés de la source aux thèmes de Carrefour."),
    Part.LINK: _("Donnez la page du projet : chaque fiche doit mener au partenaire."),
    Part.DATE: _("Donnez une date de début, ou l’état d’avancement."),
    Part.IMAGE: _("Donnez une image si la source en a."),
    Part.HOLDER: _("Dites qui porte le projet."),
    Part.FRESH: _("Moissonnez plus souvent."),
}

# Keys that most pages give, named so that step 3 knows which field each is.
PAGE_KEYS = ("titre", "resume", "description", "image", "lieu", "date", "themes", "porteur")

TAKEN: dict[str, Words] = {
    "text": _("le texte"),
    "html": _("le texte avec sa mise en forme"),
    "href": _("l’adresse du lien"),
    "src": _("l’adresse de l’image"),
    "datetime": _("la date du balisage"),
    "content": _("l’attribut « content »"),
}

ORGANISATIONS: dict[str, Words] = {
    "association": _("Association"),
    "company": _("Entreprise"),
    "foundation": _("Fondation"),
    "local-authority": _("Collectivité"),
    "network": _("Réseau"),
    "public-body": _("Organisme public"),
    "other": _("Autre"),
}

SCHEDULES: dict[str, Words] = {
    "": _("À la demande seulement"),
    "every day": _("Chaque jour"),
    "every 2 days": _("Tous les deux jours"),
    "every week": _("Chaque semaine"),
    "every 2 weeks": _("Toutes les deux semaines"),
    "0 4 1 * *": _("Chaque mois, le 1er à 4 h"),
}

LICENCES = (
    "etalab-2.0",
    "ODbL-1.0",
    "CC-BY-4.0",
    "CC-BY-SA-4.0",
    "CC-BY-NC-SA-4.0",
    "CC0-1.0",
    "unknown",
)


def kind(name: str) -> str:
    """What a kind of source is called."""
    return str(KINDS.get(name, name))


def why(reason: str, facts: Mapping[str, Any]) -> str:
    """Why a proposal is made."""
    count = int(facts.get("count") or 0)
    told = defaultdict(str, {key: str(value) for key, value in facts.items()})
    if told["separator"] == "\t":
        told["separator"] = gettext("tabulation")
    match reason:
        case Reason.TABLE:
            text = gettext("Un tableau de %(columns)s colonnes, séparées par « %(separator)s ».")
        case Reason.WORKBOOK:
            text = gettext("Une feuille de %(columns)s colonnes, « %(sheet)s ».")
        case Reason.JSON_LIST if facts.get("path"):
            text = ngettext(
                "Une liste de %(count)s élément, sous « %(path)s ».",
                "Une liste de %(count)s éléments, sous « %(path)s ».",
                count,
            )
        case Reason.JSON_LIST | Reason.JSON_LD:
            text = ngettext(
                "Une liste de %(count)s élément.", "Une liste de %(count)s éléments.", count
            )
        case Reason.JSON_LINES:
            text = gettext("Un élément par ligne.")
        case Reason.GEOJSON:
            text = ngettext(
                "Une carte de %(count)s lieu, avec ses coordonnées.",
                "Une carte de %(count)s lieux, avec leurs coordonnées.",
                count,
            )
        case Reason.RDF:
            text = gettext("Des données liées, que Carrefour lit par type.")
        case Reason.FEED:
            text = ngettext(
                "%(count)s entrée. Un fil ne donne que les plus récentes.",
                "%(count)s entrées. Un fil ne donne que les plus récentes.",
                count,
            )
        case Reason.SITEMAP:
            text = ngettext(
                "%(count)s page sous « %(section)s ».",
                "%(count)s pages sous « %(section)s ».",
                count,
            )
            text = f"{text} {_by_mouse()}"
        case Reason.OAI:
            text = gettext("Un entrepôt qui dit aussi ce qui a changé et ce qui a disparu.")
        case Reason.WORDPRESS:
            text = gettext("Le site donne lui-même ses contenus « %(name)s », avec leurs textes.")
        case Reason.GOGOCARTO:
            text = gettext("Une carte collaborative, avec ses catégories et ses lieux.")
        case Reason.DATAGOUV | Reason.CKAN:
            text = gettext("Le fichier « %(name)s » (%(format)s) de ce jeu de données.")
        case Reason.OPENDATASOFT:
            text = gettext("Le portail donne toutes les lignes de ce jeu de données.")
        case Reason.GOOGLE_SHEET:
            text = gettext("La feuille doit être partagée avec « toute personne ayant le lien ».")
        case Reason.GRIST:
            text = gettext("La table « %(name)s » de ce document.")
        case Reason.LINKED_FILE:
            text = gettext("La page mène à ce fichier : « %(name)s ».")
        case Reason.PAGE_LIST:
            text = ngettext(
                "La page montre une liste de %(count)s élément.",
                "La page montre une liste de %(count)s éléments.",
                count,
            )
            text = f"{text} {_by_mouse()}"
        case _:
            text = _by_mouse()
    return text % told


def _by_mouse() -> str:
    return gettext("Vous choisirez à la souris, dans la page, ce qu’il faut y lire.")
