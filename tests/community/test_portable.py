"""Everything that is held of a person can be had by them: no table is forgotten."""

from __future__ import annotations

import json

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import EmailField

from carrefour.community.models import Membership, User
from carrefour.community.portable import ADDRESSED, PARTS, everything_of


def test_every_table_that_leads_to_a_person_is_told_of() -> None:
    leading = {relation.related_model for relation in User._meta.related_objects}
    told = {table for part in PARTS for table in part.tables}
    assert {table.__name__ for table in leading - told} == set()


def test_every_table_that_knows_an_address_says_how_it_is_forgotten() -> None:
    with_address = {
        table
        for table in apps.get_models()
        if any(isinstance(one, EmailField) and one.name == "email" for one in table._meta.fields)
    }
    assert {table.__name__ for table in with_address - ADDRESSED.keys()} == {"User"}


def test_nothing_that_leads_to_a_person_keeps_their_account_from_being_erased() -> None:
    ways = {relation.on_delete.__name__ for relation in User._meta.related_objects}
    assert not ways & {"PROTECT", "RESTRICT", "DO_NOTHING"}


def test_the_file_holds_what_each_table_holds(harvest_rows, db) -> None:
    harvest_rows()
    user = User.objects.create_user("lea@exemple.fr", None, name="Léa")
    Membership.objects.create(user=user, organisation_id="essai-org")
    told = json.loads(json.dumps(everything_of(user), cls=DjangoJSONEncoder))
    assert told["account"]["email"] == "lea@exemple.fr"
    assert told["memberships"][0]["organisation"] == "essai-org"
    assert set(told) == {"account"} | {part.name for part in PARTS}
