"""Definitions are saved as versions; one can look at their differences and go back."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from carrefour.harvest.models import DefinitionVersion, Run
from carrefour.pipeline.registry import find_definition
from carrefour.pipeline.versions import go_back, save_version
from carrefour.workshop.models import WorkshopDraft

from .conftest import said

YAML = """\
# A comment that its author wrote.
id: jardins
title: Les jardins
organisation: {id: reseau, name: Réseau}
licence: CC0-1.0
fetch: {kind: csv, url: https://exemple.org/p.csv}
record_id: "{id}"
fields: {title: nom}
"""


@pytest.fixture
def file(atelier: Client, settings) -> Path:
    """A source that is declared in a file."""
    path: Path = settings.SOURCES_DIR / "jardins.yml"
    path.write_text(YAML, "utf-8")
    return path


def changed(title: str) -> str:
    return YAML.replace("title: Les jardins", f"title: {title}")


def upload(atelier: Client, text: str | bytes) -> WorkshopDraft:
    body = text.encode() if isinstance(text, str) else text
    atelier.post("/atelier/nouvelle/definition/", {"file": SimpleUploadedFile("x.yml", body)})
    return WorkshopDraft.objects.get()


def test_the_file_that_came_first_is_kept_as_a_version(file: Path) -> None:
    version = save_version(changed("Autre titre"), note="essai", author="moi")
    assert version.number == 2
    first = DefinitionVersion.objects.get(number=1)
    assert (first.text, first.current) == (YAML, False)
    assert find_definition("jardins").title == "Autre titre"


def test_going_back_loses_nothing(file: Path) -> None:
    for title in ("Deux", "Trois"):
        save_version(changed(title))
    go_back(DefinitionVersion.objects.get(number=2))
    assert find_definition("jardins").title == "Deux"
    assert save_version(changed("Quatre")).number == 4
    assert find_definition("jardins").title == "Quatre"
    assert DefinitionVersion.objects.count() == 4


def test_versions_are_shown_with_what_changed(atelier: Client, file: Path) -> None:
    save_version(changed("Deux"), note="un autre nom", author="Camille")
    save_version(changed("Trois"), author="Dominique")
    page = said(atelier.get("/atelier/source/jardins/"))
    for told in ("un autre nom", "Camille", "Dominique", "le fichier d’origine", "en service"):
        assert told in page
    page = said(atelier.get("/atelier/source/jardins/version/2/"))
    assert "Ce qui a changé depuis la version 1" in page
    assert '<td class="code">title: Deux</td>' in page
    assert '<td class="code">title: Les jardins</td>' in page
    assert "Ce qui la sépare de la version 3, en service" in page


def test_going_back_is_a_button(atelier: Client, file: Path) -> None:
    save_version(changed("Deux"))
    answer = atelier.post("/atelier/source/jardins/version/1/revenir/", follow=True)
    assert "La version 1 sert de nouveau" in said(answer)
    assert find_definition("jardins").title == "Les jardins"


def test_the_yaml_is_downloaded_as_its_author_wrote_it(atelier: Client, file: Path) -> None:
    answer = atelier.get("/atelier/source/jardins/definition.yml")
    assert said(answer) == YAML
    assert answer["Content-Disposition"] == 'attachment; filename="jardins.yml"'


def test_a_definition_that_is_uploaded_can_be_saved_as_it_is(atelier: Client, tmp_path) -> None:
    draft = upload(atelier, YAML)
    page = said(atelier.get(f"/atelier/brouillon/{draft.pk}/definition/"))
    assert "La définition est valide." in page
    form = {
        "id": "jardins", "title": "Les jardins", "licence": "CC0-1.0", "organisation.id": "reseau",
        "organisation.name": "Réseau", "save": "1",
    }  # fmt: skip
    answer = atelier.post(f"/atelier/brouillon/{draft.pk}/presenter/", form)
    assert answer["Location"] == "/atelier/source/jardins/"
    assert find_definition("jardins").fields.title.path == "nom"


def test_what_is_wrong_in_it_is_shown_with_line_cure_and_text(atelier: Client) -> None:
    draft = upload(atelier, YAML.replace("licence:", "license:"))
    page = said(atelier.get(f"/atelier/brouillon/{draft.pk}/definition/"))
    assert "2 points à corriger" in page
    assert "Ligne 5" in page
    assert "clé inconnue ; vouliez-vous dire « licence » ?" in page
    assert '<span class="line wrong"><span class="no" aria-hidden="true">5</span>' in page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id: [", "ce n’est pas du YAML"),
        ("", ""),
        ("- a\n- b", "ne contient aucune clé"),
        ("a: &x [1]\nb: *x\n", "les alias (*) ne sont pas acceptés"),
        ("x" * 200, "ne contient aucune clé"),
        ("id: jardins\nfetch: texte\n", "manque ; ajoutez-le"),
        ("fields: [1]\nplaces: 3\ntags: non\nfetch: {kind: csv}\n", "manque ; ajoutez-le"),
    ],
)
def test_no_text_however_wrong_breaks_the_workshop(atelier: Client, text: str, told: str) -> None:
    draft = WorkshopDraft.objects.create(text=text)
    for step in ("definition", "champs", "page", "presenter", "trouver"):
        answer = atelier.get(f"/atelier/brouillon/{draft.pk}/{step}/", follow=True)
        assert answer.status_code == 200, step
    assert told in said(atelier.get(f"/atelier/brouillon/{draft.pk}/definition/"))
    assert atelier.get("/atelier/").status_code == 200


def test_a_file_in_another_encoding_is_refused_remark(atelier: Client) -> None:
    body = SimpleUploadedFile("x.yml", "id: é".encode("latin-1"))
    answer = atelier.post("/atelier/nouvelle/definition/", {"file": body})
    assert "Enregistrez ce fichier en UTF-8." in said(answer)


def test_a_source_that_is_changed_keeps_its_id(atelier: Client, file: Path) -> None:
    atelier.post("/atelier/source/jardins/modifier/")
    draft = WorkshopDraft.objects.get()
    form = {
        "id": "autre", "title": "Renommés", "licence": "CC0-1.0", "organisation.id": "reseau",
        "organisation.name": "Réseau", "save": "1", "note": "titre",
    }  # fmt: skip
    atelier.post(f"/atelier/brouillon/{draft.pk}/presenter/", form)
    assert find_definition("jardins").title == "Renommés"
    assert not DefinitionVersion.objects.filter(source="autre").exists()


def test_a_version_saved_meanwhile_is_not_overwritten_unasked(atelier: Client, file) -> None:
    atelier.post("/atelier/source/jardins/modifier/")
    draft = WorkshopDraft.objects.get()
    save_version(changed("Entre-temps"))
    form = {
        "title": "Le mien", "licence": "CC0-1.0", "organisation.id": "reseau",
        "organisation.name": "Réseau", "save": "1",
    }  # fmt: skip
    path = f"/atelier/brouillon/{draft.pk}/presenter/"
    answer = atelier.post(path, form)
    assert "Une autre version a été enregistrée depuis" in said(answer)
    assert find_definition("jardins").title == "Entre-temps"
    atelier.post(path, {**form, "confirmed": "on"})
    assert find_definition("jardins").title == "Le mien"


def test_a_harvest_is_asked_for_by_name_and_once(atelier: Client, file: Path) -> None:
    for _ in range(2):
        atelier.post("/atelier/source/jardins/moissonner/")
    run = Run.objects.get()
    assert (run.source_id, run.state, run.asked) == ("jardins", "waiting", "person")
    assert run.asked_by == "op@exemple.org"


def test_a_source_whose_file_is_wrong_is_shown_and_can_be_mended(atelier: Client, file) -> None:
    file.write_text(YAML.replace("licence:", "license:"), "utf-8")
    assert "définition à corriger" in said(atelier.get("/atelier/"))
    page = said(atelier.get("/atelier/source/jardins/"))
    assert "La définition n’est pas valide" in page
    answer = atelier.post("/atelier/source/jardins/modifier/", follow=True)
    assert "Ligne 5" in said(answer)


@pytest.mark.parametrize(
    "path", ["source/absent/", "source/absent/version/1/", "source/absent/definition.yml"]
)
def test_a_source_that_does_not_exist_is_not_found(atelier: Client, path: str) -> None:
    assert atelier.get(f"/atelier/{path}").status_code == 404
