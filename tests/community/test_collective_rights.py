"""Who gets which page of organisations and may do what there, over HTTP, role by role."""

from __future__ import annotations

import pytest
from django.test import Client

from carrefour.community.models import (
    Application,
    Charter,
    Invitation,
    Mandate,
    Membership,
    Profile,
    Signature,
    User,
)
from tests.community.collective import belongs, everyone, organisation, someone

ROLES = ("visitor", "stranger", "asking", "member", "editor", "moderator", "operator")
ORG = "/compte/organisations/les-voisins"
# Each address with the answer to each role; 302+ is the way to signing in.
PAGES = """
                                 visitor stranger asking member editor moderator operator
/organisations/                  200     200      200    200    200    200       200
/organisations/les-voisins/      200     200      200    200    200    200       200
/collectif/charte/               200     200      200    200    200    200       200
/collectif/charte/9/             404     404      404    404    404    404       404
/compte/organisations/           302     200      200    200    200    200       200
/compte/adhesion/                302     200      200    200    200    200       200
/compte/adhesion/connues/        302     200      200    200    200    200       200
ORG/                             302     403      403    200    200    403       200
ORG/presenter/                   302     403      403    403    200    403       200
ORG/rejoindre/                   302     200      302    302    302    200       200
ORG/quitter/                     302     404      200    200    200    404       404
/compte/organisations/rien/      302     404      404    404    404    404       404
/pilotage/adhesions/             302     403      403    403    403    403       200
/pilotage/personnes/             302     403      403    403    403    403       200
/pilotage/personnes/PERSON/      302     403      403    403    403    403       200
/pilotage/charte/                302     403      403    403    403    403       200
"""
DEEDS = """
                                     visitor stranger asking member editor moderator operator
ORG/logo/                            302     403      403    403    302    403       302
ORG/charte/                          302     403      403    403    302    403       302
ORG/inviter/                         302     403      403    422    422    403       422
ORG/invitations/BYEDITOR/            302     403      403    404    302    403       302
ORG/invitations/BYMEMBER/            302     403      403    302    302    403       302
ORG/invitations/ELSEWHERE/           302     403      403    404    404    403       404
ORG/membres/COLLEAGUE/               302     403      403    403    302    403       302
ORG/membres/FOREIGN/                 302     403      403    403    404    403       404
ORG/equipe/                          302     404      404    302    302    404       404
/pilotage/adhesions/APPLICATION/     302     403      403    403    403    403       302
/pilotage/adhesions/les-voisins/retirer/ 302 403      403    403    403    403       302
/pilotage/personnes/PERSON/mandats/  302     403      403    403    403    403       302
/pilotage/personnes/PERSON/mandats/MANDATE/ 302 403   403    403    403    403       302
/pilotage/charte/                    302     403      403    403    403    403       422
"""


def cells(table: str):
    head, *rows = (line.split() for line in table.strip().splitlines())
    assert tuple(head) == ROLES
    return [
        (path, role, int(told)) for path, *answers in rows
        for role, told in zip(head, answers, strict=True)
    ]  # fmt: skip


@pytest.fixture
def people(site) -> dict[str, User]:
    organisation()
    Profile.objects.create(organisation_id="les-voisins", kind="association")
    return everyone("les-voisins")


@pytest.fixture
def keys(people) -> dict[str, str]:
    """What addresses of the tables stand for."""
    organisation("ailleurs", "Ailleurs")
    foreign = belongs(someone("Farid"), "ailleurs")
    colleague = belongs(someone("Colin"), "les-voisins")
    invited = {
        "BYEDITOR": ("les-voisins", "editor", "a@exemple.fr"),
        "BYMEMBER": ("les-voisins", "member", "b@exemple.fr"),
        "ELSEWHERE": ("ailleurs", "operator", "c@exemple.fr"),
    }
    application = Application.objects.create(
        user=people["stranger"], name="Neuve", kind="other", description="Elle agit.", charter=1
    )
    mandate = Mandate.objects.create(user=people["stranger"], theme="AGR")
    made = {
        name: Invitation.objects.create(organisation_id=of, by=people[by], email=email).pk
        for name, (of, by, email) in invited.items()
    }
    made |= {"COLLEAGUE": colleague.pk, "FOREIGN": foreign.pk, "APPLICATION": application.pk}
    made |= {"MANDATE": mandate.pk, "PERSON": people["stranger"].pk}
    return {name: str(pk) for name, pk in made.items()} | {"ORG": ORG}


def address(path: str, keys: dict[str, str]) -> str:
    return "/".join(keys.get(part, part) for part in path.split("/"))


def kept() -> list[list[dict]]:
    tables = (Membership, Invitation, Application, Mandate, Profile, Signature, Charter)
    return [list(table.objects.order_by("pk").values()) for table in tables]


@pytest.mark.parametrize(("path", "role", "told"), cells(PAGES))
def test_who_sees_which_page(client: Client, people, keys, path, role, told) -> None:
    if role != "visitor":
        client.force_login(people[role])
    answer = client.get(address(path, keys))
    assert answer.status_code == told
    if role == "visitor" and told == 302:
        assert answer["Location"].startswith("/compte/connexion/?next=")


@pytest.mark.parametrize(("path", "role", "told"), cells(DEEDS))
def test_who_may_do_what(client: Client, people, keys, path, role, told) -> None:
    before = kept()
    if role != "visitor":
        client.force_login(people[role])
    answer = client.post(address(path, keys), {"remove": "1", "everything": "1"})
    assert answer.status_code == told
    if role == "visitor":
        assert answer["Location"].startswith("/compte/connexion/?next=")
    if told != 302 or role == "visitor":
        assert kept() == before
    for one in () if path == "/pilotage/charte/" else (client.get(address(path, keys)),):
        assert one.status_code in (302, 403, 404, 405)  # a deed is never done by a link


@pytest.mark.parametrize("path", sorted({path for path, *_rest in cells(DEEDS)}))
def test_no_deed_is_done_from_another_site(people, keys, path) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["operator"])
    before = kept()
    assert strict.post(address(path, keys), {"remove": "1"}).status_code == 403
    assert kept() == before
