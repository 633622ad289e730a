"""One's organisations: those one is of, asking to be of one, asking that one joins."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from carrefour.catalogue.models import Organisation
from carrefour.community import charter, colleagues, joining, organisation_form
from carrefour.community.access import insist, person, signed_in
from carrefour.community.inviting import invitations_to, token_of
from carrefour.community.limits import count
from carrefour.community.models import Application, Membership, Profile
from carrefour.community.organisation_form import Typed
from carrefour.community.portraits import is_of_the_collective
from carrefour.community.rights import Right
from carrefour.community.visiting import TRAP, is_machine, typed
from carrefour.pipeline.gazetteer import gazetteer


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The organisations one is of, with what waits: requests, invitations, applications."""
    user = person(request)
    every = user.memberships.select_related("organisation").order_by("organisation__name")
    edited = [one.organisation_id for one in every if one.approved_at and one.role == "editor"]
    asking = Membership.objects.filter(organisation__in=edited, approved_at=None)
    asking_for = list(asking.values_list("organisation", flat=True))
    context = {
        "memberships": [
            (one, asking_for.count(one.organisation_id)) for one in every if one.approved_at
        ],
        "asked": [one for one in every if not one.approved_at],
        "applications": user.applications.exclude(state=Application.State.APPROVED),
        "invitations": [(one, token_of(one)) for one in invitations_to(user)],
    }
    return render(request, "community/organisations.html", context)


@signed_in
def apply(request: HttpRequest) -> HttpResponse:
    """Ask that an organisation joins the collective: who it is, and the charter, signed."""
    insist(request, Right.ASK_TO_JOIN)
    page, version = "community/organisation_apply.html", charter.current()
    if request.method != "POST":
        known = Organisation.objects.filter(pk=request.GET.get("organisation", "")[:80]).first()
        said = Typed(name=known.name, number=known.number) if known else Typed()
        return render(request, page, _form(said, version))
    said = organisation_form.read(request)
    if len(said.description_fr) < 20:
        said.wrong["description_fr"] = _("Dites en une phrase au moins ce que fait l’organisation.")
    if request.POST.get("charter") != str(version.number):
        said.wrong["charter"] = _("Lisez la charte, puis cochez la case pour la signer.")
    context = _form(said, version) | {"duty": typed(request, "duty", 120), "sent": True}
    context["signed"] = "charter" not in said.wrong
    if said.wrong:
        return render(request, page, context, status=422)
    known = joining.namesake(said.name, said.number)
    if known and is_of_the_collective(known):
        same = bool(said.number) and known.number == said.number
        if same or "another" not in request.POST:
            return render(request, page, context | {"known": known, "same": same}, status=409)
        known = None
    user = person(request)
    if wait := count([joining.OF_A_PERSON.of(str(user.pk))]):
        response = render(request, page, context | {"busy": True}, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    if not is_machine(request):
        shared = ("name", "number", "kind", "parts", "url", "territory")
        joining.apply(
            Application(
                user=user,
                organisation=known,
                description=said.description_fr,
                duty=str(context["duty"]),
                charter=version.number,
                **said.values(shared),
            )
        )
    messages.success(request, _("Votre demande est envoyée. La réponse viendra par courriel."))
    return redirect("community:organisations")


@signed_in
def alike(request: HttpRequest) -> HttpResponse:
    """The organisations that are known already by the name that one is typing."""
    name = request.GET.get("name", "")[:200]
    found = joining.alike(name) if len(name.strip()) >= joining.FEWEST else []
    shown = [(one, is_of_the_collective(one)) for one in found]
    return render(request, "community/parts/organisations_alike.html", {"alike": shown})


@signed_in
def join(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to be of an organisation; one that is not of the collective has to join it first."""
    insist(request, Right.ASK_TO_JOIN)
    organisation = get_object_or_404(Organisation, pk=slug)
    user = person(request)
    membership = user.memberships.filter(organisation=organisation).first()
    if membership is not None:
        return redirect("community:organisations")
    context: dict[str, object] = {
        "organisation": organisation,
        "collective": is_of_the_collective(organisation),
        "longest": colleagues.LONGEST,
        "trap": TRAP,
    }
    page = "community/organisation_join.html"
    if request.method != "POST" or not context["collective"]:
        return render(request, page, context)
    if wait := count([colleagues.OF_A_PERSON.of(str(user.pk))]):
        response = render(request, page, context | {"busy": True}, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    if not is_machine(request):
        said = typed(request, "said", colleagues.LONGEST)
        colleagues.ask(user, organisation, said, typed(request, "duty", 120))
    messages.success(request, _("Votre demande est envoyée. La réponse viendra par courriel."))
    return redirect("community:organisations")


def _form(said: Typed, version: charter.Version) -> dict[str, object]:
    return {
        "said": said,
        "charter": version,
        "kinds": Profile.Kind.choices,
        "parts": Profile.Part.choices,
        "territory": gazetteer().get(said.territory) if said.territory else None,
        "longest": organisation_form.LONGEST,
        "duty": "",
        "trap": TRAP,
    }
