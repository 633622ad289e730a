"""A worker that is killed while it writes and sends mail leaves nobody out.

Nobody has a mail more than once, but for what the mail server had taken and the worker had not
noted yet when it was killed: one mail a kill, under the same Message-ID.
"""

from __future__ import annotations

import asyncio
import random
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from aiosmtpd.controller import Controller

from tests.faults.harvests import Catalogue
from tests.installation import Installation, wait_for
from tests.post import Taken

PEOPLE, ROUNDS = 24, 5  # of each kind; the last has the rest to send
SLOWLY = 0.02  # seconds that the server takes over a mail
# All are to be told of something: followers of new projects, watchers of a source that fails.
PEOPLE_TO_TELL = f"""
from datetime import timedelta
from django.utils import timezone
from carrefour.catalogue.models import Sheet
from carrefour.community.following import confirm
from carrefour.community.models import Follow, Follower
from carrefour.harvest.models import Run, Watcher
from carrefour.catalogue.models import Source
now = timezone.now()
hour = timedelta(hours=1)
Sheet.objects.update(published_at=now - hour)
for n in range({PEOPLE}):
    follower = Follower.objects.create(email=f"suit{{n}}@exemple.fr")
    confirm(Follow.objects.create(follower=follower, frequency=Follow.Frequency.AT_ONCE))
    Watcher.objects.create(source=Source.objects.get(pk="essai"), email=f"veille{{n}}@exemple.fr")
Follow.objects.update(told_until=now - 2 * hour, next_at=now - hour)
at = now - hour
Run.objects.create(source_id="essai", state=Run.State.FAILED, asked=Run.Asked.SCHEDULE,
    asked_at=at, started_at=at, ended_at=at, error="essai: the server answered 500")
"""
WAITING = ("community_mail", "desk_mail")


class Slow(Taken):
    """Takes its time, as a mail server does, so that a kill may come in the middle."""

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        await asyncio.sleep(SLOWLY)
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def server() -> Iterator[tuple[Slow, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    taken = Slow()
    controller = Controller(taken, hostname="127.0.0.1", port=port)
    controller.start()
    yield taken, port
    controller.stop()


def waiting(one: Installation) -> int:
    """How many mails are written and have not gone out."""
    return sum(int(one.rows(f"select count(*) from {table}")[0][0]) for table in WAITING)  # noqa: S608


def let_time_pass(one: Installation) -> None:
    """What was tried is due again, as it is after some minutes."""
    for table in WAITING:
        one.rows(f"update {table} set next_try = made_at")  # noqa: S608


def test_whom_a_killed_worker_was_to_tell_is_told_once(
    begin: Callable[[str], Catalogue], server: tuple[Slow, int]
) -> None:
    taken, port = server
    one = begin("mail")
    one.env |= {"CARREFOUR_SMTP_URL": f"smtp://127.0.0.1:{port}", "CARREFOUR_LOG_LEVEL": "ERROR"}
    one.python(PEOPLE_TO_TELL)
    chance = random.Random()  # noqa: S311
    kills = []
    for _ in range(ROUNDS):
        before = len(taken.mails)
        with one.running("worker") as worker:
            # Somewhere in what it sends, or before, while it writes what it will send.
            after = chance.randrange(-1, 2 * PEOPLE // ROUNDS)
            wait_for(lambda n=before + after: len(taken.mails) > n or worker.poll() is not None)
            time.sleep(chance.random() * (1.5 if after < 0 else SLOWLY * 2))
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        kills.append((after, len(taken.mails) - before, waiting(one)))
        let_time_pass(one)
    one.run("worker", "--once")
    assert waiting(one) == 0
    told = Counter((mail["To"], mail["Message-ID"]) for mail in taken.mails)
    people = Counter(address for address, _name in told)
    everyone = {f"{who}{n}@exemple.fr" for who in ("suit", "veille") for n in range(PEOPLE)}
    assert set(people) == everyone, kills
    assert set(people.values()) == {1}, (kills, people)  # under one name, however often
    assert sum(told.values()) - len(told) <= ROUNDS, (kills, told.most_common(6))
    assert max(told.values()) <= 1 + ROUNDS
    # What comes after tells nobody again.
    sent = len(taken.mails)
    one.run("worker", "--once")
    assert len(taken.mails) == sent
