"""`carrefour operator …`: who may use the desk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from carrefour.cli.ending import ended

if TYPE_CHECKING:
    from carrefour.community.models import User

operators = typer.Typer(help="Who may use the operator's desk.", no_args_is_help=True)
out = Console(highlight=False)
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from the first line of stdin")
]


@operators.command()
def add(
    email: str,
    name: Annotated[str, typer.Option(help="As colleagues see it")] = "",
    language: Annotated[str, typer.Option(help="fr or en")] = "fr",
    password_stdin: FromStdin = False,
) -> None:
    """Give someone an account of an operator, or make their account one."""
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from carrefour.community.models import User

    if language not in dict(settings.LANGUAGES):
        raise typer.BadParameter(
            f"'{language}' is not one of {', '.join(dict(settings.LANGUAGES))}"
        )
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ended(f"'{email}' is no e-mail address") from error
    if found := User.objects.filter(email=address).first():
        if found.is_operator:
            raise ended(f"{address} is an operator already; 'operator password' sets a new one")
        found.is_operator = True
        with _noted("added", found):
            found.save(update_fields=["is_operator"])
        out.print(f"{address} is an operator now; the password stays.", markup=False)
        return
    user = User(email=address, name=name[:150], language=language, is_operator=True)
    user.set_password(_password(user, from_stdin=password_stdin))
    with _noted("added", user):
        user.save()
    out.print(f"{address} is an operator now.", markup=False)


@operators.command()
def password(email: str, password_stdin: FromStdin = False) -> None:
    """Set a new password for an operator; whoever is signed in by the old one is signed out."""
    user = _operator(email)
    user.set_password(_password(user, from_stdin=password_stdin))
    with _noted("password", user):
        user.save(update_fields=["password"])
    out.print(f"{user.email} has a new password.", markup=False)


@operators.command("forget-code")
def forget_code(email: str) -> None:
    """Ask an operator for no code, who lost their phone; they have some days to add a new one."""
    from carrefour.community.account.second_step import remove as remove_second_step

    user = _operator(email)
    if not remove_second_step(user, None):
        raise ended(f"{user.email} is asked for no code")
    out.print(f"{user.email} is asked for no code any more.", markup=False)


@operators.command("list")
def list_() -> None:
    """Every operator."""
    from django.utils.timezone import localtime

    from carrefour.community.account.second_step import has_second_step
    from carrefour.community.models import User

    table = Table("e-mail", "name", "since", "last signed in", "second step")
    for user in User.objects.filter(is_operator=True).order_by("email"):
        second = "yes" if has_second_step(user) else "no"
        last = f"{localtime(user.last_login):%Y-%m-%d}" if user.last_login else "never"
        table.add_row(user.email, user.name, f"{localtime(user.joined_at):%Y-%m-%d}", last, second)
    out.print(table)


@operators.command()
def remove(email: str) -> None:
    """Delete the account of an operator."""
    user = _operator(email)
    with _noted("removed", user):
        user.delete()
    out.print(f"{email} has no account any more.", markup=False)


@contextmanager
def _noted(verb: str, user: User) -> Iterator[None]:
    """Note in the log of acts what the block does to an operator, together with it."""
    from django.db import transaction

    from carrefour.community.audit import COMMAND_LINE, masked, note
    from carrefour.desk.acts import OPERATORS

    with transaction.atomic():
        yield
        note(None, OPERATORS[verb], "operator", user.name or masked(user.email), who=COMMAND_LINE)


def _operator(email: str) -> User:
    from carrefour.community.models import User

    user = User.objects.filter(email=email.strip().lower(), is_operator=True).first()
    if user is None:
        raise ended(f"{email} is no operator; 'carrefour operator list' names them")
    return user


def _password(user: User, *, from_stdin: bool) -> str:
    """A password that is good enough, from stdin or asked for twice."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.utils.translation import override

    if from_stdin:
        chosen = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        chosen = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    else:
        raise ended("there is no terminal to ask for a password; use --password-stdin")
    try:
        with override("en"):
            validate_password(chosen, user)
    except ValidationError as error:
        raise ended(" ".join(error.messages)) from error
    return str(chosen)
