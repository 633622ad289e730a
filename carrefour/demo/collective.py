"""The people of the demonstration, and what they make: communities, notices, collections, news."""

from __future__ import annotations

from datetime import timedelta
from importlib import resources
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from carrefour.catalogue.models import Organisation, Sheet
from carrefour.collection import making
from carrefour.collection.models import Collection, Visibility
from carrefour.community.models import Mandate, Membership, Profile, User
from carrefour.editorial.models import Article
from carrefour.exchange.models import Community, Event, Joining, News, Notice, Post
from carrefour.pipeline.gazetteer import gazetteer

HOST = "exemple.fr"  # where nobody reads mail
_AGO = timedelta(days=40)  # since when the people are here: what is new has limits


@transaction.atomic
def gather(password: str) -> User:
    """Bring the people and what they made into the catalogue; the operator among them.

    The partners must have been harvested before. Who was here already gets ``password`` again, and
    nothing is made twice.
    """
    told = yaml.safe_load(
        resources.files("carrefour.demo").joinpath("data/collective.yml").read_text("utf-8")
    )
    new = not User.objects.filter(email=_address(told["people"][0])).exists()
    people = {one["key"]: _person(one, password) for one in told["people"]}
    if new:
        _belong(told, people)
        for one in told["communities"]:
            _community(one, people)
        for one in told["notices"]:
            _notice(one, people)
        for rank, one in enumerate(told["collections"], 1):
            _collection(one, people, rank)
        for one in told["news"]:
            Article.objects.create(**one, ready=True, author="Carrefour")
    return next(people[one["key"]] for one in told["people"] if one.get("operator"))


def _address(told: dict[str, Any]) -> str:
    return f"{told['key']}@{HOST}"


def _person(told: dict[str, Any], password: str) -> User:
    user = User.objects.filter(email=_address(told)).first() or User(
        email=_address(told), name=told["name"], is_operator=told.get("operator", False)
    )
    user.set_password(password)
    user.save()
    User.objects.filter(pk=user.pk).update(joined_at=timezone.now() - _AGO)
    return user


def _belong(told: dict[str, Any], people: dict[str, User]) -> None:
    for one in told["people"]:
        user, now = people[one["key"]], timezone.now()
        if organisation := one.get("organisation"):
            Membership.objects.create(
                user=user, organisation_id=organisation, role=one["role"], approved_at=now
            )
        if territory := one.get("mandate"):
            Mandate.objects.create(user=user, territory=territory)
    for slug, profile in told["profiles"].items():
        Profile.objects.create(organisation=Organisation.objects.get(pk=slug), **profile)


def _community(told: dict[str, Any], people: dict[str, User]) -> None:
    now, runs = timezone.now(), people[told["run_by"]]
    made = Community.objects.create(
        slug=told["slug"], name=told["name"], purpose=told["purpose"], theme=told["theme"],
        state=Community.State.OPEN, asked_by=runs, opened_at=now,
    )  # fmt: skip
    for key in (told["run_by"], *told["members"]):
        Joining.objects.create(community=made, user=people[key], shown=True)
    News.objects.create(community=made, by=runs, told_at=now, **told["news"])
    for event in told["events"]:
        day = timezone.localtime(now) + timedelta(days=event["in_days"])
        start = day.replace(hour=event["hour"], minute=0, second=0, microsecond=0)
        Event.objects.create(
            community=made, by=runs, title=event["title"], text=event["text"],
            place=event["place"], start=start, end=start + timedelta(hours=event["hours"]),
        )  # fmt: skip
    for post in told["posts"]:
        begun = Post.objects.create(community=made, by=people[post["by"]], text=post["text"])
        for reply in post["replies"]:
            Post.objects.create(
                community=made, by=people[reply["by"]], text=reply["text"], parent=begun
            )


def _notice(told: dict[str, Any], people: dict[str, User]) -> None:
    territory = gazetteer().get(told["territory"])
    if territory is None:
        raise ValueError(f"the demonstration names '{told['territory']}', which is no territory")
    Notice.objects.create(
        by=people[told["by"]], way=told["way"], kind=told["kind"], title=told["title"],
        text=told["text"], theme=told.get("theme", ""), community_id=told.get("community"),
        territory=territory.ref, epci=territory.epci, departement=territory.departement,
        region=territory.region, ends_at=timezone.now() + timedelta(days=90),
    )  # fmt: skip


def _collection(told: dict[str, Any], people: dict[str, User], rank: int) -> None:
    owner = people[told["by"]]
    titles = [one["title"] for one in told["sheets"]]
    ids = dict(Sheet.objects.filter(title__in=titles).values_list("title", "pk"))
    made = making.begin(owner, told["title"], told["introduction"], [ids[one] for one in titles])
    for one in told["sheets"]:
        made.items.filter(sheet=ids[one["title"]]).update(text=one.get("text", ""))
    signed_as = Organisation.objects.get(pk=told["signed_as"])
    making.share(made, owner, Visibility.PUBLIC, signed=True, organisation=signed_as)
    Collection.objects.filter(pk=made.pk).update(rank=rank)
