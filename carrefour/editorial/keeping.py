"""What is kept of visitors and members, in words: the lines of the privacy notice."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from carrefour.community import contacting, following, limits, reporting
from carrefour.community.kept import keeps
from carrefour.editorial import subscribing


def say_what_is_kept() -> None:
    """Tell the notice of what this room and those below keep."""
    keeps(
        _("Recherches suivies : adresse électronique, recherches, rythme, langue"),
        _("Vous écrire quand un projet y répond, à votre demande"),
        lambda: _until_left(following.FORGOTTEN),
    )
    keeps(
        _("Lettre d’information : adresse électronique, langue"),
        _("Vous envoyer la lettre, à votre demande"),
        lambda: _until_left(subscribing.FORGOTTEN),
    )
    keeps(
        _("Message à un porteur de projet : nom, adresse électronique, texte"),
        _("Le transmettre, et traiter les abus"),
        lambda: (
            gettext("%(kept)s ; %(asked)s si vous ne confirmez pas")
            % {"kept": days(contacting.KEPT), "asked": days(contacting.FORGOTTEN)}
        ),
    )
    keeps(
        _("Signalement d’une erreur : texte et, si vous la donnez, adresse électronique"),
        _("Corriger la fiche et vous répondre"),
        lambda: (
            gettext("l’adresse jusqu’à la réponse ; le texte %(kept)s de plus")
            % {"kept": days(reporting.KEPT)}
        ),
    )
    keeps(
        _("Compte : adresse électronique, nom, langue, mot de passe sous forme d’empreinte"),
        _("Vous reconnaître et vous donner vos droits"),
        lambda: gettext("tant que vous avez un compte"),
    )
    keeps(
        _("Cookie de session, après connexion seulement"),
        _("Vous garder en ligne d’une page à l’autre"),
        lambda: days(timedelta(seconds=settings.SESSION_COOKIE_AGE)),
    )
    keeps(
        _("Journal : ce que change une personne qui a un compte, et quand"),
        _("Répondre de chaque modification et pouvoir la défaire"),
        lambda: gettext("sans limite ; votre nom en est retiré si vous le demandez"),
    )
    keeps(
        _("Empreintes chiffrées d’adresses électroniques et d’adresses de réseau"),
        _("Limiter les abus des formulaires ; elles ne permettent pas de retrouver l’adresse"),
        lambda: days(limits.LONGEST),
    )


def days(duration: timedelta) -> str:
    """A duration in whole days, in the present language."""
    n = duration.days
    return ngettext("%(n)s jour", "%(n)s jours", n) % {"n": n}


def _until_left(asked: timedelta) -> str:
    told = gettext("jusqu’à ce que vous arrêtiez, en un clic ; %(asked)s si vous ne confirmez pas")
    return told % {"asked": days(asked)}
