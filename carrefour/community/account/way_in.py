"""Ways in that are mailed: to sign up, to sign in without a password, to choose a new one.

Whoever asks is answered alike, whether the address is known or not: a mail goes to it in each case,
and says there what the case is. Nothing is kept of an address until its person opens the link.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from carrefour.community.account.sealing import seal, unseal
from carrefour.community.audit import Verb, note
from carrefour.community.letters import address, letter, write_to
from carrefour.community.limits import Limit, count
from carrefour.community.models import User

OF_AN_EMAIL = Limit("way-in.email", 6, timedelta(days=1))  # mails that a stranger can cause
OF_AN_ADDRESS = Limit("way-in.address", 20, timedelta(hours=1))
MOVES_OF_A_PERSON = Limit("way-in.person", 5, timedelta(days=1))  # new addresses asked for
LASTS = timedelta(minutes=30)  # a way in to an account that there is
LASTS_NEW = timedelta(days=2)  # a way to a new account
SIGNED_UP = Verb("account.made", _("a créé son compte"))
MOVED = Verb("account.moved", _("a changé d’adresse électronique"))
_TEMPLATE = "community/mail/way_in"


class Wish(StrEnum):
    """What someone asks a link for."""

    SIGN_UP = "sign-up"
    SIGN_IN = "sign-in"
    PASSWORD = "password"  # noqa: S105 - a word


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Someone whose address is theirs, since they opened the link, and who has no account yet."""

    email: str
    target: str


def send(email: str, wish: Wish, target: str = "") -> None:
    """Write to ``email`` the link that its person can go on by, to ``target`` in the end.

    More than some mails a day are not written, in silence.
    """
    if count([OF_AN_EMAIL.of(email)]):
        return
    user = User.objects.filter(email=email).first()
    if user and user.is_active:
        _send_to_person(user, wish, target)
    else:
        _send_to_stranger(email, target, closed=user is not None)


def person_of(token: str, wish: Wish) -> tuple[User, str] | None:
    """Whose way in it is, and where they go; ``None`` for one that is false, late or used."""
    told = unseal(wish, token, LASTS)
    if told is None:
        return None
    user = User.objects.filter(pk=told["user"], is_active=True).first()
    if user is None or told["state"] != _state(user):
        return None
    return user, str(told["target"])


def newcomer_of(token: str) -> Newcomer | None:
    """Whose way to a new account it is; ``None`` for one that is false or late."""
    told = unseal("newcomer", token, LASTS_NEW)
    return Newcomer(told["email"], told["target"]) if told else None


def make_account(newcomer: Newcomer, name: str, password: str | None) -> User | None:
    """The account of ``newcomer``; ``None`` when their address has one by now."""
    language = get_language() or "fr"
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                newcomer.email, password, name=name, language=language, seen_on=timezone.localdate()
            )
            note(user, SIGNED_UP, f"person:{user.pk}", name)
    except IntegrityError:
        return None
    return user


def send_new_address(user: User, email: str) -> None:
    """Write to ``email`` the link by which it becomes the address of ``user``.

    It is written to whether it has an account or not; the link then says that it cannot serve.
    """
    if count([OF_AN_EMAIL.of(email), MOVES_OF_A_PERSON.of(str(user.pk))]):
        return
    told = {"user": user.pk, "email": email, "state": _state(user)}
    lines = [gettext("Pour que cette adresse devienne celle de votre compte, confirmez-la.")]
    _letter(
        email,
        gettext("Confirmez votre nouvelle adresse"),
        lines,
        address("community:address-confirm", seal("address", told)),
        gettext("Confirmer l’adresse"),
        gettext("Le lien sert une fois, pendant une demi-heure."),
    )


def move(user: User, token: str) -> bool:
    """Give ``user`` the address that the link of `send_new_address` proves; False if it cannot.

    The address before is told, since whoever has the session is perhaps not its person.
    """
    told = unseal("address", token, LASTS)
    if told is None or told["user"] != user.pk or told["state"] != _state(user):
        return False
    try:
        with transaction.atomic():
            _tell_old_address(user, told["email"])
            user.email = told["email"]
            user.save(update_fields=["email"])
            note(user, MOVED, f"person:{user.pk}")
    except IntegrityError:
        return False
    return True


def tell_password_set(user: User) -> None:
    """Write to ``user`` that their password changed: perhaps it was not they who did it."""
    with override(user.language):
        lines = [
            gettext("Le mot de passe de votre compte Carrefour vient de changer."),
            gettext("Si ce n’est pas vous, choisissez-en un autre tout de suite."),
        ]
        context: dict[str, object] = {
            "lines": lines,
            "page": address("community:password-forgotten"),
            "page_words": gettext("Choisir un nouveau mot de passe"),
        }
        subject = gettext("Votre mot de passe a changé")
        write_to(user, "community/mail/account", subject, context)


def _tell_old_address(user: User, email: str) -> None:
    left, _at, host = email.partition("@")
    lines = [
        gettext("L’adresse de votre compte Carrefour vient de devenir %(email)s.")
        % {"email": f"{left[:1]}…@{host}"},
        gettext("Si ce n’est pas vous, écrivez-nous sans attendre."),
    ]
    mail = letter(
        "community/mail/account",
        user.email,
        gettext("L’adresse de votre compte a changé"),
        {
            "lines": lines,
            "user": user,
            "page": settings.CONTACT_URL,
            "page_words": gettext("Nous écrire"),
        },
    )
    mail.save()


def _send_to_person(user: User, wish: Wish, target: str) -> None:
    wish = Wish.SIGN_IN if wish == Wish.SIGN_UP else wish
    token = seal(wish, {"user": user.pk, "state": _state(user), "target": target})
    lasts = _("Le lien sert une fois, pendant une demi-heure.")
    with override(user.language):
        if wish == Wish.SIGN_IN:
            subject = gettext("Votre lien pour vous connecter")
            line = gettext("Vous avez un compte : ce lien vous connecte, sans mot de passe.")
            page, words = address("community:way-in", token), gettext("Me connecter")
        else:
            subject = gettext("Choisir un nouveau mot de passe")
            line = gettext("Ce lien vous laisse choisir un nouveau mot de passe.")
            page, words = address("community:password-new", token), gettext("Choisir")
        context: dict[str, object] = {
            "lines": [line], "page": page, "page_words": words, "lasts": lasts,
        }  # fmt: skip
        write_to(user, _TEMPLATE, subject, context)


def _send_to_stranger(email: str, target: str, *, closed: bool) -> None:
    if closed or not settings.SIGN_UP_OPEN:
        why = (
            gettext("Le compte de cette adresse est fermé.")
            if closed
            else gettext("Aucun compte n’a cette adresse, et les inscriptions sont fermées.")
        )
        _letter(email, gettext("Votre demande sur Carrefour"), [why], "", "", "")
        return
    told = {"email": email, "target": target}
    _letter(
        email,
        gettext("Créez votre compte"),
        [gettext("Aucun compte n’a encore cette adresse. Ce lien vous permet d’en créer un.")],
        address("community:sign-up-confirm", seal("newcomer", told)),
        gettext("Créer mon compte"),
        gettext("Le lien est valable deux jours. Si vous ne l’ouvrez pas, rien n’est gardé."),
    )


def _letter(to: str, subject: str, lines: list[str], page: str, words: str, lasts: str) -> None:
    context: dict[str, object] = {
        "lines": lines, "page": page, "page_words": words, "lasts": lasts,
    }  # fmt: skip
    letter(_TEMPLATE, to, subject, context).save()


def _state(user: User) -> str:
    """What changes once a link was used: a sign-in, a new password or a new address ends it."""
    state = f"{user.pk}.{user.email}.{user.password}.{user.last_login}"
    return salted_hmac("carrefour.way-in", state, algorithm="sha256").hexdigest()[:32]
