"""The discussion of a community: words and answers to them, one level deep."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.community.audit import Verb, note
from carrefour.community.limits import Limit
from carrefour.community.models import User
from carrefour.exchange.models import Community, Post
from carrefour.exchange.people import must_wait

SHORTEST, LONGEST = 2, 5000  # characters of a post
BY_A_PERSON = Limit("exchange.post", 20, timedelta(hours=1))
POSTED = Verb("exchange.posted", _("a écrit dans une communauté"))
EDITED = Verb("exchange.post-edited", _("a changé ce qui était écrit dans une communauté"))
WITHDRAWN = Verb("exchange.post-withdrawn", _("a retiré son propre texte d’une communauté"))
REMOVED = Verb("exchange.post-removed", _("a retiré un texte d’une communauté"))
LOCKED = Verb("exchange.post-locked", _("a fermé une discussion"))
UNLOCKED = Verb("exchange.post-unlocked", _("a rouvert une discussion"))
LET_GO = Verb("exchange.post-released", _("a laissé paraître un texte retenu"))


def topics(community: Community, reader: User | None) -> QuerySet[Post]:
    """What begins a discussion, the latest first, with how many answers ``reader`` may read."""
    seen = _seen_by(reader)
    answers = Q(replies__held=False, replies__removed_at=None)
    begun = Post.objects.filter(seen, community=community, parent=None).select_related("by")
    # What was taken back and that nobody answered says nothing any more.
    begun = begun.annotate(answers=Count("replies", filter=answers))
    return begun.exclude(~Q(removed_at=None), answers=0).order_by("-made_at", "-pk")


def topic_of(community: Community, key: str, reader: User | None) -> Post | None:
    """The post of ``key`` that begins a discussion, with its answers, if ``reader`` may read it."""
    replies = Post.objects.filter(_seen_by(reader)).select_related("by")
    begun = Post.objects.filter(_seen_by(reader), community=community, parent=None, key=key)
    found = begun.select_related("by", "community").prefetch_related(Prefetch("replies", replies))
    return found.first()


def post_of(community: Community, key: str, reader: User | None) -> Post | None:
    """The post of ``key``, if ``reader`` may read it and it was not removed."""
    standing = Post.objects.filter(_seen_by(reader), community=community, removed_at=None, key=key)
    return standing.select_related("by", "parent", "community").first()


def write(community: Community, by: User, text: str, parent: Post | None = None) -> Post:
    """A post of ``by``, or an answer to ``parent``; held to be read first where it must be."""
    with transaction.atomic():
        held = must_wait(by, text)
        post = Post.objects.create(community=community, by=by, text=text, parent=parent, held=held)
        note(by, POSTED, f"post:{post.key}", community.name)
    return post


def edit(post: Post, by: User, text: str) -> None:
    """Change the text of a post, which says so; a link that was added has it read first."""
    with transaction.atomic():
        post.text, post.edited_at = text, timezone.now()
        post.held = post.held or must_wait(by, text)
        post.save(update_fields=["text", "edited_at", "held"])
        note(by, EDITED, f"post:{post.key}", post.community.name)


def remove(post: Post, by: User, reason: str) -> None:
    """Take a post away: its text is deleted, and ``reason`` told in its place.

    Its own author needs no reason.
    """
    with transaction.atomic():
        post.text, post.removed_at, post.reason, post.held = "", timezone.now(), reason, False
        post.save(update_fields=["text", "removed_at", "reason", "held"])
        verb = REMOVED if reason else WITHDRAWN
        note(by, verb, f"post:{post.key}", post.community.name, reason=reason)


def lock(post: Post, by: User, *, locked: bool) -> None:
    """Let a discussion take no more answers, or take them again."""
    with transaction.atomic():
        if Post.objects.filter(pk=post.pk, locked=not locked).update(locked=locked):
            note(by, LOCKED if locked else UNLOCKED, f"post:{post.key}", post.community.name)


def release(post: Post, by: User) -> None:
    """Let a held post appear."""
    with transaction.atomic():
        if Post.objects.filter(pk=post.pk, held=True).update(held=False):
            note(by, LET_GO, f"post:{post.key}", post.community.name)


def _seen_by(reader: User | None) -> Q:
    """What all may read, and what ``reader`` wrote."""
    return Q(held=False) | Q(by=reader) if reader else Q(held=False)
