"""Whoever may not, changes nothing: every address of the site is tried.

An address that a room adds is tried from then on; one that anyone may change something at is named
here, with the reason.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.urls.converters import UUIDConverter

from carrefour.catalogue.models import Organisation, Sheet
from carrefour.collection import making
from carrefour.collection.models import Collection, Complaint, Hand, Invitation, Visibility
from carrefour.community.models import Holding, Mandate, Membership, Message, Report, User
from carrefour.contribution.models import Proposal
from carrefour.exchange.models import (
    Block,
    Community,
    Event,
    Joining,
    Letter,
    News,
    Notice,
    Party,
    Post,
    Reach,
    Thread,
)
from carrefour.exchange.models import Complaint as Abuse
from tests.abuse.addresses import KEY, KEYS, Address, Watch, addresses

# Protocols that programs also read by POST, from anywhere: they change nothing.
READ_BY_POST = {"open:oai"}
# A mail program posts there with one click, from no page at all (RFC 8058): a token says for whom.
ONE_CLICK = {"community:decline", "follow:leave", "editorial:newsletter-leave", "watch:leave"}
OF_OPERATORS = ("/pilotage/", "/atelier/", "/redaction/")
# What a member may do to what is not theirs: ask to belong, write to someone, propose a change.
OPEN_TO_MEMBERS = {
    "community:organisation-join",
    "exchange:to-person",
    "exchange:to-organisation",
    "exchange:join",
    "exchange:answer-notice",
    "contribution:edit",
}
# Their first look makes the settings that are their own.
MAKES_ITS_OWN = {"exchange:reach"}
# All that forms of the site send, so that no view stops for want of a field.
FORM = {
    "title": "Pris", "name": "Pris", "text": "Un texte assez long pour un message.", "version": "1",
    "introduction": "Pris", "visibility": "public", "email": "moi@exemple.com", "reason": "Non",
    "about": "other", "accept": "1", "approve": "1", "done": "1", "remove": "1", "delete": "1",
    "send": "1", "let-go": "1", "add": "1", "up": "1", "role": "editor", "theme": "AGR",
    "territory": "departement:44", "password": "une phrase que je connais", "next": "/",
    "frequency": "weekly", "value": "Pris", "field": "title", "sure": "1", "confirm": "1",
    "lead": "1", "keep": "1", "description": "Pris", "url": "https://exemple.com/", "to": "0",
}  # fmt: skip


def signed_in(user: User, **options: bool) -> Client:
    client = Client(raise_request_exception=False, **options)
    client.force_login(user)
    client.get("/compte/")  # the day that someone came is written at the first page
    return client


@pytest.fixture
def paul(db) -> User:
    """A member who belongs nowhere and has no part in anything."""
    return User.objects.create_user("paul@exemple.fr", None, name="Paul")


@pytest.fixture
def operator(db) -> User:
    return User.objects.create_user("camille@exemple.fr", None, name="Camille", is_operator=True)


@pytest.fixture
def every(harvest_rows, paul, operator) -> list[Address]:
    """Every address, of things of Léa's where it is of any."""
    harvest_rows()
    lea = User.objects.create_user("lea@exemple.fr", None, name="Léa")
    sheet = Sheet.objects.get(title="Le Jardin partagé")
    office = Organisation.objects.get(pk="essai-org")
    Membership.objects.create(
        user=lea, organisation=office, role=Membership.Role.EDITOR, approved_at=lea.joined_at
    )
    Mandate.objects.create(user=lea, theme="AGR")
    Report.objects.create(sheet=sheet, about="title", text="Il manque un mot.")
    Message.objects.create(
        sheet=sheet, name="Léa", email=lea.email, text="Un mot.", held=True,
        confirmed_at=lea.joined_at,
    )  # fmt: skip
    made = making.begin(lea, "À Léa", "", [sheet.pk])
    hand = Hand.objects.create(collection=made, user=operator)
    asked = Invitation.objects.create(collection=made, user=operator, by=lea)
    shown = making.begin(lea, "Publiée", "", [sheet.pk])
    making.share(shown, lea, Visibility.PUBLIC, signed=True, organisation=None)
    Complaint.objects.create(collection=shown, about="other")
    item = made.items.get()
    meet(lea, operator)
    for state in Proposal.State:
        pk = KEYS[UUIDConverter] if state == Proposal.State.SENT else uuid4()
        Proposal.objects.create(
            pk=pk, kind="project", state=state, by=lea, title="À Léa", themes=["AGR"]
        )
    Holding.objects.create(user=lea, sheet=sheet.pk)
    return addresses(
        {
            "web.id_": sheet.pk,
            "contact.id_": sheet.pk,
            "contribution.id_": sheet.pk,
            "desk:sheet.id_": sheet.pk,
            "community.slug": office.pk,
            "web:organisation.slug": office.pk,
            "exchange.slug": office.pk,
            "collection.id_": made.pk,
            "collection:report.id_": shown.pk,
            "collection:embed.id_": shown.pk,
            "collection:decide.id_": shown.pk,
            "collection:feature.id_": shown.pk,
            "collection:choose.sheet": sheet.pk,
            "collection:item.pk": str(item.pk),
            "collection:take-out.pk": str(hand.pk),
            "collection:withdraw.pk": str(asked.pk),
            "collection:answer.pk": str(asked.pk),
            "desk:person.pk": str(lea.pk),
            "desk:give-mandate.pk": str(lea.pk),
            "desk:take-mandate.pk": str(lea.pk),
            "community:member.pk": str(Membership.objects.get().pk),
        }
    )


def meet(lea: User, operator: User) -> None:
    """A community with what is written there, a notice, and letters between the two."""
    here = Community.objects.create(
        slug="essai-org", name="À Léa", purpose="Se parler", theme="AGR", state="open", asked_by=lea
    )
    Joining.objects.create(community=here, user=lea)
    News.objects.create(community=here, by=lea, title="À Léa", text="Bientôt.")
    Event.objects.create(
        key=KEY, community=here, by=lea, title="À Léa", start=lea.joined_at, end=lea.joined_at
    )
    post = Post.objects.create(key=KEY, community=here, by=lea, text="À Léa", held=True)
    Notice.objects.create(
        key=KEY, by=lea, way="sought", kind="place", title="À Léa", text="Un lieu",
        ends_at=lea.joined_at + timedelta(days=30),
    )  # fmt: skip
    thread = Thread.objects.create(key=KEY, subject="À Léa")
    for user in (lea, operator):
        Party.objects.create(thread=thread, user=user)
        Reach.objects.create(user=user)
    letter = Letter.objects.create(thread=thread, by=lea, text="Bonjour", held=True)
    Block.objects.create(by=lea, whom=operator)
    Abuse.objects.create(by=operator, of=lea, letter=letter, why="Non")
    Abuse.objects.create(by=operator, of=lea, post=post, why="Non")


def filled() -> dict[str, str]:
    made = Collection.objects.get(title="À Léa")
    return {**FORM, "collection": made.pk}


def test_every_room_is_tried(every) -> None:
    rooms = {one.name.partition(":")[0] for one in every}
    assert rooms >= {"web", "community", "follow", "contact", "collection", "desk", "workshop"}
    assert len(every) > 150


def test_no_form_of_a_signed_in_person_is_taken_without_its_token(every, operator) -> None:
    client = signed_in(operator, enforce_csrf_checks=True)
    with Watch() as database:
        taken = {
            one.name: answer.status_code
            for one in every
            if not one.exempt
            if (answer := client.post(one.path, filled())).status_code != 403
        }
        assert taken == {}
        assert database.changed() == set()


def test_forms_without_a_token_are_taken_from_no_other_site(every, operator) -> None:
    client = signed_in(operator, enforce_csrf_checks=True)
    with Watch() as database:
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Origin": "https://exemple.com"},
        ):
            for one in every:
                if one.exempt and one.name not in ONE_CLICK:
                    answer = client.post(one.path, filled(), headers=headers)
                    # The API reads no form (415), and asks for a key before all else (401).
                    refused = answer.status_code in (401, 403, 404, 405, 415)
                    assert refused or one.name in READ_BY_POST, one.name
        for name in ONE_CLICK & {one.name for one in every}:  # a false token decides nothing
            client.post(reverse(name, args=[KEY]), filled())
        assert database.changed() == set()


def tried(client: Client, method: str, every: list[Address]) -> dict[str, object]:
    """The addresses that failed or changed something, with how."""
    wrong: dict[str, object] = {}
    data = filled()
    with Watch() as database:
        for one in every:
            status = getattr(client, method)(one.path, data).status_code
            changed = database.changed()
            if changed or status >= 500:
                wrong[one.name] = (status, changed)
    return wrong


def test_a_visitor_changes_nothing(every) -> None:
    client = Client(raise_request_exception=False)
    assert tried(client, "post", [one for one in every if not one.exempt]) == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_pages_of_operators_are_theirs_alone(every, paul, method: str) -> None:
    visitor, member = Client(), signed_in(paul)
    theirs = [one for one in every if one.path.startswith(OF_OPERATORS)]
    assert len(theirs) > 60
    with Watch() as database:
        for one in theirs:
            asked = getattr(visitor, method)(one.path, filled())
            assert asked.status_code == 302, one.name
            assert "/compte/connexion/" in asked["Location"], one.name
            assert getattr(member, method)(one.path, filled()).status_code == 403, one.name
        assert database.changed() == set()


def test_a_member_changes_nothing_that_is_of_someone_else(every, paul) -> None:
    of_others = [
        one
        for one in every
        if one.of_something and not one.exempt and one.name not in OPEN_TO_MEMBERS
    ]
    assert tried(signed_in(paul), "post", of_others) == {}


def test_what_is_read_changes_nothing(every, operator, paul) -> None:
    """Links that machines follow, or that pages of others hold as pictures, do no harm."""
    for user in (operator, paul):
        client = signed_in(user)
        for name in MAKES_ITS_OWN:
            client.get(reverse(name))
        # tests/workshop opens those: some fetch.
        read = [one for one in every if user == paul or not one.path.startswith("/atelier/")]
        assert tried(client, "get", read) == {}
