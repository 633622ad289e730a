"""What is kept of visitors and members, in words: the lines of the privacy notice."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carrefour.community import audit, bouncing, contacting, following, inviting, limits, reporting
from carrefour.community.account import absence
from carrefour.community.kept import keeps, lasting
from carrefour.editorial import subscribing
from carrefour.usage import unfound


def say_what_is_kept() -> None:
    """Tell the notice of what this room and those below keep."""
    keeps(
        _("Recherches suivies : adresse électronique, recherches, rythme, langue"),
        _("Vous écrire quand un projet y répond, à votre demande"),
        lambda: _until_left(following.FORGOTTEN),
        order=10,
    )
    keeps(
        _("Lettre d’information : adresse électronique, langue"),
        _("Vous envoyer la lettre, à votre demande"),
        lambda: _until_left(subscribing.FORGOTTEN),
        order=10,
    )
    keeps(
        _("Message à un porteur de projet : nom, adresse électronique, texte"),
        _("Le transmettre, et traiter les abus"),
        lambda: (
            gettext("%(kept)s ; %(asked)s si vous ne confirmez pas")
            % {"kept": lasting(contacting.KEPT), "asked": lasting(contacting.FORGOTTEN)}
        ),
        order=10,
    )
    keeps(
        _("Signalement d’une erreur : texte et, si vous la donnez, adresse électronique"),
        _("Corriger la fiche et vous répondre"),
        lambda: (
            gettext("l’adresse jusqu’à la réponse ; le texte %(kept)s de plus")
            % {"kept": lasting(reporting.KEPT)}
        ),
        order=10,
    )
    keeps(
        _("Compte : adresse électronique, nom, langue, empreinte du mot de passe, rôles"),
        _("Vous reconnaître et vous donner vos droits"),
        lambda: (
            gettext("%(kept)s sans visite, puis un rappel ; effacé %(notice)s plus tard")
            % {"kept": lasting(absence.KEPT), "notice": lasting(absence.NOTICE)}
        ),
        order=10,
    )
    keeps(
        _("Sessions : un cookie, après connexion seulement, et le nom de votre navigateur"),
        _("Vous garder en ligne d’une page à l’autre, et vous montrer où vous l’êtes"),
        lambda: lasting(timedelta(seconds=settings.SESSION_COOKIE_AGE)),
        order=10,
    )
    keeps(
        _("Invitation à rejoindre une organisation : adresse électronique"),
        _("Vous permettre d’y répondre"),
        lambda: lasting(inviting.FORGOTTEN),
    )
    keeps(
        _("Signature de la charte : nom de qui signe pour une organisation, date, version"),
        _("Pouvoir dire qui a engagé l’organisation, et à quoi"),
        lambda: gettext("tant que l’organisation est membre, même si le compte s’efface"),
    )
    keeps(
        _("Journal : ce que change une personne qui a un compte, et quand"),
        _("Répondre de chaque modification et pouvoir la défaire"),
        lambda: lasting(audit.KEPT),
        order=90,
    )
    keeps(
        _("Mots cherchés en vain à trois heures différentes ; jamais ceux d’une personne"),
        _("Savoir ce qui manque au site"),
        lambda: (
            gettext("%(kept)s après la dernière recherche ; une empreinte, %(hash)s avant")
            % {"kept": lasting(unfound.READ), "hash": lasting(unfound.UNREAD)}
        ),
        order=90,
    )
    keeps(
        _("Adresses électroniques qui ont refusé nos courriels"),
        _("Ne pas leur écrire en vain"),
        lambda: lasting(bouncing.KEPT),
        order=90,
    )
    keeps(
        _("Empreintes chiffrées d’adresses électroniques et d’adresses de réseau"),
        _("Limiter les abus des formulaires ; elles ne permettent pas de retrouver l’adresse"),
        lambda: lasting(limits.LONGEST),
        order=90,
    )


def _until_left(asked: timedelta) -> str:
    told = gettext("jusqu’à ce que vous arrêtiez, en un clic ; %(asked)s si vous ne confirmez pas")
    return told % {"asked": lasting(asked)}
