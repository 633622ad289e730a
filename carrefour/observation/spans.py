"""Traces, by OpenTelemetry: on with ``OTEL_EXPORTER_OTLP_ENDPOINT`` and the extra ``traces``.

Spans are made by us, not by instrumentation of libraries: those write whole addresses, searches and
all, and the network addresses of visitors. Ours hold names of routes, of sources, verbs of the
database, and counts. While traces are off `span` does nothing, and nothing of OpenTelemetry is
loaded.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from carrefour import __version__
from carrefour.observation.work import is_answering

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

About = Mapping[str, str | int | float | bool]
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
# Of the process the SDK would tell by itself its command line, the host, the user.
_DETECTORS = "OTEL_EXPERIMENTAL_RESOURCE_DETECTORS"
log = logging.getLogger(__name__)
_tracer: Tracer | None = None


class Spoken(Protocol):
    """A span that is under way."""

    def tell(self, about: About, name: str = "") -> None:
        """Tell more about it, and its ``name`` if that is known only now."""


class _Nobody:
    """Where nobody listens."""

    def tell(self, about: About, name: str = "") -> None:
        """Tell nobody."""


class _Told:
    def __init__(self, span: Span) -> None:
        self._span = span

    def tell(self, about: About, name: str = "") -> None:
        self._span.set_attributes(dict(about))
        if name:
            self._span.update_name(name)


_NOBODY = _Nobody()


def begin_traces(part: str) -> bool:
    """Send traces of this process, which is ``part`` of Carrefour, if they are asked for.

    Whether they are. Without the extra it says so in the log, and all goes on without.
    """
    global _tracer  # noqa: PLW0603 - one for the process, as OpenTelemetry has it
    if _tracer is not None:
        return True
    if not os.environ.get(ENDPOINT):
        return False
    os.environ.setdefault(_DETECTORS, "otel")
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError:
        log.warning("%s is set, but not the extra: pip install 'carrefour[traces]'", ENDPOINT)
        return False
    named = {"service.name": f"carrefour-{part}", "service.version": __version__}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    _tracer = provider.get_tracer("carrefour", __version__)
    connection_created.connect(_watch, dispatch_uid="carrefour.observation.spans")
    return True


def span(name: str, about: About | None = None) -> AbstractContextManager[Spoken]:
    """What is done in the block, under ``name``; more may be told ``about`` it meanwhile.

    A fault is noted by its kind alone: its message may quote what people wrote.
    """
    if _tracer is None:
        return nullcontext(_NOBODY)
    return _spanned(_tracer, name, about or {})


def trace_id() -> str:
    """The id of the trace that goes on; empty when there is none."""
    if _tracer is None:
        return ""
    from opentelemetry.trace import get_current_span

    context = get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""


@contextmanager
def _spanned(tracer: Tracer, name: str, about: About) -> Iterator[Spoken]:
    from opentelemetry.trace import Status, StatusCode

    with tracer.start_as_current_span(
        name, attributes=dict(about), record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield _Told(current)
        except BaseException as fault:
            current.set_status(Status(StatusCode.ERROR, type(fault).__name__))
            raise


def _watch(connection: BaseDatabaseWrapper, **_kwargs: object) -> None:
    if _asked not in connection.execute_wrappers:
        connection.execute_wrappers.append(_asked)


def _asked(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """A question to the database, told by its verb alone: what it asks for never leaves.

    Those of a harvest are too many to be told: its span has the counts.
    """
    if not is_answering():
        return execute(sql, params, many, context)
    verb = sql.split(None, 1)[0].upper()[:12] if isinstance(sql, str) and sql.strip() else "ASK"
    about = {"db.system": context["connection"].vendor, "db.operation": verb}
    with span(f"database {verb}", about):
        return execute(sql, params, many, context)
