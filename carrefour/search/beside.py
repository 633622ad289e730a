"""Questions put to an index while others are: it answers outside of Python's lock."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

T = TypeVar("T")


def beside(call: Callable[[], T]) -> Callable[[], T]:
    """Begin ``call`` in a thread beside this one; what is returned waits for its result.

    ``call`` must not use this itself: it would wait for a thread that waits for it.
    """
    return _threads().submit(call).result


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(2, os.cpu_count() or 2), thread_name_prefix="search")


# A process that serves is forked off another, whose threads do not come with it.
os.register_at_fork(after_in_child=_threads.cache_clear)
