"""Looking at the whole installation: what is wrong, and the cure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from carrefour.operation.checks import configuration, files, records, searching, work
from carrefour.operation.finding import Finding, State, broken

Check = Callable[[], Finding]
_ALONE: tuple[Check, ...] = (
    configuration.secret_key,
    configuration.debug,
    configuration.hosts,
    configuration.https,
    configuration.private_addresses,
    configuration.mail,
    files.versions,
    files.user,
    files.rights,
    files.static,
    files.translations,
    searching.gazetteer,
    records.room,
)
# These ask the database: when it does not answer, its own fault is told once.
_OF_TABLES: tuple[Check, ...] = (
    records.role,
    records.planner,
    searching.engine,
    searching.index,
    searching.in_step,
    work.worker,
    work.runs,
    work.mail_waiting,
    work.sources,
    work.clock,
)


def examine() -> Iterator[Finding]:
    """Everything that was looked at, one after another."""
    for check in _ALONE:
        yield _looked(check)
    for check in (records.reachable, records.integrity, records.journal, records.migrations):
        found = _looked(check)
        yield found
        if found.state is State.BROKEN:
            return
    for check in _OF_TABLES:
        yield _looked(check)


def _looked(check: Check) -> Finding:
    """What ``check`` found; what it stumbles over is a finding too, and the others go on."""
    try:
        return check()
    except Exception as error:
        name = check.__name__.replace("_", " ")
        told = f"it could not be looked at: {type(error).__name__}: {error}"
        return broken(name, told, "mend what the message names, then ask again")
