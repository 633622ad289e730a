"""Lines of the log: for people, or one JSON object each for programs.

The standard library's logging, since all that speaks here (Django, gunicorn, our rooms) speaks by
it: two formatters and a filter are all that it lacked.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType

import orjson
from django.http import HttpRequest

from carrefour.observation import work
from carrefour.observation.private import without_private
from carrefour.observation.spans import trace_id

_API = "/api/"
_MOST = 10_000  # characters of a message
# What these quote of an address may be a search: what someone looked for is theirs.
_OF_REQUESTS = ("django", "gunicorn", "carrefour.observation")
_REFUSED = "django.security."
_QUERY = re.compile(r"\?\S*")
_log = logging.getLogger("carrefour")


class Heeded(logging.Filter):
    """Lets lines pass from the level ``least`` on.

    That a program asked the API amiss is its own affair: such lines count as INFO. What Django
    refused of a request as suspect (an address that names a foreign host, a form of too many
    fields) is no fault of the site: it counts as WARNING, without a traceback. Django's own
    loggers have levels of their own, so the level of the root would not hold them.
    """

    def __init__(self, least: str) -> None:
        super().__init__()
        self._least = logging.getLevelNamesMapping()[least]

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether ``record`` is to be written."""
        asked = getattr(record, "request", None)
        of_api = isinstance(asked, HttpRequest) and asked.path_info.startswith(_API)
        if of_api and record.levelno == logging.WARNING:
            record.levelno, record.levelname = logging.INFO, "INFO"
        if record.name.startswith(_REFUSED) and record.levelno == logging.ERROR:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = None
        return record.levelno >= self._least


class AsText(logging.Formatter):
    """A line for people: when, how grave, who says it, what, then what was at work on."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the traceback under it if there is one."""
        when = datetime.fromtimestamp(record.created).astimezone().isoformat(" ", "milliseconds")
        said = " ".join(f"{name}={value}" for name, value in _facts(record).items())
        line = f"{when} {record.levelname} {record.name} {_message(record)}"
        return "\n".join(filter(None, (f"{line} [{said}]" if said else line, _fault(self, record))))


class AsJson(logging.Formatter):
    """A line for programs: one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """The object: time (UTC), level, logger, message, the facts, and the exception."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **_facts(record),
        }
        if fault := _fault(self, record):
            told["exception"] = fault
        return orjson.dumps(told, default=str).decode()


def formatter(kind: str) -> logging.Formatter:
    """The formatter of ``kind``: "text" or "json"."""
    return AsJson() if kind == "json" else AsText()


def log_faults() -> None:
    """Have what ends a process or a thread unforeseen told as a line too, and warnings."""

    def told(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
        else:
            _log.critical("the process ends by a fault", exc_info=(kind, fault, trace))

    def of_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            fault = (told.exc_type, told.exc_value, told.exc_traceback)
            _log.critical("a thread ends by a fault", exc_info=fault)

    sys.excepthook, threading.excepthook = told, of_thread
    logging.captureWarnings(capture=True)


def _facts(record: logging.LogRecord) -> dict[str, object]:
    more: dict[str, object] = getattr(record, "facts", {})
    traced = {"trace": told} if (told := trace_id()) else {}
    return {**work.facts(), **traced, **more}


def _message(record: logging.LogRecord) -> str:
    told = record.getMessage()[:_MOST]
    if record.name.startswith(_OF_REQUESTS):
        told = _QUERY.sub("?…", told)
    # A line that begins anew within a message could be taken for another's.
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in without_private(told))


def _fault(writer: logging.Formatter, record: logging.LogRecord) -> str:
    parts = [writer.formatException(record.exc_info)] if record.exc_info else []
    parts += [writer.formatStack(record.stack_info)] if record.stack_info else []
    told = without_private("\n".join(parts)[-10 * _MOST :])
    return told.encode("utf-8", "backslashreplace").decode()
