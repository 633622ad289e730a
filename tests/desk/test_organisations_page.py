"""The desk's page of names of organisations: what waits, what is found, and the decisions."""

from __future__ import annotations

import html

import pytest

from carrefour.catalogue.models import Naming
from carrefour.pipeline.namings import APART
from tests.pipeline.test_namings import ROWS, carrier
from tests.structure.test_organisations import DEFINITION

PATH = "/pilotage/organisations/"


@pytest.fixture
def _harvested(harvest_rows):
    harvest_rows(ROWS, definition=DEFINITION)


@pytest.mark.usefixtures("_harvested")
def test_the_desk_proposes_finds_decides_and_undoes(operator):
    page = html.unescape(operator.get(PATH).content.decode())
    assert "Bureau d'Information Jeunesse / Bureau Information Jeunesse" in page
    found = operator.get(PATH, {"q": "fleuve"}).content.decode()
    assert "Compagnons du Fleuve" in found
    posted = {"with": ["compagnons-du-fleuve"], "kept": "amis-du-fleuve"}
    told = operator.post(f"{PATH}decider/", posted, follow=True).content.decode()
    assert "C’est une même organisation" in told
    assert carrier("Quatre") == "Les Amis du Fleuve"
    pair = {"with": ["bureau-d-information-jeunesse", "bureau-information-jeunesse"]}
    assert "Ce sont deux organisations." in operator.post(
        f"{PATH}decider/", pair, follow=True
    ).content.decode()  # fmt: skip
    assert Naming.objects.get(kept=APART).decided_by == "Camille"
    history = operator.get(f"{PATH}decisions/").content.decode()
    assert "Camille" in history
    one = Naming.objects.get(kept="siren:732829320")
    operator.post(f"{PATH}defaire/{one.pk}/")
    assert carrier("Quatre") == "Compagnons du Fleuve"
    assert "Cochez les autres noms" in operator.post(
        f"{PATH}decider/", {"kept": "amis-du-fleuve"}, follow=True
    ).content.decode()  # fmt: skip


@pytest.mark.usefixtures("_harvested")
def test_only_operators_decide(client, django_user_model):
    posted = {"with": ["compagnons-du-fleuve"], "kept": "amis-du-fleuve"}
    for user in (None, django_user_model.objects.create_user("a@exemple.fr")):
        if user:
            client.force_login(user)
        assert client.get(PATH).status_code in (302, 403)
        assert client.post(f"{PATH}decider/", posted).status_code in (302, 403)
    assert not Naming.objects.exists()
