"""Answers kept for a while: the same questions come again while the index stays as it is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Recent(Generic[T]):
    """The last ``size`` answers, by question; safe between threads.

    A question must name the generation of the index that answers it.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._held: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def held(self, question: Hashable) -> T | None:
        """The answer kept to ``question``, if there is one."""
        with self._lock:
            if question in self._held:
                self._held.move_to_end(question)
            return self._held.get(question)

    def get(self, question: Hashable, answer: Callable[[], T]) -> T:
        """The answer kept to ``question``, or else that of ``answer``, which is kept."""
        kept = self.held(question)
        if kept is not None:
            return kept
        found = answer()
        with self._lock:
            self._held[question] = found
            while len(self._held) > self._size:
                self._held.popitem(last=False)
        return found
