"""Communities: the list of them, the page of each, asking for one, joining, and running one."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.catalogue.taxonomy import taxonomy
from carrefour.community.access import insist, person, signed_in, user_of
from carrefour.community.limits import count
from carrefour.community.models import User
from carrefour.community.rights import Right, may
from carrefour.community.visiting import TRAP, is_machine
from carrefour.exchange.agenda import coming
from carrefour.exchange.discussing import topics
from carrefour.exchange.fields import stake_of_community
from carrefour.exchange.forms.communities import CommunityForm, NewsForm, ReasonForm
from carrefour.exchange.gathering import (
    BY_A_PERSON,
    ask,
    change,
    close,
    join,
    leave,
    open_,
    refuse,
    sheets_of,
    to_be_seen,
)
from carrefour.exchange.gazette import delete, publish
from carrefour.exchange.models import Community, Joining, News
from carrefour.exchange.noticing import standing
from carrefour.exchange.people import name_of
from carrefour.exchange.reaching import keys_of
from carrefour.pipeline.gazetteer import gazetteer

MEMBERS, TOPICS, NEWS, EVENTS, NOTICES = 60, 4, 5, 5, 5  # shown on the page of a community


def communities(request: HttpRequest) -> HttpResponse:
    """Every community, the open ones first."""
    found = to_be_seen().order_by("-state", "name")
    shown = [(one, theme_name(one), place_name(one)) for one in found]
    return render(request, "exchange/communities.html", {"communities": shown})


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The communities that someone is in."""
    me = person(request)
    joined = Joining.objects.filter(user=me).select_related("community")
    return render(request, "exchange/my_communities.html", {"joinings": joined})


def community(request: HttpRequest, slug: str) -> HttpResponse:
    """One community: what it is for, its sheets, members, news, events and discussion."""
    one = seen(slug)
    user = user_of(request)
    joining = Joining.objects.filter(community=one, user=user).first() if user else None
    sheets, total, params = sheets_of(one)
    shown = one.joinings.filter(shown=True, user__is_active=True).select_related("user")[:MEMBERS]
    people = [joining.user for joining in shown]
    keys = keys_of(people) if user else {}
    context = {
        "community": one,
        "joining": joining,
        "member": bool(joining),
        "runs": runs(user, one),
        "theme": theme_name(one),
        "place": place_name(one),
        "sheets": sheets,
        "total": total,
        "params": params,
        "people": [(name_of(one), keys.get(one.pk, "") if one != user else "") for one in people],
        "more": one.joinings.count() - len(people),
        "news": one.news.select_related("by")[:NEWS],
        "events": coming(one)[:EVENTS],
        "topics": topics(one, user)[:TOPICS],
        "notices": standing().filter(community=one)[:NOTICES],
    }
    return render(request, "exchange/community.html", context)


@signed_in
def asking(request: HttpRequest) -> HttpResponse:
    """Ask for a community; it is open at once where one may run it."""
    me = person(request)
    insist(request, Right.JOIN_COMMUNITY)
    form, wait = CommunityForm(request.POST or None), 0
    if request.method == "POST" and form.is_valid():
        if is_machine(request):
            return redirect("exchange:communities")
        wait = count([BY_A_PERSON.of(str(me.pk))])
        if not wait:
            new = Community(**form.cleaned_data)
            ask(new, me)
            new.refresh_from_db()
            if new.state == Community.State.OPEN:
                messages.success(request, _("La communauté est ouverte."))
                return redirect("exchange:community", new.pk)
            told = _("Merci. Votre demande sera lue, et vous saurez par courriel ce qu’il en est.")
            messages.success(request, told)
            return redirect("exchange:my-communities")
    context = {"form": form, "busy": bool(wait), "trap": TRAP}
    status = 429 if wait else 422 if form.errors else 200
    return render(request, "exchange/ask_community.html", context, status=status)


@require_POST
@signed_in
def joining(request: HttpRequest, slug: str) -> HttpResponse:
    """Join a community, or change whether others see oneself there."""
    one = written_in(slug)
    insist(request, Right.JOIN_COMMUNITY)
    join(one, person(request), shown="shown" in request.POST)
    messages.success(request, _("C’est noté."))
    return redirect("exchange:community", one.pk)


@require_POST
@signed_in
def parting(request: HttpRequest, slug: str) -> HttpResponse:
    """Leave a community."""
    one = seen(slug)
    leave(one, person(request))
    messages.success(request, _("Vous avez quitté cette communauté."))
    return redirect("exchange:community", one.pk)


@signed_in
def changing(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what a community says of itself, and what its sheets are."""
    one = run(request, slug)
    fields = ("name", "purpose", "theme", "territory", "words")
    before = {name: str(getattr(one, name)) for name in fields}
    form = CommunityForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        for name in fields:
            setattr(one, name, form.cleaned_data[name])
        # Nobody gives away what they look after, nor takes what others do.
        insist(request, Right.RUN_COMMUNITY, stake_of_community(one))
        now = {name: getattr(one, name) for name in fields}
        change(one, person(request), {k: v for k, v in before.items() if v != now[k]})
        messages.success(request, _("C’est noté."))
        return redirect("exchange:community", one.pk)
    status = 422 if form.errors else 200
    context = {"form": form, "community": one}
    return render(request, "exchange/change_community.html", context, status=status)


@require_POST
@signed_in
def closing(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a community to writing, or open it again."""
    one = run(request, slug)
    if "reopen" in request.POST:
        open_(one, person(request))
    else:
        close(one, person(request))
    return redirect("exchange:community", one.pk)


@signed_in
def deciding(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a community that was asked for, or refuse it with a reason."""
    one = get_object_or_404(
        Community.objects.select_related("asked_by"), pk=slug, state=Community.State.ASKED
    )
    if not runs(user_of(request), one):
        raise Http404
    me, form = person(request), ReasonForm()
    if request.method == "POST" and "open" in request.POST:
        open_(one, me)
        messages.success(request, _("La communauté est ouverte."))
        return redirect("exchange:community", one.pk)
    if request.method == "POST":
        form = ReasonForm(request.POST)
        if form.is_valid():
            refuse(one, me, form.cleaned_data["reason"])
            messages.success(request, _("La demande est refusée."))
            return redirect("exchange:review")
    context = {
        "community": one,
        "form": form,
        "theme": theme_name(one),
        "place": place_name(one),
    }
    status = 422 if form.errors else 200
    return render(request, "exchange/decide_community.html", context, status=status)


@signed_in
def publishing(request: HttpRequest, slug: str) -> HttpResponse:
    """Publish a piece of news, which members get by mail."""
    one = run(request, slug)
    form = NewsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        publish(News(community=one, **form.cleaned_data), person(request))
        messages.success(request, _("La nouvelle est publiée ; les membres la reçoivent."))
        return redirect("exchange:community", one.pk)
    context = {"form": form, "community": one, "members": one.joinings.count()}
    status = 422 if form.errors else 200
    return render(request, "exchange/write_news.html", context, status=status)


@require_POST
@signed_in
def deleting_news(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Delete a piece of news."""
    one = run(request, slug)
    delete(get_object_or_404(one.news, pk=pk), person(request))
    messages.success(request, _("La nouvelle est effacée."))
    return redirect("exchange:community", one.pk)


def seen(slug: str) -> Community:
    """The community of ``slug`` that all may read; else there is none."""
    found: Community = get_object_or_404(to_be_seen(), pk=slug)
    return found


def written_in(slug: str) -> Community:
    """The community of ``slug``, if it is open to writing."""
    found: Community = get_object_or_404(to_be_seen(), pk=slug, state=Community.State.OPEN)
    return found


def run(request: HttpRequest, slug: str) -> Community:
    """The community of ``slug`` for those who run it; others are refused."""
    one = seen(slug)
    insist(request, Right.RUN_COMMUNITY, stake_of_community(one))
    return one


def runs(user: User | None, one: Community) -> bool:
    """Whether ``user`` may run a community."""
    return user is not None and may(user, Right.RUN_COMMUNITY, stake_of_community(one))


def theme_name(one: Community) -> str:
    """What the theme of a community is called; empty for none."""
    return taxonomy().label(one.theme, get_language() or "fr") if one.theme else ""


def place_name(one: Community) -> str:
    """What the territory of a community is called; empty for none."""
    known = gazetteer().get(one.territory)
    return known.name if known else one.territory
