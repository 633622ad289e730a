"""A source is set up in the browser: from an address to a version that harvests use at once."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from carrefour.catalogue.models import Record, Sheet, Source
from carrefour.harvest.models import DefinitionVersion, Run
from carrefour.pipeline.harvesting import harvest
from carrefour.pipeline.origins import kept_copy, origin_of, remote
from carrefour.pipeline.registry import find_definition
from carrefour.workshop.models import WorkshopDraft

from ..harvest.conftest import Partner
from .conftest import said

CSV = "id;Nom;Résumé;Thèmes;Ville;Courriel\n" + "".join(
    f"{n};Projet {n};On y agit ensemble.;emploi, poney;Nantes;a{n}@exemple.org\n" for n in range(12)
)


@pytest.fixture
def csv(allowed: Partner) -> str:
    """The address of the partner's table."""
    allowed.answers["/projets.csv"] = CSV
    return f"{allowed.url}/projets.csv"


def begun(atelier: Client, url: str) -> WorkshopDraft:
    """The draft of the first thing that is found at ``url``."""
    answer = atelier.post("/atelier/nouvelle/", {"address": url})
    assert answer.status_code == 302, said(answer)
    draft = WorkshopDraft.objects.get()
    atelier.post(answer["Location"], {"number": "0"})
    draft.refresh_from_db()
    return draft


def about(**changed: str) -> dict[str, str]:
    """What step 4 sends."""
    return {
        "id": "jardins",
        "title": "Les jardins",
        "licence": "CC0-1.0",
        "organisation.id": "reseau",
        "organisation.name": "Réseau",
        "schedule": "every day",
        "delay": "0",
        "save": "1",
        "note": "Première",
        **changed,
    }


def test_from_an_address_to_a_version_in_three_steps(atelier: Client, csv: str) -> None:
    answer = atelier.post("/atelier/nouvelle/", {"address": csv})
    page = said(atelier.get(answer["Location"]))
    assert "Tableau CSV" in page
    assert "Un tableau de 6 colonnes, séparées par « ; »." in page
    fields = said(atelier.post(answer["Location"], {"number": "0"}, follow=True))
    assert fields.count('<li class="draft box">') == 10
    assert "Projet 0" in fields
    assert "Nantes, Loire-Atlantique" in fields
    assert "dans la commune" in fields
    draft = WorkshopDraft.objects.get()
    answer = atelier.post(f"/atelier/brouillon/{draft.pk}/presenter/", about())
    assert answer["Location"] == "/atelier/source/jardins/"
    definition = find_definition("jardins")
    assert definition.drop == ("Courriel",)
    assert definition.tags == {"emploi": ("EMP",)}
    assert definition.watch.schedule == "every day"
    assert not WorkshopDraft.objects.exists()
    # The version is what a harvest uses at once.
    report = harvest(definition, remote("jardins"))
    assert (report.new, report.error) == (12, "")
    assert Sheet.objects.get(title="Projet 3").themes == ["EMP"]
    assert all("Courriel" not in record.raw for record in Record.objects.all())


def test_until_it_is_saved_nothing_is_in_the_catalogue(atelier: Client, csv: str) -> None:
    begun(atelier, csv)
    assert not any(model.objects.exists() for model in (Source, DefinitionVersion, Run, Record))


def test_an_author_who_closes_the_tab_finds_the_draft_again(atelier: Client, csv: str) -> None:
    draft = begun(atelier, csv)
    home = said(atelier.get("/atelier/"))
    assert f"/atelier/brouillon/{draft.pk}/champs/" in home
    assert "op@exemple.org" in home


def test_the_preview_follows_the_form_and_keeps_it(atelier: Client, csv: str, allowed) -> None:
    draft = begun(atelier, csv)
    asked = len(allowed.paths())
    form = {"fields.title.path": "Ville", "places.0.commune.path": "Ville", "record_id": "{id}"}
    path = f"/atelier/brouillon/{draft.pk}/champs/apercu/"
    told = said(atelier.post(path, form, headers={"HX-Request": "true"}))
    assert "<h3>Nantes</h3>" in told
    assert "Il manque" in told
    draft.refresh_from_db()
    assert "title: Ville" in draft.text
    assert draft.score is not None
    assert draft.score < 50
    assert len(allowed.paths()) == asked  # the sample is not asked for again


def test_options_of_a_rule_are_kept(atelier: Client, csv: str) -> None:
    draft = begun(atelier, csv)
    form = {
        "fields.title.path": "Nom",
        "fields.title.more": "Ville\r\nid",
        "fields.title.all": "on",
        "fields.summary.template": "{Nom} ({Ville})",
        "fields.holder.constant": "Le Réseau",
        "fields.status.path": "Résumé",
        "fields.status.map": "On y agit ensemble. = running\nautre = ended",
        "fields.tags.path": "Thèmes",
        "fields.tags.split": "; *",
        "places.0.text.path": "Ville",
        "places.0.text.pattern": r"^(\w+)",
        "record_id": "{id}",
        "gather": "on",
        "drop": ["Courriel", "Nom"],
        "codes": ["AGR"],
    }
    atelier.post(f"/atelier/brouillon/{draft.pk}/champs/", form)
    atelier.post(f"/atelier/brouillon/{draft.pk}/presenter/", about())
    found = find_definition("jardins")
    assert found.fields.title.path == ("Nom", "Ville", "id")
    assert found.fields.title.all
    assert found.fields.summary.template == "{Nom} ({Ville})"
    assert found.fields.status.map == {"On y agit ensemble.": "running", "autre": "ended"}
    assert found.fields.tags.split == "; *"
    assert found.places[0].text.pattern == r"^(\w+)"
    assert found.fetch.gather
    assert (found.drop, found.codes) == (("Courriel", "Nom"), ("AGR",))


def test_tags_are_tied_to_themes_and_those_not_shown_stay(atelier: Client, csv: str) -> None:
    draft = begun(atelier, csv)
    draft.text = draft.text.replace("emploi: EMP", "emploi: EMP\n  jamais vu: [NUM, AGR]")
    draft.save()
    form = {
        "fields.title.path": "Nom",
        "fields.tags.path": "Thèmes",
        "fields.tags.split": ", *",
        "record_id": "{id}",
        "tags.0.tag": "emploi",
        "tags.0.first": "INS",
        "tags.0.second": "EMP",
        "tags.1.tag": "poney",
        "tags.1.first": "-",
    }
    atelier.post(f"/atelier/brouillon/{draft.pk}/champs/", form)
    atelier.post(f"/atelier/brouillon/{draft.pk}/presenter/", about())
    assert find_definition("jardins").tags == {
        "emploi": ("INS", "EMP"), "jamais vu": ("NUM", "AGR"), "poney": (),
    }  # fmt: skip


def test_what_is_wrong_is_told_in_french_and_nothing_is_saved(atelier: Client, csv: str) -> None:
    draft = begun(atelier, csv)
    path = f"/atelier/brouillon/{draft.pk}/presenter/"
    answer = atelier.post(path, about(id="Mes Jardins", schedule_text="souvent"))
    page = said(answer)
    assert answer.status_code == 422
    assert "utilisez des minuscules, des chiffres et des tirets" in page
    assert "« souvent » n’est pas un rythme" in page
    assert 'value="Mes Jardins"' in page
    assert not DefinitionVersion.objects.exists()


def test_the_id_of_another_source_is_refused(atelier: Client, csv: str) -> None:
    DefinitionVersion.objects.create(source="jardins", number=1, text="x", current=True)
    draft = begun(atelier, csv)
    answer = atelier.post(f"/atelier/brouillon/{draft.pk}/presenter/", about())
    assert "Une autre source s’appelle déjà « jardins »" in said(answer)
    assert DefinitionVersion.objects.count() == 1


def test_an_api_of_several_pages_is_set_up_too(atelier: Client, allowed: Partner) -> None:
    for number in (1, 2, 3):
        items = [{"id": f"{number}-{n}", "titre": f"Projet {n}", "commune": "Rennes"}
                 for n in range(6)]  # fmt: skip
        following = f"/api?page={number + 1}" if number < 3 else None
        allowed.answers["/api" if number == 1 else f"/api?page={number}"] = json.dumps(
            {"projets": items, "next": following}
        )
    draft = begun(atelier, f"{allowed.url}/api")
    atelier.post(f"/atelier/brouillon/{draft.pk}/presenter/", about())
    definition = find_definition("jardins")
    assert definition.fetch.pages.path == "next"
    assert harvest(definition, remote("jardins")).new == 18


def test_a_file_that_is_given_is_what_the_source_is_harvested_from(atelier: Client) -> None:
    file = SimpleUploadedFile("../../projets.csv", CSV.encode(), "text/csv")
    answer = atelier.post("/atelier/nouvelle/fichier/", {"file": file})
    atelier.post(answer["Location"], {"number": "0"})
    draft = WorkshopDraft.objects.get()
    atelier.post(f"/atelier/brouillon/{draft.pk}/presenter/", about())
    definition = find_definition("jardins")
    assert kept_copy("jardins").read_text("utf-8") == CSV
    assert harvest(definition, origin_of(definition)).new == 12


def test_a_file_that_is_nothing_we_read_leaves_no_draft(atelier: Client, site) -> None:
    file = SimpleUploadedFile("photo.csv", b"\x89PNG\r\n\x1a\n", "text/csv")
    answer = atelier.post("/atelier/nouvelle/fichier/", {"file": file})
    assert "Carrefour ne lit pas ce fichier" in said(answer)
    assert not WorkshopDraft.objects.exists()
    assert list((site / "workshop").iterdir()) == []


def test_a_file_that_is_too_large_is_refused(atelier: Client, monkeypatch) -> None:
    monkeypatch.setattr("carrefour.workshop.views.begin.MOST_UPLOADED", 100)
    file = SimpleUploadedFile("projets.csv", CSV.encode(), "text/csv")
    answer = atelier.post("/atelier/nouvelle/fichier/", {"file": file})
    assert "dépasse 20 Mo" in said(answer)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("", "Ajouter une source"),
        ("http://127.0.0.1:1/", "adresse privée ou réservée"),
        ("http://169.254.169.254/latest/meta-data/", "adresse privée ou réservée"),
        ("http://[::1]/", "adresse privée ou réservée"),
        ("http://localhost/", "adresse privée ou réservée"),
        ("file:///etc/passwd", "pas une adresse web"),
        ("gopher://x", "pas une adresse web"),
        ("http://[", "pas une adresse"),
        ("pas une adresse", ""),
    ],
)
def test_an_address_that_may_not_be_asked_is_told(atelier: Client, address, told) -> None:
    answer = atelier.post("/atelier/nouvelle/", {"address": address})
    assert answer.status_code in (200, 422)
    assert told in said(answer).replace("&#x27;", "'")
    assert not WorkshopDraft.objects.exists()


def test_a_redirect_to_a_private_address_is_refused(atelier: Client, allowed: Partner) -> None:
    allowed.answers["/"] = (302, {"Location": "http://127.0.0.1:1/secret"}, "")
    answer = atelier.post("/atelier/nouvelle/", {"address": allowed.url})
    assert "adresse privée ou réservée" in said(answer)


def test_an_address_where_nothing_is_known_is_told(atelier: Client, allowed: Partner) -> None:
    allowed.answers["/x"] = "Bonjour."
    answer = atelier.post("/atelier/nouvelle/", {"address": f"{allowed.url}/x"})
    assert "n’a rien reconnu" in said(answer)


def test_a_source_that_gives_nothing_says_so_in_step_3(atelier: Client, allowed: Partner) -> None:
    allowed.answers["/p.csv"] = "nom;ville\nA;Nantes\n"
    draft = begun(atelier, f"{allowed.url}/p.csv")
    allowed.answers["/p.csv"] = (500, {}, "")
    atelier.post(f"/atelier/brouillon/{draft.pk}/relire/")
    page = said(atelier.get(f"/atelier/brouillon/{draft.pk}/champs/"))
    assert "le serveur a répondu 500" in page


def test_a_draft_is_deleted_with_all_that_was_kept_for_it(atelier: Client, csv, site) -> None:
    draft = begun(atelier, csv)
    folder = site / "workshop" / str(draft.pk)
    assert folder.is_dir()
    atelier.post(f"/atelier/brouillon/{draft.pk}/supprimer/")
    assert not folder.exists()
    assert not WorkshopDraft.objects.exists()


def test_texts_of_a_source_never_become_markup(atelier: Client, allowed: Partner) -> None:
    evil = "<script>alert(1)</script>"
    allowed.answers["/p.csv"] = f"id;nom;ville;{evil}\n1;{evil} ici;Nantes;{evil}\n2;b;Brest;c\n"
    draft = begun(atelier, f"{allowed.url}/p.csv")
    draft.refresh_from_db()
    draft.text = draft.text.replace("title: p", f"title: '{evil}'")
    draft.save()
    for path in (
        "/atelier/",
        f"/atelier/brouillon/{draft.pk}/champs/",
        f"/atelier/brouillon/{draft.pk}/presenter/",
        f"/atelier/brouillon/{draft.pk}/definition/",
    ):
        page = said(atelier.get(path))
        assert "<script>alert" not in page, path
        assert "&lt;script&gt;alert" in page or path == "/atelier/", path
