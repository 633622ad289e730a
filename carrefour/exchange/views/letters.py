"""Messages: the conversations of an account, each read and answered, and new ones begun."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.catalogue.models import Organisation
from carrefour.community.access import insist, person, signed_in
from carrefour.community.kept import lasting
from carrefour.community.limits import count
from carrefour.community.models import User
from carrefour.community.rights import Right
from carrefour.community.visiting import TRAP, is_machine
from carrefour.exchange.complaining import OF_A_PERSON as OF_COMPLAINTS
from carrefour.exchange.complaining import complain_of_letter, told_already
from carrefour.exchange.conversing import (
    KEPT,
    Beginning,
    answer,
    begin,
    hearing,
    leave,
    mark_read,
    present,
    readable,
    show_email,
    thread_of,
    threads_of,
    too_many,
)
from carrefour.exchange.forms.letters import ComplaintForm, FirstLetterForm, LetterForm
from carrefour.exchange.models import Letter, Party, Thread
from carrefour.exchange.people import name_of
from carrefour.exchange.reaching import block, person_of, speaking_for

PER_PAGE = 30


@signed_in
def threads(request: HttpRequest) -> HttpResponse:
    """The conversations of someone, the latest first."""
    me = person(request)
    page = Paginator(threads_of(me), PER_PAGE).get_page(request.GET.get("page"))
    found = list(page)
    others: dict[int, list[str]] = {}
    parties = present().filter(thread__in=found).exclude(user=me).select_related("user")
    for party in parties:
        others.setdefault(party.thread_id, []).append(name_of(party.user))
    context = {
        "threads": [(one, _names(others.get(one.pk, []))) for one in found],
        "page": page,
        "lasts": lasting(KEPT),
    }
    return render(request, "exchange/threads.html", context)


@signed_in
def thread(request: HttpRequest, key: str) -> HttpResponse:
    """One conversation: what was written, and the form to answer."""
    me = person(request)
    one = _mine(me, key)
    form, wait = LetterForm(request.POST or None), 0
    audience = list(hearing(one, me))
    if request.method == "POST" and audience and form.is_valid():
        wait = 0 if is_machine(request) else too_many(me, begins=False)
        if not wait:
            if not is_machine(request):
                _say(request, answer(one, me, form.cleaned_data["text"]))
            return redirect("exchange:thread", one.key)
    context = {**_shown(one, me, audience), "form": form, "busy": bool(wait), "trap": TRAP}
    mark_read(one, me)
    status = 429 if wait else 422 if form.errors else 200
    return render(request, "exchange/thread.html", context, status=status)


@signed_in
def to_person(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a conversation with someone who accepts messages."""
    me = person(request)
    insist(request, Right.WRITE_TO_MEMBER)
    whom = person_of(key, me)
    if whom is None:
        raise Http404
    form = FirstLetterForm(request.POST or None)
    subject = form.cleaned_data.get("subject", "") if form.is_bound and form.is_valid() else ""
    return begun(request, form, Beginning(subject, [whom]), name_of(whom))


@signed_in
def to_organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a conversation with those of an organisation who receive what is written to it."""
    me = person(request)
    insist(request, Right.WRITE_TO_MEMBER)
    organisation = get_object_or_404(Organisation, pk=slug)
    to = list(speaking_for(slug, me))
    if not to:
        raise Http404
    form = FirstLetterForm(request.POST or None)
    subject = form.cleaned_data.get("subject", "") if form.is_bound and form.is_valid() else ""
    return begun(request, form, Beginning(subject, to, organisation), organisation.name)


def begun(request: HttpRequest, form: LetterForm, what: Beginning, whom: str) -> HttpResponse:
    """Show the form of a first letter, or send it."""
    me, wait = person(request), 0
    if request.method == "POST" and form.is_valid():
        if is_machine(request):
            return redirect("exchange:threads")
        wait = too_many(me, begins=True)
        if not wait:
            new = begin(me, what, form.cleaned_data["text"])
            _say(request, new.letters.get())
            return redirect("exchange:thread", new.key)
    context = {
        "form": form,
        "whom": whom,
        "what": what,
        "busy": bool(wait),
        "trap": TRAP,
        "lasts": lasting(KEPT),
    }
    status = 429 if wait else 422 if form.errors else 200
    return render(request, "exchange/first_letter.html", context, status=status)


@require_POST
@signed_in
def showing(request: HttpRequest, key: str) -> HttpResponse:
    """Let the others of a conversation see one's address, or no more."""
    me = person(request)
    one = _mine(me, key)
    show_email(one, me, shown="show" in request.POST)
    return redirect("exchange:thread", one.key)


@signed_in
def leaving(request: HttpRequest, key: str) -> HttpResponse:
    """Take oneself out of a conversation, after a question."""
    me = person(request)
    one = _mine(me, key)
    if request.method == "POST":
        leave(one, me)
        messages.success(request, _("La conversation n’est plus dans vos messages."))
        return redirect("exchange:threads")
    return render(request, "exchange/leave_thread.html", {"thread": one})


@signed_in
def blocking(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Hear nothing more from someone of a conversation, after a question."""
    me = person(request)
    one = _mine(me, key)
    party = get_object_or_404(
        Party.objects.filter(thread=one).exclude(user=me).select_related("user"), pk=pk
    )
    if request.method == "POST":
        block(me, party.user)
        messages.success(request, _("Cette personne ne peut plus vous écrire."))
        return redirect("exchange:threads")
    context = {"thread": one, "party": party, "who": name_of(party.user)}
    return render(request, "exchange/block.html", context)


@signed_in
def complaint(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """Tell of an abuse in a letter that one received."""
    me = person(request)
    one = _mine(me, key)
    letter = get_object_or_404(readable(me, one).exclude(by=me).select_related("by"), pk=pk)
    form, wait = ComplaintForm(request.POST or None), 0
    if request.method == "POST" and form.is_valid():
        wait = count([OF_COMPLAINTS.of(str(me.pk))])
        if not wait:
            if not told_already(me, letter=letter):
                complain_of_letter(me, one, letter, form.cleaned_data["why"])
            messages.success(request, _("Merci. L’équipe du site lira votre signalement."))
            return redirect("exchange:thread", one.key)
    context = {
        "form": form,
        "text": letter.text,
        "who": name_of(letter.by),
        "back": reverse("exchange:thread", args=[one.key]),
        "private": True,
        "busy": bool(wait),
    }
    return render(request, "exchange/complaint.html", context, status=429 if wait else 200)


def _mine(me: User, key: str) -> Thread:
    """The conversation of ``key`` if one takes part in it; for all others there is none."""
    found = thread_of(me, key)
    if found is None:
        raise Http404
    return found


def _say(request: HttpRequest, letter: Letter) -> None:
    if letter.held:
        told = _("Votre message contient un lien ou demande un regard : il partira une fois relu.")
    else:
        told = _("Votre message est parti.")
    messages.success(request, told)


def _shown(one: Thread, me: User, audience: list[Party]) -> dict[str, object]:
    """What the page of a conversation shows of it."""
    there = present().filter(thread=one).select_related("user", "organisation")
    parties = {party.user_id: party for party in there}
    mine = parties.pop(me.pk)
    letters = [
        (letter, name_of(letter.by), parties.get(letter.by_id), letter.by_id == me.pk)
        for letter in readable(me, one).select_related("by")
    ]
    return {
        "thread": one,
        "mine": mine,
        "letters": letters,
        "others": [(party, name_of(party.user)) for party in parties.values()],
        "audience": audience,
        "read_until": mine.read_until,
        "lasts": lasting(KEPT),
    }


def _names(names: Iterable[str]) -> str:
    told = list(names)
    return ", ".join(told[:3]) + ("…" if len(told) > 3 else "")
