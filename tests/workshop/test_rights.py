"""The workshop is for operators alone, and no other site can act in their name."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from carrefour.community.models import User
from carrefour.workshop import urls
from carrefour.workshop.models import WorkshopDraft


@pytest.fixture
def everywhere(site) -> list[str]:
    """Every address of the workshop."""
    arguments = {"pk": WorkshopDraft.objects.create().pk, "id_": "x", "number": 1, "role": "list"}
    found = []
    for pattern in urls.urlpatterns:
        told = {name: arguments[name] for name in pattern.pattern.converters}
        found.append(reverse(f"workshop:{pattern.name}", kwargs=told))
    assert len(found) > 15
    return found


def test_a_visitor_is_asked_to_sign_in_everywhere(everywhere: list[str], client: Client) -> None:
    for address in everywhere:
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302, address
            assert answer["Location"].startswith("/compte/connexion/?next=/atelier/"), address


def test_someone_who_is_no_operator_is_refused_everywhere(
    everywhere: list[str], client: Client
) -> None:
    client.force_login(User.objects.create_user("moi@exemple.org", "un long secret"))
    for address in everywhere:
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 403, address


def test_nothing_is_changed_by_following_a_link(atelier: Client) -> None:
    draft = WorkshopDraft.objects.create(text="id: x")
    for address in (
        f"/atelier/brouillon/{draft.pk}/supprimer/",
        f"/atelier/brouillon/{draft.pk}/relire/",
        "/atelier/source/jardins/moissonner/",
        "/atelier/source/jardins/version/1/revenir/",
        "/atelier/nouvelle/fichier/",
    ):
        assert atelier.get(address).status_code == 405
    assert WorkshopDraft.objects.exists()


def test_a_form_of_another_site_does_nothing(everywhere: list[str], operator: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(operator)
    for address in everywhere:
        assert strict.post(address, {"address": "https://exemple.org"}).status_code == 403, address


def test_pages_of_the_workshop_are_kept_in_no_cache(atelier: Client) -> None:
    assert "no-store" in atelier.get("/atelier/")["Cache-Control"]
