"""An operator corrects a sheet at the desk, and settles what a source says against it since."""

from __future__ import annotations

import pytest

from carrefour.catalogue.identity import sheet_id
from carrefour.catalogue.models import Correction, Sheet
from carrefour.pipeline.corrections import correct, typed
from carrefour.web.templatetags.carrefour_web import sheet_url
from tests.conftest import ROWS

GARDEN = sheet_id("essai", "1")
PAGE = f"/pilotage/fiches/{GARDEN}/"


@pytest.fixture
def garden(harvest_rows) -> Sheet:
    harvest_rows()
    return Sheet.objects.get(pk=GARDEN)


def form(sheet: Sheet, **changed: object) -> dict[str, object]:
    """What the form sends when a person changed some fields of it."""
    facets = ("themes", "publics", "methods")
    texts = typed(Sheet.objects.get(pk=sheet.pk))
    sent: dict[str, object] = {
        name: text.split("\n") if name in facets else text for name, text in texts.items()
    }
    return {**sent, **changed}


def test_what_is_changed_in_the_form_shows_on_the_sheet_and_nothing_else_is_a_correction(
    operator, garden
) -> None:
    sent = form(garden, title="Les Jardins de la Prairie", themes=["BIO", "AGR"], reason="appelé")
    answer = operator.post(PAGE, sent, follow=True)
    assert "elle tiendra à chaque moisson" in answer.content.decode()
    made = Correction.objects.order_by("field")
    assert [(one.field, one.value, one.reason) for one in made] == [
        ("themes", ["AGR", "BIO"], "appelé"),
        ("title", "Les Jardins de la Prairie", "appelé"),
    ]
    public = operator.get(sheet_url(garden)).content.decode()
    assert "<h1>Les Jardins de la Prairie</h1>" in public
    assert "Une personne de Carrefour" in public
    assert "Camille" not in public.split("<main", 1)[1].split("</main>")[0]


def test_a_visitor_sees_no_way_to_correct(client, garden) -> None:
    assert "Corriger cette fiche" not in client.get(sheet_url(garden)).text
    assert client.post(PAGE, {"title": "Moi"}).status_code == 302
    assert not Correction.objects.exists()


def test_what_cannot_be_read_is_told_in_french_and_the_form_keeps_what_was_typed(
    operator, garden
) -> None:
    answer = operator.post(PAGE, form(garden, places="Saint-Denis", title="Un autre titre"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "peut être Saint-Denis (11)" in page
    assert "Un autre titre" in page
    assert not Correction.objects.exists()


def test_a_form_sent_as_it_was_makes_no_correction(operator, garden) -> None:
    answer = operator.post(PAGE, form(garden), follow=True)
    assert "Rien n’a changé." in answer.content.decode()
    assert not Correction.objects.exists()


def test_a_dispute_is_shown_with_three_voices_and_settled_either_way(
    operator, garden, harvest_rows
) -> None:
    made = correct(garden, "title", "Les Jardins de la Prairie", "camille@exemple.fr")
    harvest_rows([ROWS[0].replace("Le Jardin", "Le Grand Jardin"), *ROWS[1:]])
    page = operator.get("/pilotage/corrections/").content.decode()
    for voice in ("Les Jardins de la Prairie", "Le Jardin partagé", "Le Grand Jardin partagé"):
        assert voice in page
    operator.post(f"/pilotage/corrections/{made.pk}/", {"keep": "1"})
    page = operator.get("/pilotage/corrections/").content.decode()
    assert "La source dit autre chose depuis" not in page
    kept = Correction.objects.standing().get()
    operator.post(f"/pilotage/corrections/{kept.pk}/", {"back": "1"})
    assert Sheet.objects.get(pk=GARDEN).title == "Le Grand Jardin partagé"
    log = operator.get(PAGE).content.decode()
    assert "rendu à la source" in log


def test_a_correction_that_does_not_stand_any_more_cannot_be_decided_on(operator, garden) -> None:
    made = correct(garden, "title", "Un", "camille@exemple.fr")
    correct(garden, "title", "Deux", "camille@exemple.fr")
    assert operator.post(f"/pilotage/corrections/{made.pk}/", {"back": "1"}).status_code == 404
