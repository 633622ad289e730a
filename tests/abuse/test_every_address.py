"""Whoever may not, changes nothing: every address of the site is tried.

An address that a room adds is tried from then on; one that anyone may change something at is named
here, with the reason.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from carrefour.catalogue.models import Organisation, Sheet
from carrefour.collection import making
from carrefour.collection.models import Collection, Complaint, Hand, Invitation, Visibility
from carrefour.community.models import Mandate, Membership, Message, Report, User
from tests.abuse.addresses import Address, addresses, changed, everything

# A mail program posts there with one click, from no page at all (RFC 8058): a token says for whom.
ONE_CLICK = {"community:decline", "follow:leave", "editorial:newsletter-leave", "watch:leave"}
OF_OPERATORS = ("/pilotage/", "/atelier/", "/redaction/")
# What a member may do to what is not theirs: ask to belong to an organisation, write to someone.
OPEN_TO_MEMBERS = {
    "community:organisation-join",
    "exchange:to-person",
    "exchange:to-organisation",
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
    return addresses(
        {
            "web.id_": sheet.pk,
            "contact.id_": sheet.pk,
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


def filled() -> dict[str, str]:
    made = Collection.objects.get(title="À Léa")
    return {**FORM, "collection": made.pk}


def test_every_room_is_tried(every) -> None:
    rooms = {one.name.partition(":")[0] for one in every}
    assert rooms >= {"web", "community", "follow", "contact", "collection", "desk", "workshop"}
    assert len(every) > 150


def test_no_form_of_a_signed_in_person_is_taken_without_its_token(every, operator) -> None:
    client, before = signed_in(operator, enforce_csrf_checks=True), everything()
    taken = {
        one.name: answer.status_code
        for one in every
        if not one.exempt
        if (answer := client.post(one.path, filled())).status_code != 403
    }
    assert taken == {}
    assert changed(before) == set()


def test_forms_without_a_token_are_taken_from_no_other_site(every, operator) -> None:
    client, before = signed_in(operator, enforce_csrf_checks=True), everything()
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://exemple.com"},
    ):
        for one in every:
            if one.exempt and one.name not in ONE_CLICK:
                answer = client.post(one.path, filled(), headers=headers)
                assert answer.status_code in (403, 404, 405), one.name
    for name in ONE_CLICK & {one.name for one in every}:  # a token that is none decides nothing
        client.post(reverse(name, args=["essai"]), filled())
    assert changed(before) == set()


def test_a_visitor_changes_nothing(every) -> None:
    client = Client(raise_request_exception=False)
    wrong, before = {}, everything()
    for one in every:
        if one.exempt:
            continue
        answer = client.post(one.path, filled())
        if answer.status_code >= 500 or changed(before):
            wrong[one.name] = (answer.status_code, changed(before))
            before = everything()
    assert wrong == {}


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_pages_of_operators_are_theirs_alone(every, paul, method: str) -> None:
    visitor, member, before = Client(), signed_in(paul), everything()
    theirs = [one for one in every if one.path.startswith(OF_OPERATORS)]
    assert len(theirs) > 60
    for one in theirs:
        asked = getattr(visitor, method)(one.path, filled())
        assert asked.status_code == 302, one.name
        assert "/compte/connexion/" in asked["Location"], one.name
        assert getattr(member, method)(one.path, filled()).status_code == 403, one.name
    assert changed(before) == set()


def test_a_member_changes_nothing_that_is_of_someone_else(every, paul) -> None:
    client, wrong = signed_in(paul), {}
    before = everything()
    for one in every:
        if not one.of_something or one.exempt or one.name in OPEN_TO_MEMBERS:
            continue
        answer = client.post(one.path, filled())
        if answer.status_code >= 500 or changed(before):
            wrong[one.name] = (answer.status_code, changed(before))
            before = everything()
    assert wrong == {}


def test_what_is_read_changes_nothing(every, operator, paul) -> None:
    """Links that are followed by machines, or put as pictures into pages of others, do no harm."""
    for user in (operator, paul):
        client, wrong, before = signed_in(user), {}, everything()
        for one in every:
            if one.path.startswith("/atelier/") and user.is_operator:
                continue  # tests/workshop; some of its pages fetch
            if one.name in MAKES_ITS_OWN:
                client.get(one.path)
                before = everything()
            answer = client.get(one.path, filled())
            if answer.status_code >= 500 or changed(before):
                wrong[one.name] = (answer.status_code, changed(before))
                before = everything()
        assert wrong == {}
