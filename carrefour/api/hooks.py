"""Calling people's programs: what is told, how it is signed, and when it is given up.

Signed as Standard Webhooks says (https://www.standardwebhooks.com): ``webhook-id``,
``webhook-timestamp`` and ``webhook-signature``, HMAC-SHA256 of all three parts joined by dots. What
was told and the call that tells it are written in one transaction: whatever is killed, nothing is
lost. A call may come twice; its id tells.
"""

from __future__ import annotations

import base64
import hmac
import logging
import time
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from carrefour.api.models import Call, Hook
from carrefour.catalogue.models import Sheet
from carrefour.community.audit import Verb, note
from carrefour.community.letters import address, write_to
from carrefour.community.limits import Limit, count
from carrefour.community.models import User
from carrefour.harvest.posting import PostError, may_be_called, post
from carrefour.pipeline.arrivals import changed
from carrefour.pipeline.gazetteer import centre
from carrefour.pipeline.moments import TOLERANCE, from_now_on, last_moment, settled
from carrefour.search.engine import SearchResting
from carrefour.search.params import encode, parse, to_pairs
from carrefour.search.query import Query

log = logging.getLogger(__name__)
MADE = Verb("api.hook-made", gettext_lazy("a fait appeler une adresse"))
REMOVED = Verb("api.hook-removed", gettext_lazy("ne fait plus appeler une adresse"))
MOST_HOOKS = 10  # of one person
LOOKED_UP = Limit("api-hook", 30, timedelta(days=1))
LONGEST_NAME, LONGEST_URL, LONGEST_SEARCH = 80, 500, 2000
MOST_SHEETS = 500  # changes that are looked at for one call
SETTLED = timedelta(seconds=3)  # as in /changes
PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)  # between two tries, growing
PATIENCE = timedelta(days=3)  # for which an address may not answer
TURN = 10.0  # seconds after which the others are left for the next turn of the worker
_GONE = 410


class TooMany(Exception):
    """The person has as many addresses called as one may have, or tries too many in a day."""


class TooLong(Exception):
    """The search has more characters than are kept of one: cut, it would find others."""


def secret_of(hook: Hook) -> str:
    """The words by which the calls of ``hook`` are signed, as Standard Webhooks writes them."""
    return f"whsec_{base64.b64encode(_secret(hook)).decode()}"


def _secret(hook: Hook) -> bytes:
    return salted_hmac("carrefour.api.hook", hook.pk, algorithm="sha256").digest()


def search_of(params: str) -> Query:
    """The search that ``params`` stand for, without what cannot be read of them."""
    return parse(QueryDict(params), centre=centre)[0]


def may_be_told(user: User, url: str) -> bool:
    """Whether ``url`` is an address that we may call.

    Raises `TooMany` for someone who has us look up hosts by the dozen.
    """
    if count([LOOKED_UP.of(str(user.pk))]):
        raise TooMany
    return 0 < len(url) <= LONGEST_URL and may_be_called(url, settings.ALLOWED_PRIVATE)


@transaction.atomic
def make(user: User, name: str, url: str, params: str) -> Hook:
    """Have ``url`` called from now on, once it answers a first call.

    Raises `TooMany`, and `TooLong` for what ``params`` say to look for.
    """
    User.objects.select_for_update().get(pk=user.pk)
    if Hook.objects.filter(user=user).count() >= MOST_HOOKS:
        raise TooMany
    read = encode(to_pairs(search_of(params)))
    if len(read) > LONGEST_SEARCH:
        raise TooLong
    hook = Hook.objects.create(
        user=user, name=name, url=url, params=read, told_until=from_now_on("told_at")
    )
    _greet(hook)
    note(user, MADE, f"api-hook:{hook.pk}", hook.name)
    return hook


@transaction.atomic
def take_up(user: User, id_: str) -> bool:
    """Call again an address of ``user`` that was given up, from where it was left."""
    hook = Hook.objects.filter(user=user, pk=id_).first()
    if hook is None:
        return False
    Hook.objects.filter(pk=hook.pk).update(given_up_at=None, failing_since=None)
    # The call that was not answered is made again: nothing in between is lost.
    if not Call.objects.filter(hook=hook).update(tries=0, next_try=timezone.now(), said=""):
        _greet(hook)
    return True


@transaction.atomic
def remove(user: User, id_: str) -> bool:
    """Call an address of ``user`` no more; whether there was one."""
    hook = Hook.objects.filter(user=user, pk=id_).first()
    if hook is None:
        return False
    note(user, REMOVED, f"api-hook:{hook.pk}", hook.name)
    hook.delete()
    return True


def _greet(hook: Hook) -> None:
    body = {"type": "ping", "timestamp": timezone.now().isoformat(), "data": {"name": hook.name}}
    Call.objects.create(hook=hook, body=orjson.dumps(body).decode())


def tell_programs(now: datetime | None = None) -> int:
    """Write the calls that are due; returns how many. While search rests nothing is told."""
    until = settled("told_at", SETTLED, now)
    due = Hook.objects.filter(given_up_at=None, call=None, user__is_active=True)
    due = due.exclude(proved_at=None)
    newest = last_moment("told_at")
    if newest is None:
        return 0
    written, ends = 0, time.monotonic() + TURN
    for hook in due.filter(told_until__lte=newest).order_by("told_until"):
        try:
            written += _tell(hook, until)
        except SearchResting:
            break
        except Exception:  # one that fails keeps nothing from the others
            log.exception("hook %s cannot be told of", hook.pk)
        if time.monotonic() > ends:
            break
    return written


def _tell(hook: Hook, until: datetime) -> int:
    after = (hook.told_until, hook.told_id)
    ids, (moment, id_) = changed(search_of(hook.params), after, until, MOST_SHEETS)
    if (moment, id_) == after:
        return 0
    with transaction.atomic():
        ours = Hook.objects.filter(pk=hook.pk, told_until=after[0], told_id=after[1], call=None)
        if not ours.update(told_until=moment, told_id=id_):
            return 0
        if ids:
            body = orjson.dumps(_news(hook, ids, after[0])).decode()
            Call.objects.create(hook=hook, body=body)
    return bool(ids)


_OF_NEWS = ("title", "slug", "published_at", "told_at", "withdrawn_at", "merged_into")


def _news(hook: Hook, ids: list[str], since: datetime) -> dict[str, Any]:
    """What is told of each: who wants more reads it from the API."""
    sheets = Sheet.objects.only(*_OF_NEWS).in_bulk(ids)
    with override("fr"):
        projects = [
            {
                "id": one.pk,
                "change": _change(one, since),
                "title": one.title,
                "url": address("web:sheet", one.slug, one.pk),
                "api": address("api:project", one.pk),
                "at": one.told_at.isoformat() if one.told_at else "",
                "merged_into": one.merged_into_id,
            }
            for one in (sheets[id_] for id_ in ids if id_ in sheets)
        ]
    data = {"name": hook.name, "search": hook.params, "projects": projects}
    return {
        "type": "projects.changed",
        "timestamp": timezone.now().isoformat(),
        "data": data,
    }


def _change(one: Sheet, since: datetime) -> str:
    if one.withdrawn_at is not None:
        return "merged" if one.merged_into_id else "withdrawn"
    return "new" if one.published_at and one.published_at > since else "changed"


def call_programs(now: datetime | None = None) -> int:
    """Make the calls that are due; returns how many were answered."""
    moment, answered, ends = now or timezone.now(), 0, time.monotonic() + TURN
    # One that waits for longer than ever was set to by a clock that was ahead.
    in_time = Q(next_try__lte=moment) | Q(next_try__gt=moment + LONGEST_PAUSE + TOLERANCE)
    due = Call.objects.filter(in_time, hook__given_up_at=None)
    for call in due.select_related("hook__user").order_by("next_try", "pk"):
        pause = min(PAUSE * (1 << min(call.tries, 12)), LONGEST_PAUSE)
        taken = Call.objects.filter(pk=call.pk, next_try=call.next_try)
        # Other workers see that it is tried, and when it is again if we are killed.
        if taken.update(next_try=moment + pause, tries=call.tries + 1):
            answered += _call(call, moment)
        if time.monotonic() > ends:
            break
    return answered


def _call(call: Call, now: datetime) -> bool:
    hook, status, said = call.hook, 0, ""
    stamp = str(int(now.timestamp()))
    try:
        status = post(
            hook.url,
            call.body.encode(),
            {
                "Content-Type": "application/json",
                "webhook-id": call.name,
                "webhook-timestamp": stamp,
                "webhook-signature": signature(_secret(hook), call.name, stamp, call.body),
            },
            settings.ALLOWED_PRIVATE,
        )
        said = f"HTTP {status}"
    except PostError as error:
        said = str(error)[:200]
    if 200 <= status < 300:
        with transaction.atomic():
            Call.objects.filter(pk=call.pk).delete()
            proved = {} if hook.proved_at else {"proved_at": now}
            Hook.objects.filter(pk=hook.pk).update(failing_since=None, **proved)
        return True
    Call.objects.filter(pk=call.pk).update(said=said)
    since = hook.failing_since or now
    Hook.objects.filter(pk=hook.pk, failing_since=None).update(failing_since=since)
    if status == _GONE or now - since >= PATIENCE:
        _give_up(hook, said, now)
    return False


def signature(secret: bytes, name: str, stamp: str, body: str) -> str:
    """``v1`` and the HMAC-SHA256 of the three, in base 64."""
    signed = hmac.digest(secret, f"{name}.{stamp}.{body}".encode(), "sha256")
    return f"v1,{base64.b64encode(signed).decode()}"


@transaction.atomic
def _give_up(hook: Hook, said: str, now: datetime) -> None:
    """Call ``hook`` no more, and write to its person."""
    if not Hook.objects.filter(pk=hook.pk, given_up_at=None).update(given_up_at=now):
        return
    with override(hook.user.language):
        lines = [
            _("Nous n’appelons plus l’adresse « %(name)s » : %(url)s")
            % {"name": hook.name, "url": hook.url},
            _("Sa dernière réponse : %(said)s") % {"said": said},
            _("Quand elle répondra de nouveau, vous pourrez reprendre les appels."),
        ]
        page, words = address("programs:hooks"), str(_("Voir mes appels"))
    write_to(
        hook.user,
        "community/mail/account",
        gettext_lazy("Votre adresse ne répond plus : %(name)s"),
        {"lines": lines, "page": page, "page_words": words},
        values={"name": hook.name},
    )
