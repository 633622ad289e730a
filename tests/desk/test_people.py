"""Operators find people by name or address, and give and take mandates; nobody is listed whole."""

from __future__ import annotations

import html

import pytest

from carrefour.community.models import Act, Mail, Mandate, User
from carrefour.community.rights import Right, Stake, may
from tests.community.collective import someone

PATH = "/pilotage/personnes/"


@pytest.fixture
def lea(site) -> User:
    return someone("Léa")


def page(operator, path: str = PATH, **params: str) -> str:
    return html.unescape(operator.get(path, params).content.decode())


def test_people_are_found_by_name_or_address_alone(operator, lea) -> None:
    assert "léa@exemple.fr" not in page(operator)
    assert "léa@exemple.fr" in page(operator, q="léa")
    assert "léa@exemple.fr" in page(operator, q="@exemple.fr")
    assert "Écrivez 3 lettres" in page(operator, q="lé")
    assert "Personne de ce nom" in page(operator, q="absente")


def test_a_search_never_lists_everybody(operator, site) -> None:
    User.objects.bulk_create(User(email=f"n{n:03}@exemple.fr", name=f"N{n}") for n in range(60))
    told = page(operator, q="exemple.fr")
    assert told.count("@exemple.fr</small>") == 20
    assert "Il y en a d’autres" in told
    assert "page=" not in told.partition("<main")[2].partition("</main>")[0]


def test_a_mandate_is_given_told_and_taken(operator, lea) -> None:
    at = f"{PATH}{lea.pk}/"
    given = {"theme": "domains_employment", "territory": "departement:44"}
    assert operator.post(f"{at}mandats/", given)["Location"] == at
    assert "Loire-Atlantique" in page(operator, at)
    assert "Loire-Atlantique" in page(operator)  # who moderates what
    assert "Loire-Atlantique" in Mail.objects.get(to=lea.email).text
    stake = Stake(themes=frozenset({"EMP"}), territories=frozenset({"departement:44"}))
    assert may(lea, Right.MODERATE, stake)
    operator.post(f"{at}mandats/{Mandate.objects.get().pk}/")
    assert not may(lea, Right.MODERATE, stake)
    verbs = list(Act.objects.order_by("pk").values_list("what", flat=True))
    assert verbs == ["mandate.given", "mandate.taken"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "Choisissez un thème"),
        ({"theme": "rien"}, "n’existe pas"),
        ({"territory": "departement:999"}, "Aucun lieu"),
        ({"place": "Zzzzzz"}, "Aucun lieu"),
    ],
)
def test_a_field_that_does_not_exist_is_given_to_nobody(operator, lea, said, told) -> None:
    answer = operator.post(f"{PATH}{lea.pk}/mandats/", said, follow=True)
    assert told in html.unescape(answer.content.decode())
    assert not Mandate.objects.exists()


def test_without_scripts_a_place_is_typed_and_everything_is_said(operator, lea) -> None:
    operator.post(f"{PATH}{lea.pk}/mandats/", {"place": "Bretagne"})
    operator.post(f"{PATH}{lea.pk}/mandats/", {"everything": "1"})
    assert set(Mandate.objects.values_list("theme", "territory")) == {("", "region:53"), ("", "")}
    assert "Tous les thèmes, partout" in page(operator, f"{PATH}{lea.pk}/")


def test_a_mandate_of_another_is_not_taken_through_someone(operator, lea) -> None:
    mandate = Mandate.objects.create(user=someone("Paul"), theme="AGR")
    assert operator.post(f"{PATH}{lea.pk}/mandats/{mandate.pk}/").status_code == 404
    assert Mandate.objects.exists()
