"""One's own addresses that are called when a search changes: made, tried and removed by a key."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Field, Router, Schema
from ninja.responses import Status

from carrefour.api import hooks
from carrefour.api.guarding import holder
from carrefour.api.hooks import LONGEST_NAME, LONGEST_SEARCH, LONGEST_URL, MOST_HOOKS
from carrefour.api.models import Hook
from carrefour.api.problems import Refused

router = Router(tags=["webhooks"])
_ABOUT: dict[str, Any] = {"security": [{"key": []}]}


class HookIn(Schema):
    """An address to be called, and the search that it is told of."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME, description="To know it by")]
    url: Annotated[
        str, Field(max_length=LONGEST_URL, description="A public https address of your program")
    ]
    search: Annotated[
        str,
        Field(
            max_length=LONGEST_SEARCH,
            description="theme=AGR&region=52, as in the address of a search; empty: all projects",
        ),
    ] = ""


class HookOut(Schema):
    """An address that is called. ``state`` is ``new`` until it answers, ``on`` or ``given-up``.

    ``said`` is the last answer that was no success, while its call waits to be made again.
    """

    id: str
    name: str
    url: str
    search: str
    state: str
    made_at: str
    said: str


class HookMade(HookOut):
    """An address that is called from now on, with the secret that its calls are signed by."""

    secret: str


@router.get("/hooks", response=list[HookOut], openapi_extra=_ABOUT)
def my_hooks(request: HttpRequest) -> list[HookOut]:
    """The addresses that are called for you. Needs a key with the scope `hooks`."""
    every = Hook.objects.filter(user=holder(request)).select_related("call")
    return [HookOut(**_told(one)) for one in every]


@router.post("/hooks", response={201: HookMade}, openapi_extra=_ABOUT)
def make_hook(request: HttpRequest, asked: HookIn, response: HttpResponse) -> Status[HookMade]:
    """Have an address called. It is told news once it answers a first call (`ping`).

    `secret` is in this answer alone; your account shows it again.
    """
    user = holder(request)
    try:
        if not hooks.may_be_told(user, asked.url):
            why = "must be an https address that anyone can reach"
            raise Refused(422, f"url: {why}.", errors={"url": why})
        made = hooks.make(user, " ".join(asked.name.split()), asked.url, asked.search)
    except hooks.TooLong:
        why = f"must be read in {LONGEST_SEARCH:,} characters"
        raise Refused(422, f"search: {why}.", errors={"search": why}) from None
    except hooks.TooMany:
        cure = "Remove one, or wait until tomorrow if you tried many."
        raise Refused(409, f"You may have {MOST_HOOKS} addresses called.", cure) from None
    response["Location"] = reverse("api:hook", args=[made.pk])
    return Status(201, HookMade(**_told(made), secret=hooks.secret_of(made)))


@router.get("/hooks/{id_}", response=HookOut, openapi_extra=_ABOUT, url_name="hook")
def my_hook(request: HttpRequest, id_: str) -> HookOut:
    """One of the addresses that are called for you."""
    return HookOut(**_told(_mine(request, id_)))


@router.post("/hooks/{id_}/try", response={202: HookOut}, openapi_extra=_ABOUT)
def try_hook(request: HttpRequest, id_: str) -> Status[HookOut]:
    """Call an address within seconds: the call that waits, or a `ping`.

    One that was given up is called again from where it was left.
    """
    hooks.take_up(holder(request), _mine(request, id_).pk)
    return Status(202, HookOut(**_told(_mine(request, id_))))


@router.delete("/hooks/{id_}", response={204: None}, openapi_extra=_ABOUT)
def remove_hook(request: HttpRequest, id_: str) -> Status[None]:
    """Call an address no more."""
    hooks.remove(holder(request), _mine(request, id_).pk)
    return Status(204, None)


def _mine(request: HttpRequest, id_: str) -> Hook:
    mine = Hook.objects.filter(user=holder(request), pk=id_[:16]).select_related("call")
    found = mine.first()
    if found is None:
        raise Refused(404, f"No address '{id_[:40]}' is called for you.")
    return found


def _told(one: Hook) -> dict[str, Any]:
    call = getattr(one, "call", None)
    return {
        "id": one.pk,
        "name": one.name,
        "url": one.url,
        "search": one.params,
        "state": "given-up" if one.given_up_at else "on" if one.proved_at else "new",
        "made_at": one.made_at.isoformat(),
        "said": call.said if call else "",
    }
