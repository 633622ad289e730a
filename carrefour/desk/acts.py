"""What people do to sources and operators, as the desk and commands note it."""

from django.utils.translation import gettext_lazy as _

from carrefour.community.audit import Verb

HARVEST = Verb("source.harvest", _("a demandé une moisson"))
WATCHED = Verb("source.watched", _("a ajouté une personne aux alertes"))
UNWATCHED = Verb("source.unwatched", _("a retiré une personne des alertes"))
OPERATORS = {
    "added": Verb("operator.added", _("a donné les droits d’opérateur à")),
    "password": Verb("operator.password", _("a changé le mot de passe de")),
    "removed": Verb("operator.removed", _("a supprimé le compte de")),
}
