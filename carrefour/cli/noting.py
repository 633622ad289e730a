"""What commands note in the log of acts, as done by someone at the command line."""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

from carrefour.cli.ending import ended

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carrefour.community.audit import Verb


def noted(verb: Verb, target: str, label: str = "", **details: Any) -> AbstractContextManager[None]:
    """Note what the block does; what it raises says that nothing was done, and is forgotten."""
    from carrefour.community.audit import COMMAND_LINE, noting

    return noting(None, verb, target, label, who=COMMAND_LINE, **details)


@contextmanager
def decided(verb: Verb, target: str, label: str = "", **details: Any) -> Iterator[None]:
    """Note a decision, which stands although the gazetteer lacks to apply it: the command ends."""
    from carrefour.territory.gazetteer import GazetteerError

    missing: GazetteerError | None = None
    with noted(verb, target, label, **details):
        try:
            yield
        except GazetteerError as error:
            missing = error
    if missing:
        raise ended(missing) from missing
