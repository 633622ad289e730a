"""Writing mail to visitors, as plain text and as HTML, in their language."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from carrefour.community.models import Follow, Follower, Mail


def address(name: str, *args: object, params: str = "") -> str:
    """The whole address of a page in the present language, for links in mail."""
    path = reverse(name, args=args)
    return f"{settings.SITE_URL}{path}?{params}" if params else f"{settings.SITE_URL}{path}"


def letter(
    template: str,
    to: str,
    subject: str,
    context: dict[str, object],
    *,
    headers: dict[str, str] | None = None,
    follower: Follower | None = None,
    follow: Follow | None = None,
) -> Mail:
    """A mail in the present language, not saved yet.

    ``template`` names a pair of ``community/mail/``. Whatever ``subject`` holds stays on one line.
    """
    told = {**context, "subject": subject}
    return Mail(
        to=to,
        subject=" ".join(subject.splitlines())[:300],
        text=render_to_string(f"community/mail/{template}.txt", told),
        html=render_to_string(f"community/mail/{template}.html", told),
        headers=headers or {},
        follower=follower,
        follow=follow,
    )
