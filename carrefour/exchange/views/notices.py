"""Notices: found by what they are about and where, given, answered, renewed and ended."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carrefour.catalogue.models import Sheet
from carrefour.community.access import insist, person, signed_in, user_of
from carrefour.community.limits import count
from carrefour.community.models import User
from carrefour.community.rights import Right, may
from carrefour.community.visiting import TRAP, is_machine
from carrefour.exchange.complaining import OF_A_PERSON as OF_COMPLAINTS
from carrefour.exchange.complaining import complain_of_notice, told_already
from carrefour.exchange.conversing import Beginning
from carrefour.exchange.feed import notices_feed
from carrefour.exchange.fields import stake_of_notice
from carrefour.exchange.forms.communities import ReasonForm, themes
from carrefour.exchange.forms.letters import ComplaintForm, LetterForm
from carrefour.exchange.forms.notices import NoticeForm
from carrefour.exchange.forms.places import PlaceField
from carrefour.exchange.forms.plain import Form
from carrefour.exchange.models import Notice
from carrefour.exchange.noticing import (
    BY_A_PERSON,
    LASTS,
    edit,
    end,
    filtered,
    give,
    may_seek_for,
    release,
    remove,
    renew,
    standing,
)
from carrefour.exchange.people import name_of
from carrefour.exchange.reaching import parted
from carrefour.exchange.reviewing import one_of, waiting
from carrefour.exchange.views.letters import begun

PER_PAGE = 20
ENTRIES = 50  # of the feed
FRESH = 600  # seconds for which a feed reader need not ask again


class FilterForm(Form):
    """What notices are found by; anything that cannot be read narrows nothing."""

    territory = PlaceField(required=False)


def notices(request: HttpRequest) -> HttpResponse:
    """The notices that stand, narrowed by what is chosen."""
    chosen = _chosen(request)
    page = Paginator(filtered(**chosen), PER_PAGE).get_page(request.GET.get("page"))
    kept = urlencode({name: value for name, value in chosen.items() if value})
    context = {
        "page": page,
        "notices": list(page),
        "kept": kept,
        "place": FilterForm(initial={"territory": chosen["territory"]})["territory"],
        "ways": Notice.Way.choices,
        "kinds": Notice.Kind.choices,
        "themes": themes(),
        **chosen,
    }
    return render(request, "exchange/notices.html", context)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The same, for feed readers (Atom, RFC 4287)."""
    chosen = _chosen(request)
    kept = urlencode({name: value for name, value in chosen.items() if value})
    told = notices_feed(filtered(**chosen)[:ENTRIES], kept, request.build_absolute_uri)
    response = HttpResponse(told, content_type="application/atom+xml; charset=utf-8")
    patch_cache_control(response, public=True, max_age=FRESH)
    return response


def notice(request: HttpRequest, key: str) -> HttpResponse:
    """One notice; its author and those who moderate see it also while others do not."""
    user = user_of(request)
    one = _seen(key, user)
    context = {
        "notice": one,
        "own": one.by == user,
        "moderates": user is not None and may(user, Right.MODERATE, stake_of_notice(one)),
        "sheet": Sheet.objects.filter(pk=one.sheet, withdrawn_at=None).first(),
        "days": LASTS.days,
    }
    return render(request, "exchange/notice.html", context)


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """The notices that someone gave."""
    found = Notice.objects.filter(by=person(request)).select_related("community")
    return render(request, "exchange/my_notices.html", {"notices": found, "days": LASTS.days})


@signed_in
def giving(request: HttpRequest) -> HttpResponse:
    """Give a notice, of its own or for the sheet ``fiche``."""
    me = person(request)
    insist(request, Right.GIVE_NOTICE)
    id_ = request.GET.get("fiche", "")[:12]
    sheet = get_object_or_404(Sheet, pk=id_, withdrawn_at=None) if id_ else None
    only_offers = sheet is not None and not may_seek_for(me, sheet)
    start = {"community": request.GET.get("communaute", "")[:80], "territory": _where(sheet)}
    form = NoticeForm(request.POST or None, by=me, only_offers=only_offers, initial=start)
    wait = 0
    if request.method == "POST" and form.is_valid():
        if is_machine(request):
            return redirect("exchange:notices")
        wait = count([BY_A_PERSON.of(str(me.pk))])
        if not wait:
            new = _filled(Notice(sheet=sheet.pk if sheet else ""), form)
            give(new, me)
            _say(request, new)
            return redirect("exchange:notice", new.key)
    context = {
        "form": form,
        "sheet": sheet,
        "only_offers": only_offers,
        "busy": bool(wait),
        "trap": TRAP,
        "days": LASTS.days,
    }
    status = 429 if wait else 422 if form.errors else 200
    return render(request, "exchange/edit_notice.html", context, status=status)


@signed_in
def changing(request: HttpRequest, key: str) -> HttpResponse:
    """Change a notice of one's own."""
    me = person(request)
    one = _own(key, me)
    sheet = Sheet.objects.filter(pk=one.sheet, withdrawn_at=None).first()
    only_offers = sheet is not None and not may_seek_for(me, sheet)
    names = ("way", "kind", "title", "text", "territory", "theme")
    now = {**{name: getattr(one, name) for name in names}, "community": one.community_id}
    form = NoticeForm(request.POST or None, by=me, only_offers=only_offers, initial=now)
    if request.method == "POST" and form.is_valid():
        edit(_filled(one, form), me)
        _say(request, one)
        return redirect("exchange:notice", one.key)
    context = {"form": form, "notice": one, "sheet": sheet, "only_offers": only_offers}
    status = 422 if form.errors else 200
    return render(request, "exchange/edit_notice.html", context, status=status)


@require_POST
@signed_in
def renewing(request: HttpRequest, key: str) -> HttpResponse:
    """Have a notice of one's own last longer."""
    me = person(request)
    renew(_own(key, me), me)
    messages.success(request, _("Votre annonce est prolongée."))
    return redirect("exchange:my-notices")


@require_POST
@signed_in
def ending(request: HttpRequest, key: str) -> HttpResponse:
    """Take back a notice of one's own."""
    me = person(request)
    end(_own(key, me), me)
    messages.success(request, _("Votre annonce n’est plus montrée."))
    return redirect("exchange:my-notices")


@signed_in
def answering(request: HttpRequest, key: str) -> HttpResponse:
    """Answer a notice, by a message to its author."""
    me = person(request)
    insist(request, Right.WRITE_TO_MEMBER)
    one = get_object_or_404(standing(), key=key)
    if one.by == me or parted(me, one.by):
        raise Http404
    form = LetterForm(request.POST or None)
    return begun(request, form, Beginning(one.title, [one.by], notice=one), name_of(one.by))


@signed_in
def removing(request: HttpRequest, key: str) -> HttpResponse:
    """Remove a notice, with a reason that its author is told."""
    one = _moderated(request, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        remove(one, person(request), form.cleaned_data["reason"])
        messages.success(request, _("L’annonce est retirée."))
        return redirect("exchange:notices")
    status = 422 if form.errors else 200
    return render(
        request, "exchange/remove_notice.html", {"notice": one, "form": form}, status=status
    )


@require_POST
@signed_in
def releasing(request: HttpRequest, key: str) -> HttpResponse:
    """Let a held notice appear."""
    me = person(request)
    one = one_of(waiting(me).notices, key=key)
    if one is None:
        raise Http404
    release(one, me)
    messages.success(request, _("L’annonce est parue."))
    return redirect("exchange:review")


@signed_in
def complaint(request: HttpRequest, key: str) -> HttpResponse:
    """Tell of an abuse in a notice."""
    me = person(request)
    one = get_object_or_404(standing().exclude(by=me), key=key)
    form, wait = ComplaintForm(request.POST or None), 0
    if request.method == "POST" and form.is_valid():
        wait = count([OF_COMPLAINTS.of(str(me.pk))])
        if not wait:
            if not told_already(me, notice=one):
                complain_of_notice(me, one, form.cleaned_data["why"])
            messages.success(request, _("Merci. L’équipe du site lira votre signalement."))
            return redirect("exchange:notice", one.key)
    context = {
        "form": form,
        "text": f"{one.title}\n{one.text}",
        "who": name_of(one.by),
        "back": reverse("exchange:notice", args=[one.key]),
        "busy": bool(wait),
    }
    return render(request, "exchange/complaint.html", context, status=429 if wait else 200)


def _seen(key: str, user: User | None) -> Notice:
    """The notice of ``key``, if ``user`` may see it."""
    one = Notice.objects.select_related("by", "community").filter(key=key).first()
    if one is None:
        raise Http404
    if standing().filter(pk=one.pk).exists() or one.by == user:
        return one
    if user is None or not may(user, Right.MODERATE, stake_of_notice(one)):
        raise Http404
    return one


def _own(key: str, me: User) -> Notice:
    """A notice of one's own that was not removed; of another's there is none to change."""
    found: Notice = get_object_or_404(
        Notice.objects.select_related("by", "community"), key=key, by=me, removed_at=None
    )
    return found


def _moderated(request: HttpRequest, key: str) -> Notice:
    """The notice of ``key`` for those who look after its field."""
    one: Notice = get_object_or_404(
        Notice.objects.select_related("by", "community"), key=key, removed_at=None
    )
    insist(request, Right.MODERATE, stake_of_notice(one))
    return one


def _filled(one: Notice, form: NoticeForm) -> Notice:
    for name in ("way", "kind", "title", "text", "territory", "theme"):
        setattr(one, name, form.cleaned_data[name])
    one.community_id = form.cleaned_data.get("community") or None
    return one


def _chosen(request: HttpRequest) -> dict[str, str]:
    """What the address narrows by; what it cannot mean is left out."""
    place = FilterForm(request.GET)
    told = {
        "way": request.GET.get("way", ""),
        "kind": request.GET.get("kind", ""),
        "theme": request.GET.get("theme", "")[:40],
        "territory": place.cleaned_data["territory"] if place.is_valid() else "",
    }
    if told["way"] not in Notice.Way.values:
        told["way"] = ""
    if told["kind"] not in Notice.Kind.values:
        told["kind"] = ""
    return told


def _where(sheet: Sheet | None) -> str:
    """Where a notice for ``sheet`` is, unless its author says otherwise."""
    place = sheet.places.first() if sheet else None
    for level in ("commune", "departement", "region"):
        if place and getattr(place, level):
            return f"{level}:{getattr(place, level)}"
    return ""


def _say(request: HttpRequest, one: Notice) -> None:
    if one.held:
        told = _(
            "Votre annonce contient un lien ou demande un regard : elle paraîtra une fois relue."
        )
    else:
        told = _("Votre annonce est parue.")
    messages.success(request, told)
