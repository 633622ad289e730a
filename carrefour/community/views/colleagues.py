"""The space of an organisation: its people, those who ask to be, those who are invited."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.catalogue.models import Organisation
from carrefour.community import charter, colleagues, inviting
from carrefour.community.access import insist, person, signed_in, user_of
from carrefour.community.colleagues import LastEditor
from carrefour.community.limits import count
from carrefour.community.models import Membership
from carrefour.community.rights import Right, Stake, may
from carrefour.community.visiting import email_of, typed


def organisation_for(request: HttpRequest, slug: str, right: Right) -> Organisation:
    """The organisation of ``slug``, for who has ``right`` on it alone."""
    organisation = get_object_or_404(Organisation, pk=slug)
    insist(request, right, Stake(organisations=frozenset([organisation.pk])))
    return organisation


@signed_in
def space(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is of the organisation, who asks to be and who is invited."""
    organisation = organisation_for(request, slug, Right.INVITE)
    return render(request, "community/organisation.html", _context(request, organisation))


@signed_in
@require_POST
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite a colleague by e-mail; only an editor invites another."""
    organisation = organisation_for(request, slug, Right.INVITE)
    stake = Stake(organisations=frozenset([organisation.pk]))
    role = request.POST.get("role", Membership.Role.MEMBER)
    if role not in Membership.Role.values:
        role = Membership.Role.MEMBER
    if role == Membership.Role.EDITOR:
        insist(request, Right.APPROVE_MEMBER, stake)
    email, user = email_of(request), person(request)
    if not email:
        context = _context(request, organisation) | {"wrong": request.POST.get("email", "")[:254]}
        return render(request, "community/organisation.html", context, status=422)
    limits = [
        inviting.OF_A_PERSON.of(str(user.pk)),
        inviting.OF_AN_ADDRESS.of(email),
        inviting.OF_AN_ORGANISATION.of(organisation.pk),
    ]
    if wait := count(limits):
        context = _context(request, organisation) | {"busy": True}
        response = render(request, "community/organisation.html", context, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    inviting.invite(user, organisation, email, Membership.Role(role))
    messages.success(request, _("L’invitation part par courriel à %(email)s.") % {"email": email})
    return redirect("community:organisation", slug)


@signed_in
@require_POST
def uninvite(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Withdraw an invitation: an editor any, a member those that they sent."""
    organisation = organisation_for(request, slug, Right.INVITE)
    theirs = organisation.invitations.all()
    if not _edits(request, organisation):
        theirs = theirs.filter(by=person(request))
    inviting.withdraw(get_object_or_404(theirs, pk=pk), person(request))
    messages.success(request, _("L’invitation est retirée."))
    return redirect("community:organisation", slug)


@signed_in
@require_POST
def member(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Approve or decline who asks, give a colleague another role, or remove them."""
    organisation = organisation_for(request, slug, Right.APPROVE_MEMBER)
    every = organisation.memberships.select_related("user", "organisation")
    one, user = get_object_or_404(every, pk=pk), person(request)
    try:
        if one.approved_at is None:
            if "approve" in request.POST:
                colleagues.approve(one, user)
                messages.success(
                    request, _("C’est fait : %(who)s reçoit un courriel.") % {"who": one.user}
                )
            elif "decline" in request.POST:
                colleagues.decline(one, user)
                messages.success(request, _("La demande est refusée."))
        elif request.POST.get("role") in Membership.Role.values:
            colleagues.change_role(one, user, Membership.Role(request.POST["role"]))
            messages.success(request, _("Le rôle est changé."))
        elif "remove" in request.POST:
            colleagues.remove(one, user)
            messages.success(request, _("Cette personne ne fait plus partie de l’organisation."))
    except LastEditor:
        messages.error(request, _last_editor())
    if one.user_id == user.pk:  # they may have given up the right to see the space
        return redirect("community:organisations")
    return redirect("community:organisation", slug)


@signed_in
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave; the last editor names who follows them."""
    organisation = get_object_or_404(Organisation, pk=slug)
    memberships = organisation.memberships.select_related("user", "organisation")
    membership = get_object_or_404(memberships, user=person(request))
    others = [one for one in colleagues.approved(organisation) if one.pk != membership.pk]
    last = colleagues.is_last_editor(membership)
    if request.method == "POST":
        chosen = request.POST.get("heir", "")
        heir = next((one for one in others if str(one.pk) == chosen), None) if last else None
        try:
            colleagues.leave(membership, heir)
            messages.success(request, _("Vous ne faites plus partie de l’organisation."))
            return redirect("community:organisations")
        except LastEditor:
            messages.error(request, _last_editor())
    context = {
        "organisation": organisation,
        "membership": membership,
        "others": others,
        "last": last,
    }
    return render(request, "community/organisation_leave.html", context)


@signed_in
@require_POST
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what one does in an organisation, and whether its page may tell."""
    membership = get_object_or_404(
        Membership.objects.exclude(approved_at=None), organisation=slug, user=person(request)
    )
    membership.duty = typed(request, "duty", 120)
    membership.shown = "shown" in request.POST
    membership.save(update_fields=["duty", "shown"])
    messages.success(request, _("C’est noté."))
    return redirect("community:organisation", slug)


def _context(request: HttpRequest, organisation: Organisation) -> dict[str, object]:
    waiting = organisation.memberships.filter(approved_at=None).select_related("user")
    version = charter.current()
    own = organisation.memberships.filter(user=person(request)).exclude(approved_at=None).first()
    return {
        "organisation": organisation,
        "edits": _edits(request, organisation),
        "own": own,
        "members": colleagues.approved(organisation),
        "asking": waiting,
        "invitations": organisation.invitations.select_related("by"),
        "days": inviting.FORGOTTEN.days,
        "roles": Membership.Role.choices,
        "signatures": organisation.signatures.all(),
        "charter": version,
        "to_sign": not organisation.signatures.filter(charter=version.number).exists(),
    }


def _edits(request: HttpRequest, organisation: Organisation) -> bool:
    stake = Stake(organisations=frozenset([organisation.pk]))
    return may(user_of(request), Right.APPROVE_MEMBER, stake)


def _last_editor() -> str:
    return _("Il faut quelqu’un pour écrire en son nom : nommez d’abord une autre personne.")
