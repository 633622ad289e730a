"""Which person someone is whom a provider vouches for.

A provider's word that an address is verified is taken. Without it the address must be proved by a
mailed link, opened in the browser that came from the provider: else a stranger who gave our
person's address there could have their identity joined to the account.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from carrefour.community.audit import Verb, note
from carrefour.community.models import Identity, User

JOINED = Verb("identity.joined", _("a relié son compte à un fournisseur d’identité"))
PARTED = Verb("identity.parted", _("a séparé son compte d’un fournisseur d’identité"))
_WAITING = "identity"


@dataclass(frozen=True, slots=True)
class Vouched:
    """Someone as a provider vouches for them; ``email`` may be empty, and is in small letters."""

    issuer: str
    subject: str
    email: str
    verified: bool
    name: str


def known_as(vouched: Vouched) -> User | None:
    """Whose account it is: one that was joined before, or that has the verified address."""
    found = Identity.objects.filter(issuer=vouched.issuer, subject=vouched.subject)
    identity = found.select_related("user").first()
    if identity:
        return identity.user
    if vouched.verified and vouched.email:
        return User.objects.filter(email=vouched.email).first()
    return None


def join(user: User, issuer: str, subject: str) -> bool:
    """Let ``user`` sign in as the one whom a provider knows so; False if that is someone else."""
    identity, made = Identity.objects.get_or_create(
        issuer=issuer, subject=subject, defaults={"user": user}
    )
    if made:
        note(user, JOINED, f"person:{user.pk}", issuer)
    return identity.user_id == user.pk


def part(user: User, pk: int) -> bool:
    """Let ``user`` sign in by that identity no more; False if it is not theirs."""
    gone, _all = user.identities.filter(pk=pk).delete()
    if gone:
        note(user, PARTED, f"person:{user.pk}")
    return bool(gone)


def let_wait(request: HttpRequest, vouched: Vouched) -> None:
    """Keep ``vouched`` in the session until whoever opened it proves the address by mail."""
    request.session[_WAITING] = asdict(vouched)


def waiting(request: HttpRequest, email: str) -> Vouched | None:
    """Who waits to prove that ``email`` is theirs."""
    kept = request.session.get(_WAITING)
    return Vouched(**kept) if kept and kept["email"] == email else None


def join_what_waits(request: HttpRequest, user: User) -> None:
    """Join what waits in a session that just became that of ``user``, if the address is theirs."""
    one = waiting(request, user.email)
    request.session.pop(_WAITING, None)
    if one:
        join(user, one.issuer, one.subject)
