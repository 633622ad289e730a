"""Questions put to an OpenSearch cluster over HTTP, whichever of its nodes answers.

Everything asked here may be asked twice: documents are written under their own ids, and the rest
reads or says how things are to be. So a question goes to the next node when one does not answer.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from time import monotonic, sleep
from typing import Any

import httpx
import orjson

from carrefour.search.engine import SearchResting

QUICKLY = 3.0  # seconds that a node has for a search
SLOWLY = 120.0  # for what builds an index
CONNECTING = 0.5  # for it to take a call
ROUNDS = 3  # over all nodes before search rests
PAUSE = 0.2  # seconds between two rounds: a cluster needs a moment when it loses a node
RESTED = 3.0  # seconds for which searches rest at once when no node answered
PASSED_BY = 10.0  # seconds for which a node that did not answer is asked last
_BUSY = frozenset({429, 502, 503, 504})  # what a node says that may be said otherwise by another
_JSON = {"content-type": "application/json"}
_LINES = {"content-type": "application/x-ndjson"}
Body = Mapping[str, Any]


class Refused(Exception):
    """The cluster understood what was asked, and does not do it; ``status`` is that of HTTP."""

    def __init__(self, status: int, kind: str, reason: str, index: str = "") -> None:
        super().__init__(f"OpenSearch refused ({status} {kind}): {reason}")
        self.status, self.kind, self.index = status, kind, index


class Cluster:
    """The nodes at ``urls``, where user and password may be part of each.

    ``certificate`` is the path of that of the authority that signed theirs, if it is a private one.
    """

    def __init__(self, urls: Sequence[str], certificate: str = "") -> None:
        # Apart from the addresses, so that no log of requests tells them.
        self._keys = dict(map(_parted, urls))
        self._urls = list(self._keys)
        self._certificate = certificate
        self._turn = count()
        self._silent: dict[str, float] = {}  # since when
        self._rests_until = 0.0
        self._held: tuple[int, httpx.Client] | None = None

    def ask(
        self, method: str, path: str, body: Body | None = None, *, within: float | None = None
    ) -> Any:
        """The answer to one question, ``within`` so many seconds of a node.

        Raises `SearchResting` and `Refused`.
        """
        content = None if body is None else orjson.dumps(body)
        return self._asked(method, path, content, _JSON, within or QUICKLY)

    def search(self, index: str, bodies: Sequence[Body]) -> list[Any]:
        """The answers of ``index`` to several searches, in one call; none tells half of it.

        Raises `SearchResting`, and `Refused` for the first that is refused.
        """
        header: dict[str, Any] = {"allow_partial_search_results": False}
        content = _lines(line for body in bodies for line in (header, body))
        path = f"/{index}/_msearch?max_concurrent_searches={max(1, len(bodies))}"
        for turn in range(ROUNDS):
            answers = self._asked("POST", path, content, _LINES, QUICKLY)["responses"]
            wrong = next((one for one in answers if not _complete(one)), None)
            if wrong is None:
                return list(answers)
            refused = _refusal(wrong)
            if refused.index == index or not _passes(refused):
                raise refused
            sleep(PAUSE * (turn + 1))
        raise SearchResting(f"the search cluster cannot answer: {refused}") from refused

    def bulk(self, path: str, lines: Iterable[Body]) -> list[Any]:
        """What became of each action of ``lines``. Raises `SearchResting` and `Refused`."""
        answer = self._asked("POST", path, _lines(lines), _LINES, SLOWLY)
        return list(answer["items"])

    def close(self) -> None:
        """Hang up; the next question opens connections again."""
        held, self._held = self._held, None
        if held:
            held[1].close()

    def _asked(
        self, method: str, path: str, content: bytes | None, headers: dict[str, str], within: float
    ) -> Any:
        self._take_heart(within)
        told = "it has no address"
        until = monotonic() + within * 2
        for turn in range(ROUNDS):
            for url in self._in_turn():
                try:
                    answer = self._client().request(
                        method, url + path, content=content, headers=headers, auth=self._keys[url],
                        timeout=httpx.Timeout(within, connect=CONNECTING),
                    )  # fmt: skip
                except httpx.TransportError as error:
                    self._silent[url] = monotonic()
                    told = f"{type(error).__name__} {error}".strip()
                    continue
                if answer.status_code in _BUSY:
                    told = _refusal(_read(answer), answer.status_code).args[0]
                    continue
                self._silent.pop(url, None)
                self._rests_until = 0.0
                if answer.is_error:
                    raise _refusal(_read(answer), answer.status_code)
                return _read(answer)
            if monotonic() > until:
                break
            sleep(PAUSE * (turn + 1))
        self._rests_until = monotonic() + RESTED
        raise SearchResting(f"the search cluster does not answer: {told}")

    def _take_heart(self, within: float) -> None:
        """Raise `SearchResting` at once where nothing answered a moment ago.

        A site whose cluster is gone would wait for it at each page. After `RESTED` seconds one
        question finds out how it is, while the others rest on. What builds an index waits anyway.
        """
        now = monotonic()
        if not self._rests_until or within > QUICKLY:
            return
        if now < self._rests_until:
            raise SearchResting("the search cluster did not answer a moment ago")
        self._rests_until = now + RESTED

    def _in_turn(self) -> list[str]:
        """The addresses of the nodes, from the next one on; those that kept silent come last."""
        first = next(self._turn) % max(1, len(self._urls))
        turned = self._urls[first:] + self._urls[:first]
        now = monotonic()
        return sorted(turned, key=lambda u: now - self._silent.get(u, -PASSED_BY) < PASSED_BY)

    def _client(self) -> httpx.Client:
        """The connections of this process: those of a parent are not shared after a fork."""
        own = os.getpid()
        if self._held is None or self._held[0] != own:
            trusted = ssl.create_default_context(cafile=self._certificate or None)
            limits = httpx.Limits(max_connections=64, max_keepalive_connections=16)
            self._held = own, httpx.Client(verify=trusted, limits=limits, trust_env=False)
        return self._held[1]


def _parted(url: str) -> tuple[str, tuple[str, str] | None]:
    """The address of a node, and the user and password that its ``url`` holds."""
    told = httpx.URL(url.rstrip("/"))
    key = (told.username, told.password) if told.userinfo else None
    return str(told.copy_with(userinfo=None)).rstrip("/"), key


def _passes(refused: Refused) -> bool:
    """Whether what went wrong may be right at once.

    An index may be replaced, or a node lost, between two steps of one search.
    """
    lost = {"index_not_found_exception", "search_context_missing_exception"}
    return refused.status >= 429 or refused.kind in lost


def _lines(bodies: Iterable[Body]) -> bytes:
    return b"".join(orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE) for body in bodies)


def _complete(answer: Mapping[str, Any]) -> bool:
    if "error" in answer or answer.get("timed_out"):
        return False
    return not answer.get("_shards", {}).get("failed")


def _read(answer: httpx.Response) -> Any:
    try:
        return orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        return {}


def _refusal(answer: Any, status: int = 503) -> Refused:
    """Why the cluster does not do what was asked, as it says."""
    told = answer.get("error") if isinstance(answer, dict) else None
    status = answer.get("status", status) if isinstance(answer, dict) else status
    if not isinstance(told, dict):
        return Refused(int(status), "error", str(told or "no reason is told")[:300])
    cause = (told.get("root_cause") or [told])[0]
    kind = cause.get("type", told.get("type", "error"))
    reason = str(cause.get("reason", told.get("reason")))[:300]
    return Refused(int(status), str(kind), reason, str(cause.get("index", "")))
