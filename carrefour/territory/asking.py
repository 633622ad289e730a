"""Asking a service patiently: never too often, again when it could not answer, and not for ever."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

AGAIN = (429, 500, 502, 503, 504)
LONGEST_WAIT = 60.0  # seconds, between two tries


@dataclass(frozen=True, slots=True)
class Question:
    """One request: a GET of ``url``, or a POST of ``form`` and of the CSV ``file`` as "data"."""

    url: str
    form: Sequence[tuple[str, str]] = ()
    file: bytes = b""

    @classmethod
    def get(cls, url: str, parameters: Mapping[str, str]) -> Question:
        """A GET of ``url`` with ``parameters``."""
        return cls(f"{url}?{urlencode(parameters)}")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service answered; ``headers`` are in lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class Unanswered(Exception):
    """A service that gave no usable answer; the message says which, why and what can be done."""


Ask = Callable[[Question], Reply]
"""Carries one question to the network. Raises `Unanswered` when nothing comes back."""


class Patient:
    """Asks through ``ask``, at most ``per_second`` times a second.

    A refusal for now (429), an error of the server and no answer at all are tried again, ``tries``
    times in all, no sooner than the service says. After ``patience`` questions in a row that
    nothing answered, no more are asked: a service that is down must not stop a harvest.
    """

    def __init__(
        self, ask: Ask, per_second: float, *, tries: int = 3, pause: float = 1.0, patience: int = 3
    ) -> None:
        self._ask = ask
        self._apart = 1 / per_second
        self._tries, self._pause, self._patience = tries, pause, patience
        self._next = 0.0
        self._unanswered = 0

    def __call__(self, question: Question) -> Reply:
        """The reply to ``question``, whose status is none of `AGAIN`. Raises `Unanswered`."""
        if self._unanswered >= self._patience:
            raise Unanswered("the address service was left alone after failing several times")
        for attempt in range(1, self._tries + 1):
            wait = self._pause * 2 ** (attempt - 1)
            try:
                reply = self._once(question)
            except Unanswered:
                if attempt == self._tries:
                    self._unanswered += 1
                    raise
            else:
                if reply.status not in AGAIN:
                    self._unanswered = 0
                    return reply
                asked = reply.headers.get("retry-after", "")
                wait = float(asked) if asked.isdigit() else wait
            if attempt < self._tries:
                time.sleep(min(wait, LONGEST_WAIT))
        self._unanswered += 1
        address = question.url.partition("?")[0]
        raise Unanswered(f"{address}: the server answered {reply.status}. Try later.")

    def _once(self, question: Question) -> Reply:
        now = time.monotonic()
        if now < self._next:
            time.sleep(self._next - now)
        self._next = max(now, self._next) + self._apart
        return self._ask(question)
