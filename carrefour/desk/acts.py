"""What operators do, at the desk or by commands, in the words of the log of acts."""

from django.utils.translation import gettext_lazy as _

from carrefour.community.audit import Verb

HARVEST = Verb("source.harvest", _("a demandé une moisson"))
WATCHED = Verb("source.watched", _("a ajouté une personne aux alertes"))
UNWATCHED = Verb("source.unwatched", _("a retiré une personne des alertes"))
TAG_DECIDED = Verb("tag.decided", _("a décidé d’un mot-clé"))
TEXT_DECIDED = Verb("text.decided", _("a décidé de ce que dit un texte"))
TWINS_SAME = Verb("twins.same", _("a réuni des fiches"))
TWINS_APART = Verb("twins.apart", _("a dit deux projets différents"))
TWINS_UNDONE = Verb("twins.undone", _("a annulé une décision sur des doublons"))
NAMES_SAME = Verb("organisations.same", _("a réuni des noms d’organisation"))
NAMES_APART = Verb("organisations.apart", _("a dit deux organisations différentes"))
NAMES_UNDONE = Verb("organisations.undone", _("a annulé une décision sur une organisation"))
RUN_ACCEPTED = Verb("run.accepted", _("a accepté une moisson"))
RUN_REFUSED = Verb("run.refused", _("a refusé une moisson"))
RUN_CANCELLED = Verb("run.cancelled", _("a annulé une moisson"))
SHEET_CORRECTED = Verb("sheet.corrected", _("a corrigé une fiche"))
CORRECTION_KEPT = Verb("correction.kept", _("a maintenu une correction"))
GIVEN_BACK = Verb("correction.given-back", _("a rendu la parole à la source"))
DECISIONS_READ = Verb("decisions.read", _("a repris un fichier de décisions"))
OPERATORS = {
    "added": Verb("operator.added", _("a donné les droits d’opérateur à")),
    "password": Verb("operator.password", _("a changé le mot de passe de")),
    "removed": Verb("operator.removed", _("a supprimé le compte de")),
}
