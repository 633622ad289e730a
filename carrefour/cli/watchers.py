"""`carrefour source watch` and `unwatch`: whom an e-mail tells how a source fares."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

out, err = Console(highlight=False), Console(stderr=True, highlight=False)
Name = Annotated[str, typer.Argument(metavar="SOURCE", help="Id of a source")]


def watch(
    source: Name,
    email: str,
    language: Annotated[str, typer.Option(help="fr or en")] = "fr",
) -> None:
    """Tell someone by e-mail when a source fails, is held, is late, or works again."""
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import transaction

    from carrefour.catalogue.definition_file import DefinitionError
    from carrefour.catalogue.models import Source
    from carrefour.community.audit import COMMAND_LINE, masked, note
    from carrefour.desk.acts import WATCHED
    from carrefour.harvest.models import Watcher
    from carrefour.pipeline.registry import UnknownSource, find_definition, register

    languages = [code for code, _ in settings.LANGUAGES]
    if language not in languages:
        raise typer.BadParameter(f"'{language}' is not one of {', '.join(languages)}")
    address = email.strip().lower()
    try:
        validate_email(address)
        known = Source.objects.filter(pk=source).first()
        one = known or register(find_definition(source))
    except (DefinitionError, UnknownSource, ValidationError) as error:
        wrong_address = isinstance(error, ValidationError)
        told = f"'{email}' is no e-mail address" if wrong_address else str(error)
        err.print(told, style="red", markup=False)
        raise typer.Exit(1) from error
    with transaction.atomic():
        Watcher.objects.update_or_create(source=one, email=address, defaults={"language": language})
        seen = masked(address)
        note(None, WATCHED, f"source:{one.pk}", one.title, who=COMMAND_LINE, address=seen)
    out.print(f"{address} watches {source}.", markup=False)
    if not settings.EMAIL_HOST:
        err.print("No mail is sent yet: set CARREFOUR_SMTP_URL.", style="yellow")


def unwatch(source: Name, email: str) -> None:
    """Tell someone no more how a source fares."""
    from django.db import transaction

    from carrefour.community.audit import COMMAND_LINE, masked, note
    from carrefour.desk.acts import UNWATCHED
    from carrefour.harvest.models import Watcher

    address = email.strip().lower()
    with transaction.atomic():
        gone, _ = Watcher.objects.filter(source=source, email=address).delete()
        if gone:
            seen = masked(address)
            note(None, UNWATCHED, f"source:{source}", source, who=COMMAND_LINE, address=seen)
    if not gone:
        err.print(f"{email} does not watch {source}.", style="red", markup=False)
        raise typer.Exit(1)
    out.print(f"{email} watches {source} no more.", markup=False)
