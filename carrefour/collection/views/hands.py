"""Making a collection with others: asking, joining, leaving."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.collection import hands
from carrefour.collection.models import Hand, Invitation
from carrefour.collection.views.finding import editable, run, runs
from carrefour.community.access import person, signed_in
from carrefour.community.limits import count
from carrefour.community.models import Membership
from carrefour.community.visiting import email_of


@signed_in
@require_POST
def invite(request: HttpRequest, id_: str) -> HttpResponse:
    """Ask a ``colleague``, or whoever has the ``email``, to edit it too."""
    one, by = run(request, id_), person(request)
    there = redirect(f"{reverse('collection:edit', args=[one.pk])}#mains")
    chosen, email = request.POST.get("colleague", ""), email_of(request)
    user = None
    if chosen.isascii() and chosen.isdigit():
        approved = Membership.objects.exclude(approved_at=None)
        places = approved.filter(user=by).values("organisation")
        found = approved.filter(organisation__in=places, user=chosen[:9], user__is_active=True)
        user = getattr(found.select_related("user").first(), "user", None)
    if user is None and not email:
        messages.error(request, _("Cette adresse n’est pas complète."))
        return there
    if hands.is_full(one):
        messages.error(request, _("Cette collection a déjà assez de mains."))
        return there
    whom = hands.OF_AN_EMAIL.of(user.email if user else email)
    if count([hands.OF_A_PERSON.of(str(by.pk)), whom]):
        messages.error(request, _("Trop d’invitations sont parties\u00a0: réessayez demain."))
        return there
    if user:
        hands.invite(one, by, user=user)
    else:
        hands.invite(one, by, email=email)
    messages.success(request, _("L’invitation est partie par courriel."))
    return there


@signed_in
@require_POST
def withdraw(request: HttpRequest, id_: str, pk: int) -> HttpResponse:
    """Take an invitation back."""
    one = run(request, id_)
    get_object_or_404(Invitation, pk=pk, collection=one).delete()
    messages.success(request, _("L’invitation ne vaut plus."))
    return redirect(f"{reverse('collection:edit', args=[one.pk])}#mains")


@signed_in
@require_POST
def take_out(request: HttpRequest, id_: str, pk: int) -> HttpResponse:
    """Take a hand out, or leave."""
    one = editable(request, id_)
    hand = get_object_or_404(Hand.objects.select_related("collection"), pk=pk, collection=one)
    by = person(request)
    if hand.user_id != by.pk and not runs(request, one):
        raise PermissionDenied
    hands.take_out(hand, by)
    if hand.user_id == by.pk:
        messages.success(request, _("Vous ne participez plus à cette collection."))
        return redirect("collection:mine")
    messages.success(request, _("Cette personne ne participe plus à la collection."))
    return redirect(f"{reverse('collection:edit', args=[one.pk])}#mains")


@signed_in
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a mail invites to, and join it: whoever has the mail has been asked."""
    found = hands.invitation_of(token)
    if found and request.method == "POST":
        return _joined(request, found)
    status = 200 if found else 404
    return render(request, "collection/join.html", {"invitation": found}, status=status)


@signed_in
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline, from one's account, what a colleague asks."""
    related = Invitation.objects.select_related("collection", "by")
    found = get_object_or_404(related, pk=pk, user=person(request))
    if "accept" in request.POST:
        return _joined(request, found)
    found.delete()
    messages.success(request, _("C’est noté."))
    return redirect("collection:mine")


def _joined(request: HttpRequest, found: Invitation) -> HttpResponse:
    one = found.collection
    hands.accept(found, person(request))
    messages.success(request, _("Vous participez maintenant à cette collection."))
    return redirect("collection:edit", one.pk)
