"""Giving and taking what moderators look after: a theme, a territory, both, or all."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.audit import Verb, note
from carrefour.community.letters import address, write_to
from carrefour.community.models import Mandate, User
from carrefour.pipeline.gazetteer import gazetteer

GIVEN = Verb("mandate.given", _("a confié un mandat à"))
TAKEN = Verb("mandate.taken", _("a retiré un mandat à"))


class NoSuchField(Exception):
    """There is no such theme or territory."""


@transaction.atomic
def give(by: User, user: User, theme: str, territory: str) -> Mandate:
    """Let ``user`` look after a field; either bound may be empty. Raises `NoSuchField`."""
    known = theme in taxonomy().categories or theme in taxonomy().codes
    if (theme and not known) or (territory and gazetteer().get(territory) is None):
        raise NoSuchField
    mandate, new = Mandate.objects.get_or_create(user=user, theme=theme, territory=territory)
    if new:
        note(by, GIVEN, f"person:{user.pk}", str(user), theme=theme, territory=territory)
        with override(user.language):
            told = gettext("Vous veillez maintenant sur : %(field)s.") % {"field": told_of(mandate)}
            more = gettext("Les propositions qui en relèvent attendent votre décision.")
            context: dict[str, object] = {
                "lines": [told, more],
                "page": address("community:home"),
                "page_words": gettext("Ouvrir mon compte"),
            }
        write_to(user, "community/mail/account", _("Un mandat vous est confié"), context)
    return mandate


@transaction.atomic
def take(by: User, mandate: Mandate) -> None:
    """Have someone look after a field no more."""
    user, field = mandate.user, {"theme": mandate.theme, "territory": mandate.territory}
    if Mandate.objects.filter(pk=mandate.pk).delete()[0]:
        note(by, TAKEN, f"person:{user.pk}", str(user), **field)


def told_of(mandate: Mandate) -> str:
    """The field of a mandate in words: "Agriculture, Loire-Atlantique"."""
    parts = [taxonomy().label(mandate.theme, get_language() or "fr")] if mandate.theme else []
    if mandate.territory:
        territory = gazetteer().get(mandate.territory)
        parts.append(territory.name if territory else mandate.territory)
    return ", ".join(parts) or gettext("tous les thèmes, partout")
