"""What a process is at work on: a request, a run, a chore. Every line of the log says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

Fact = str | int | float | Callable[[], str]
_NOTHING: Mapping[str, Fact] = MappingProxyType({})
_work: ContextVar[Mapping[str, Fact]] = ContextVar("work", default=_NOTHING)


@contextmanager
def at_work_on(**facts: Fact) -> Iterator[None]:
    """Say ``facts`` of the work within the block, beside those of the work around it.

    One that is a function is asked when a line is written: it may not be known yet, or cost time.
    """
    before = _work.set({**_work.get(), **facts})
    try:
        yield
    finally:
        _work.reset(before)


def facts() -> dict[str, str | int | float]:
    """What is known of the work now; what is empty is left out."""
    told = {name: one() if callable(one) else one for name, one in _work.get().items()}
    return {name: value for name, value in told.items() if value != ""}


def is_answering() -> bool:
    """Whether a request is answered."""
    return "method" in _work.get()


def request_at_work() -> str:
    """The id of the request that is answered, or that asked for the work; empty when none did."""
    told = _work.get().get("request", "")
    return told if isinstance(told, str) else ""
