"""Writing mail to visitors and to people with an account, as text and as HTML, in their language.

What is no answer to something that a person just did is of a `Kind`, which they may decline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import override

from carrefour.community.models import Follow, Follower, Mail, User
from carrefour.community.post import leaving

KINDS: dict[str, Kind] = {}
_DECLINE = Signer(salt="carrefour.letters.decline")


@dataclass(frozen=True, slots=True)
class Kind:
    """Letters that someone may decline; ``words`` name them where people choose.

    Made once, at the head of the module that writes them.
    """

    name: str
    words: str | Promise

    def __post_init__(self) -> None:
        KINDS[self.name] = self


def address(name: str, *args: object, params: str = "") -> str:
    """The whole address of a page in the present language, for links in mail."""
    path = reverse(name, args=args)
    return f"{settings.SITE_URL}{path}?{params}" if params else f"{settings.SITE_URL}{path}"


def letter(
    template: str,
    to: str,
    subject: str,
    context: Mapping[str, object],
    *,
    headers: dict[str, str] | None = None,
    follower: Follower | None = None,
    follow: Follow | None = None,
) -> Mail:
    """A mail in the present language, not saved yet.

    ``template`` names a pair of files, ``.txt`` and ``.html``. Whatever ``subject`` holds stays on
    one line.
    """
    told = {**context, "subject": subject}
    return Mail(
        to=to,
        subject=" ".join(subject.splitlines())[:300],
        text=render_to_string(f"{template}.txt", told),
        html=render_to_string(f"{template}.html", told),
        headers=headers or {},
        follower=follower,
        follow=follow,
    )


def write_to(
    user: User,
    template: str,
    subject: str | Promise,
    context: Mapping[str, object],
    *,
    kind: Kind | None = None,
    values: dict[str, object] | None = None,
) -> Mail | None:
    """Have a mail wait that goes to ``user``, in their language; ``None`` if they declined it.

    ``subject`` is a lazy translation, filled with ``values``. One that has a ``kind`` tells how to
    decline it, by a link in its foot (``decline``) and by the mail program's own button.
    """
    if not user.is_active or (kind and kind.name in user.declined):
        return None
    with override(user.language):
        told = str(subject) % values if values else str(subject)
        decline = address("community:decline", decline_token(user, kind)) if kind else ""
        mail = letter(
            template,
            user.email,
            told,
            {**context, "user": user, "kind": kind, "decline": decline},
            headers=leaving(decline) if kind else None,
        )
    mail.user = user
    mail.save()
    return mail


def decline_token(user: User, kind: Kind) -> str:
    """What proves that its bearer got a letter of ``kind`` to ``user``."""
    return _DECLINE.sign(f"{user.pk}.{kind.name}")


def declined_by(token: str) -> tuple[User, Kind] | None:
    """Who declines what; ``None`` for a false token, and when either is gone."""
    try:
        pk, _, name = _DECLINE.unsign(token).partition(".")
    except BadSignature:
        return None
    user, kind = User.objects.filter(pk=pk).first(), KINDS.get(name)
    return (user, kind) if user and kind else None
