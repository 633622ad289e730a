"""The discussion of a community: read by all, written by its members."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carrefour.community.access import insist, person, signed_in, user_of
from carrefour.community.limits import count
from carrefour.community.models import User
from carrefour.community.rights import Right, may
from carrefour.community.visiting import TRAP, is_machine
from carrefour.exchange.complaining import OF_A_PERSON as OF_COMPLAINTS
from carrefour.exchange.complaining import complain_of_post, told_already
from carrefour.exchange.discussing import (
    BY_A_PERSON,
    edit,
    lock,
    post_of,
    release,
    remove,
    topic_of,
    topics,
    write,
)
from carrefour.exchange.fields import stake_of_community
from carrefour.exchange.forms.communities import PostForm, ReasonForm
from carrefour.exchange.forms.letters import ComplaintForm
from carrefour.exchange.models import Community, Joining, Post
from carrefour.exchange.people import name_of
from carrefour.exchange.reviewing import one_of, waiting
from carrefour.exchange.views.communities import runs, seen

PER_PAGE = 20


def discussion(request: HttpRequest, slug: str) -> HttpResponse:
    """What was said in a community, the latest first, and the form to begin."""
    one, user = seen(slug), user_of(request)
    writes = may_write(user, one)
    form, wait = PostForm(request.POST or None), 0
    if request.method == "POST":
        if user is None or not writes:
            raise PermissionDenied
        if form.is_valid():
            wait = 0 if is_machine(request) else count([BY_A_PERSON.of(str(user.pk))])
            if not wait:
                if not is_machine(request):
                    _say(request, write(one, user, form.cleaned_data["text"]))
                return redirect("exchange:discussion", one.pk)
    page = Paginator(topics(one, user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "community": one,
        "page": page,
        "topics": list(page),
        "writes": writes,
        "form": form,
        "busy": bool(wait),
        "trap": TRAP,
    }
    status = 429 if wait else 422 if form.errors else 200
    return render(request, "exchange/discussion.html", context, status=status)


def topic(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One text with the answers to it, and the form to answer."""
    one, user = seen(slug), user_of(request)
    begun = topic_of(one, key, user)
    if begun is None:
        raise Http404
    answers = bool(may_write(user, one) and not begun.locked and not begun.removed_at)
    form, wait = PostForm(request.POST or None), 0
    if request.method == "POST":
        if user is None or not answers:
            raise PermissionDenied
        if form.is_valid():
            wait = 0 if is_machine(request) else count([BY_A_PERSON.of(str(user.pk))])
            if not wait:
                if not is_machine(request):
                    _say(request, write(one, user, form.cleaned_data["text"], begun))
                return redirect("exchange:topic", one.pk, begun.key)
    context = {
        "community": one,
        "topic": begun,
        "posts": [begun, *begun.replies.all()],
        "answers": answers,
        "runs": runs(user, one),
        "open": one.state == Community.State.OPEN,
        "form": form,
        "busy": bool(wait),
        "trap": TRAP,
    }
    status = 429 if wait else 422 if form.errors else 200
    return render(request, "exchange/topic.html", context, status=status)


@signed_in
def editing(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Change a text of one's own."""
    one, me = seen(slug), person(request)
    post = _own(one, key, me)
    if not may_write(me, one):
        raise PermissionDenied
    form = PostForm(request.POST or None, initial={"text": post.text})
    if request.method == "POST" and form.is_valid():
        edit(post, me, form.cleaned_data["text"])
        _say(request, post)
        return redirect(_page_of(post))
    context = {"community": one, "form": form, "back": _page_of(post)}
    status = 422 if form.errors else 200
    return render(request, "exchange/edit_post.html", context, status=status)


@signed_in
def withdrawing(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Take back a text of one's own, after a question."""
    one, me = seen(slug), person(request)
    post = _own(one, key, me)
    if request.method == "POST":
        remove(post, me, "")
        messages.success(request, _("Votre texte est retiré."))
        return redirect("exchange:discussion", one.pk)
    context = {"community": one, "post": post, "back": _page_of(post)}
    return render(request, "exchange/withdraw_post.html", context)


@signed_in
def removing(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Remove what someone wrote, with a reason that all may read."""
    one, me = seen(slug), person(request)
    insist(request, Right.RUN_COMMUNITY, stake_of_community(one))
    post = _held_too(one, key)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        remove(post, me, form.cleaned_data["reason"])
        messages.success(request, _("Le texte est retiré."))
        return redirect("exchange:discussion", one.pk)
    context = {"community": one, "post": post, "form": form, "back": _page_of(post)}
    status = 422 if form.errors else 200
    return render(request, "exchange/remove_post.html", context, status=status)


@require_POST
@signed_in
def releasing(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Let a held text appear."""
    me = person(request)
    post = one_of(waiting(me).posts, key=key, community_id=slug)
    if post is None:
        raise Http404
    release(post, me)
    messages.success(request, _("Le texte est paru."))
    return redirect("exchange:review")


@require_POST
@signed_in
def locking(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Let a discussion take no more answers, or take them again."""
    one, me = seen(slug), person(request)
    insist(request, Right.RUN_COMMUNITY, stake_of_community(one))
    begun = topic_of(one, key, me)
    if begun is None:
        raise Http404
    lock(begun, me, locked="unlock" not in request.POST)
    return redirect("exchange:topic", one.pk, begun.key)


@signed_in
def complaint(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Tell of an abuse in what someone wrote."""
    one, me = seen(slug), person(request)
    post = post_of(one, key, me)
    if post is None or post.by == me:
        raise Http404
    form, wait = ComplaintForm(request.POST or None), 0
    if request.method == "POST" and form.is_valid():
        wait = count([OF_COMPLAINTS.of(str(me.pk))])
        if not wait:
            if not told_already(me, post=post):
                complain_of_post(me, post, form.cleaned_data["why"])
            messages.success(request, _("Merci. L’équipe du site lira votre signalement."))
            return redirect(_page_of(post))
    context = {
        "form": form,
        "text": post.text,
        "who": name_of(post.by),
        "back": _page_of(post),
        "busy": bool(wait),
    }
    return render(request, "exchange/complaint.html", context, status=429 if wait else 200)


def may_write(user: User | None, one: Community) -> bool:
    """Whether ``user`` may write in a community: while it is open, as a member or a moderator."""
    if user is None or one.state != Community.State.OPEN:
        return False
    joined = Joining.objects.filter(community=one, user=user).exists()
    return may(user, Right.POST, stake_of_community(one, user if joined else None))


def _own(one: Community, key: str, me: User) -> Post:
    """The text of ``key``, if it is one's own; of another's there is none to change."""
    post = post_of(one, key, me)
    if post is None or post.by != me:
        raise Http404
    return post


def _held_too(one: Community, key: str) -> Post:
    """The text of ``key``, whether it waits or was seen."""
    standing = Post.objects.filter(community=one, removed_at=None, key=key)
    post = standing.select_related("by", "parent", "community").first()
    if post is None:
        raise Http404
    return post


def _page_of(post: Post) -> str:
    """Where a text stands: on the page of what it answers, or on its own."""
    begun = post.parent or post
    return f"{reverse('exchange:topic', args=[post.community_id, begun.key])}#m{post.pk}"


def _say(request: HttpRequest, post: Post) -> None:
    if post.held:
        told = _("Votre texte contient un lien ou demande un regard : il paraîtra une fois relu.")
    else:
        told = _("Votre texte est paru.")
    messages.success(request, told)
