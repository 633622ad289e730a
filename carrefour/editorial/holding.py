"""What this room holds of a person, for the file that they may have."""

from __future__ import annotations

from carrefour.community.models import User
from carrefour.community.portable import Rows, addressed, holds
from carrefour.editorial.models import Article, Illustration, Issue, Subscriber, Version

addressed(Subscriber)


@holds("pages you wrote", Version)
def _versions(user: User) -> Rows:
    return Version.objects.filter(by=user).values("page", "language", "title", "body", "made_at")


@holds("news you wrote", Article)
def _articles(user: User) -> Rows:
    return Article.objects.filter(by=user).values("slug", "title", "changed_at")


@holds("images you added", Illustration)
def _illustrations(user: User) -> Rows:
    return Illustration.objects.filter(by=user).values("alt", "credit", "made_at")


@holds("newsletters you wrote", Issue)
def _issues(user: User) -> Rows:
    return Issue.objects.filter(by=user).values("subject", "made_at", "state")


@holds("newsletter you receive", Subscriber)
def _subscription(user: User) -> Rows:
    mine = Subscriber.objects.filter(email=user.email)
    return mine.values("email", "language", "asked_at", "confirmed_at")
