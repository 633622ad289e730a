"""What people call the fields of a sheet where they write them, and how each may go wrong."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

LABELS: dict[str, Words] = {
    "title": _("Nom du projet"),
    "summary": _("En une phrase"),
    "description": _("Description"),
    "places": _("Où agit le projet"),
    "holder": _("Qui porte le projet"),
    "partners": _("Partenaires"),
    "url": _("Site web du projet"),
    "themes": _("Thèmes"),
    "publics": _("Publics"),
    "methods": _("Manières de faire"),
    "tags": _("Mots-clés"),
    "status": _("Où en est le projet"),
    "start_date": _("Début"),
    "end_date": _("Fin"),
    "budget": _("Budget, en euros"),
}
HINTS: dict[str, Words] = {
    "title": _("Celui que l’on connaît sur place, sans slogan."),
    "summary": _("Ce que fait le projet, pour qui : deux lignes au plus."),
    "description": _("Le besoin, ce qui se passe, avec qui. Une ligne vide fait un paragraphe."),
    "places": _("Une adresse, une commune, un département ou une région."),
    "holder": _("Le nom de l’association, de la commune ou de l’entreprise."),
    "partners": _("Un par ligne."),
    "url": _("La page du projet lui-même, si elle existe."),
    "tags": _("Un par ligne."),
    "start_date": _("Une année, un mois ou un jour : 2019, 05/2019, 02/05/2019."),
    "end_date": _("Laissez vide si le projet continue."),
    "budget": _("Un nombre, comme 12 000."),
}
WRONG: dict[str, Words] = {
    "title": _("Donnez un nom au projet, en 300 lettres au plus."),
    "summary": _("Cette phrase est trop longue : 2 000 lettres au plus."),
    "description": _("Ce texte est trop long : 50 000 lettres au plus."),
    "places": _("Nous ne savons pas où c’est : précisez, comme « Saint-Denis (93) »."),
    "holder": _("Ce nom est trop long : 300 lettres au plus."),
    "partners": _("Cette liste est trop longue."),
    "url": _("Ce n’est pas une adresse web : elle s’écrit comme https://exemple.fr."),
    "themes": _("Choisissez dans la liste."),
    "publics": _("Choisissez dans la liste."),
    "methods": _("Choisissez dans la liste."),
    "tags": _("Cette liste est trop longue."),
    "status": _("Choisissez dans la liste."),
    "start_date": _("Nous ne lisons pas cette date : écrivez 2019, 05/2019 ou 02/05/2019."),
    "end_date": _("Nous ne lisons pas cette date : écrivez 2019, 05/2019 ou 02/05/2019."),
    "budget": _("Nous ne lisons pas ce montant : écrivez un nombre, comme 12 000."),
}
