"""Which index of the cluster is searched: an alias points to it, and moves when another is built.

An installation's indices are named after its ``prefix``, the version of the schema, and when they
were begun: ``carrefour-1a2b3c4d-20261128201500000000``. The alias is the name without the time, so
that two versions of Carrefour can be served at once, each from its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

from carrefour.search.document import Document
from carrefour.search.engine import SearchResting
from carrefour.search.opensearch.cluster import SLOWLY, Cluster, Refused
from carrefour.search.opensearch.mapping import VERSION, index_of, to_source

NONE = "there is no index yet: run 'carrefour index'"
BATCH = 500  # documents of a call
LEASE = 60.0  # seconds after which the right to write is taken from a writer that gives no sign
LOOKING = 0.2  # seconds between two looks whether it is free
TRIES, BACK_OFF = 8, 0.5  # of documents that a busy node turned away; seconds before the second
OUTLIVED = timedelta(days=1)  # after which the index of another version of Carrefour is dropped
_WRITERS = "carrefour-writers"  # who writes now, a document for each installation
_TIME = "%Y%m%d%H%M%S%f"


class Unfinished(Exception):
    """An index was not built as it should be, and is not used."""


class Indices:
    """The indices of one installation, those under ``prefix``."""

    def __init__(self, cluster: Cluster, prefix: str, shards: int, replicas: int) -> None:
        self._cluster, self._prefix = cluster, prefix
        self._shards, self._replicas = shards, replicas
        self._held: tuple[int, int] | None = None  # the writer's right, as it was last taken
        self._name = ""  # of the writer that holds it, to know it by
        self.alias = f"{prefix}-{VERSION}"

    def ready(self) -> bool:
        """Whether there is an index to search. Raises `SearchResting` when no node answers."""
        return bool(self.searched())

    def searched(self) -> str:
        """The name of the index that is searched; empty where there is none."""
        try:
            held = self._cluster.ask("GET", f"/_alias/{self.alias}")
        except Refused as refused:
            if refused.status == 404:
                return ""
            raise
        return str(max(held))

    def write(self, documents: Iterable[Document], removed: Iterable[str]) -> int:
        """Add or replace ``documents`` in what is searched, and take ``removed`` out.

        Raises `SearchResting` where there is no index.
        """
        with self._writing():
            index = self.searched()
            if not index:
                raise SearchResting(NONE)
            gone = ({"delete": {"_id": id_}} for id_ in removed)
            while batch := [[action] for action in islice(gone, BATCH)]:
                self._send(index, batch)
            written, _ = self._fill(index, documents)
            self._cluster.ask("POST", f"/{index}/_refresh", within=SLOWLY)
        return written

    def build(self, documents: Iterable[Document]) -> int:
        """Build an index of ``documents`` alone, and have it searched instead of the other.

        The alias moves in one step, once the index holds and counts all that was sent and its
        copies are in step. Raises `Unfinished` when it does not; the other is then still searched.
        """
        with self._writing():
            new = f"{self.alias}-{datetime.now(UTC).strftime(_TIME)}"
            self._cluster.ask("PUT", f"/{new}", index_of(self._shards, 0), within=SLOWLY)
            try:
                written, held = self._fill(new, documents)
                self._settle(new, held)
                self._renew()
                self._switch(new)
            except BaseException:
                self._drop([new])
                raise
            self._drop(self._outlived(new))
        return written

    def _fill(self, index: str, documents: Iterable[Document]) -> tuple[int, int]:
        """Write ``documents``: how many there were, and how many of them were new to the index."""
        written = created = 0
        rest = iter(documents)
        while batch := list(islice(rest, BATCH)):
            self._renew()
            actions = [[{"index": {"_id": one.id}}, to_source(one)] for one in batch]
            results = self._send(index, actions)
            written += len(batch)
            created += sum(result == "created" for result in results)
        return written, created

    def _send(self, index: str, actions: list[list[dict[str, Any]]]) -> list[str]:
        """Have the cluster do ``actions``, those again that it was too busy for; what it did."""
        done: list[str] = []
        left = actions
        for turn in range(TRIES):
            lines = (line for action in left for line in action)
            told = self._cluster.bulk(f"/{index}/_bulk", lines)
            items = [next(iter(item.values())) for item in told]
            done += [item["result"] for item in items if "result" in item]
            again = []
            for action, item in zip(left, items, strict=True):
                if "error" in item:
                    if item["status"] not in (429, 503):
                        reason = item["error"].get("reason")
                        raise Unfinished(f"'{item.get('_id')}' was refused: {reason}")
                    again.append(action)
            if not again:
                return done
            left = again
            sleep(BACK_OFF * (turn + 1))
        raise SearchResting("the search cluster is too busy to write")

    def _settle(self, new: str, held: int) -> None:
        """Bring ``new`` into the state to be searched in, with its copies; count what it holds."""
        copies = {"index": {"number_of_replicas": self._replicas}}
        self._cluster.ask("POST", f"/{new}/_refresh", within=SLOWLY)
        self._cluster.ask("PUT", f"/{new}/_settings", copies, within=SLOWLY)
        nodes = self._cluster.ask("GET", "/_cluster/health")["number_of_data_nodes"]
        wanted = "green" if nodes > self._replicas else "yellow"
        path = f"/_cluster/health/{new}?wait_for_status={wanted}&timeout=100s"
        self._cluster.ask("GET", path, within=SLOWLY)
        found = self._cluster.ask("GET", f"/{new}/_count", within=SLOWLY)["count"]
        if found != held:
            raise Unfinished(f"the new index holds {found} sheets of {held}; the old one stays")

    def _switch(self, new: str) -> None:
        old = self._of_alias()
        actions = [{"remove": {"index": name, "alias": self.alias}} for name in old]
        actions.append({"add": {"index": new, "alias": self.alias}})
        self._cluster.ask("POST", "/_aliases", {"actions": actions}, within=SLOWLY)

    def _of_alias(self) -> list[str]:
        try:
            return list(self._cluster.ask("GET", f"/_alias/{self.alias}"))
        except Refused as refused:
            if refused.status != 404:
                raise
            return []

    def _outlived(self, new: str) -> list[str]:
        """The indices of this installation that nothing searches any more."""
        named = re.compile(rf"{re.escape(self._prefix)}-([0-9a-f]{{8}})-(\d{{20}})")
        held = self._cluster.ask("GET", f"/{self._prefix}-*/_settings/index.uuid")
        told = [match for name in held if name != new and (match := named.fullmatch(name))]
        latest = datetime.now(UTC) - OUTLIVED

        def searched_elsewhere(match: re.Match[str]) -> bool:
            begun = datetime.strptime(match[2], _TIME).replace(tzinfo=UTC)
            return match[1] != VERSION and begun > latest

        return [match[0] for match in told if not searched_elsewhere(match)]

    def drop(self) -> None:
        """Drop all that this installation has in the cluster."""
        self._drop(self._outlived(""))

    def _drop(self, names: Iterable[str]) -> None:
        for name in names:
            try:
                self._cluster.ask("DELETE", f"/{name}?ignore_unavailable=true", within=SLOWLY)
            except (Refused, SearchResting):
                continue  # the next build drops it

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the only right to write, in the whole cluster; waits for another writer to end.

        It is a document that is there while someone writes, and that its writer renews. Who waits
        takes it over when it has not changed for `LEASE` seconds by their own clock.
        """
        seen: tuple[int, int] | None = None
        since, name = monotonic(), uuid4().hex
        while not self._taken(f"/{_WRITERS}/_create/{self._prefix}", name):
            _, now = self._right()
            if now != seen:
                seen, since = now, monotonic()
            elif now and monotonic() - since > LEASE and self._taken(self._if(now), name):
                break
            sleep(LOOKING)
        try:
            yield
        finally:
            held, self._held = self._held, None
            if held:
                self._quietly(lambda: self._cluster.ask("DELETE", self._if(held)))

    def _renew(self) -> None:
        """Say that this writer still writes. Raises `Unfinished` if its right was taken over."""
        if not self._held or not self._taken(self._if(self._held), self._name):
            raise Unfinished("another writer took over; this one was silent for too long")

    def _taken(self, path: str, name: str) -> bool:
        """Whether the writer of that ``name`` has the right now, which it asks for at ``path``.

        What is asked again, because a node died before it answered, finds itself there already.
        """
        try:
            told = self._cluster.ask("PUT", path, {"by": name}, within=SLOWLY)
            held: tuple[int, int] | None = (told["_seq_no"], told["_primary_term"])
        except Refused as refused:
            if refused.status not in (404, 409):
                raise
            by, held = self._right()
            if by != name:
                return False
        self._held, self._name = held, name
        return True

    def _right(self) -> tuple[str, tuple[int, int] | None]:
        """Who holds the right to write, and as of when; ``None`` where nobody does."""
        try:
            told = self._cluster.ask("GET", f"/{_WRITERS}/_doc/{self._prefix}")
        except Refused as refused:
            if refused.status == 404:
                return "", None
            raise
        return str(told["_source"].get("by", "")), (told["_seq_no"], told["_primary_term"])

    @staticmethod
    def _quietly(act: Callable[[], Any]) -> None:
        try:
            act()
        except (Refused, SearchResting):
            return  # it runs out by itself

    def _if(self, held: tuple[int, int]) -> str:
        """Where the right to write is, if nobody has touched it since it was ``held``."""
        number, term = held
        return f"/{_WRITERS}/_doc/{self._prefix}?if_seq_no={number}&if_primary_term={term}"
