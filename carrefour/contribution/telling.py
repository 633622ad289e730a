"""Telling people by mail what became of what they brought in, and who is asked."""

from __future__ import annotations

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from carrefour.catalogue.models import Sheet
from carrefour.community.letters import Kind, address, write_to
from carrefour.community.models import Membership, User
from carrefour.contribution.models import Proposal

DECIDED = Kind("proposal.decided", gettext_lazy("ce que deviennent vos propositions"))
ASKED = Kind("proposal.asked", gettext_lazy("qui demande à tenir une fiche de votre organisation"))
_PAGE = "community/mail/account"
State = Proposal.State


def tell_decision(proposal: Proposal) -> None:
    """Write to the author what was decided, within the transaction that does."""
    user = proposal.by
    if user is None:
        return
    with override(user.language):
        lines = [_lines(proposal)]
        if proposal.applied.get("changed"):
            lines.append(_("La personne qui l’a relue y a changé quelque chose."))
        if proposal.answer:
            lines.append(_("Ce qu’elle vous dit :") + "\n" + proposal.answer)
        page, words = _page(proposal)
    subject = {
        State.ACCEPTED: gettext_lazy("Acceptée : %(title)s"),
        State.REFUSED: gettext_lazy("Pas retenue : %(title)s"),
    }.get(State(proposal.state), gettext_lazy("De nouveau à l’étude : %(title)s"))
    context: dict[str, object] = {"lines": lines, "page": page, "page_words": words}
    write_to(user, _PAGE, subject, context, kind=DECIDED, values={"title": proposal.title})


def tell_editors(proposal: Proposal) -> None:
    """Write to the editors of the organisations by whose word a claim is decided."""
    editors = Membership.objects.filter(
        organisation__in=proposal.organisations, role=Membership.Role.EDITOR
    ).exclude(approved_at=None)
    for user in User.objects.filter(pk__in=editors.values("user"), is_active=True)[:10]:
        with override(user.language):
            asked = _("Quelqu’un demande à tenir la fiche « %(title)s » de votre organisation.")
            lines = [
                asked % {"title": proposal.title},
                _("Dites si c’est bien une personne du projet."),
            ]
            context: dict[str, object] = {
                "lines": lines,
                "page": address("contribution:decide", proposal.pk),
                "page_words": _("Voir la demande"),
            }
        subject = gettext_lazy("Qui tient la fiche « %(title)s » ?")
        write_to(user, _PAGE, subject, context, kind=ASKED, values={"title": proposal.title})


def _lines(proposal: Proposal) -> str:
    accepted = {
        Proposal.Kind.PROJECT: _("Votre projet « %(title)s » est accepté : sa fiche est en ligne."),
        Proposal.Kind.CORRECTION: _("Votre correction de « %(title)s » est en ligne, merci."),
        Proposal.Kind.CLAIM: _("Vous tenez maintenant la fiche « %(title)s »."),
        Proposal.Kind.SOURCE: _(
            "Votre source « %(title)s » est retenue : l’équipe du site va la brancher."
        ),
    }
    if proposal.state == State.ACCEPTED:
        told = accepted[Proposal.Kind(proposal.kind)]
    elif proposal.state == State.REFUSED:
        told = _("Votre proposition « %(title)s » n’a pas été retenue.")
    else:
        told = _("On est revenu sur la décision : « %(title)s » est de nouveau à l’étude.")
    return told % {"title": proposal.title}


def _page(proposal: Proposal) -> tuple[str, str]:
    if proposal.state == State.ACCEPTED and proposal.sheet:
        # A new project's sheet is made once this is kept: it has no slug yet, and any leads to it.
        shown = Sheet.objects.filter(pk=proposal.sheet).first()
        slug = shown.slug if shown else slugify(proposal.title)[:80] or "fiche"
        return address("web:sheet", slug, proposal.sheet), _("Voir la fiche")
    return address("contribution:mine"), _("Voir mes propositions")
