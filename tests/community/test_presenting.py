"""What an organisation's people say of it is shown, safe, and outlives harvests; so is its logo."""

from __future__ import annotations

import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from carrefour.catalogue.models import Organisation, Sheet
from carrefour.community.logos import logo_path
from carrefour.community.models import Act, Profile
from carrefour.pipeline.registry import register
from tests.community.collective import belongs, someone

PAGE, EDIT = "/organisations/essai-org/", "/compte/organisations/essai-org/presenter/"
LOGO = "/compte/organisations/essai-org/logo/"
SAID = {
    "name": "Organisation d’essai",
    "kind": "research",
    "parts": ["study", "fund", "rien"],
    "themes": ["domains_employment", "rien"],
    "description_fr": "Nous étudions.\n\nEt nous comptons.",
    "description_en": "We study.",
    "url": "https://essai.example/",
    "territory": "departement:44",
}


@pytest.fixture
def editor(client: Client, harvest_rows) -> Client:
    harvest_rows()
    user = someone("Edith")
    belongs(user, "essai-org", "editor")
    client.force_login(user)
    return client


def shown(client: Client, path: str = PAGE) -> str:
    return html.unescape(client.get(path).content.decode())


def image(kind: str = "PNG", size: tuple[int, int] = (300, 120), **more: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGBA" if kind != "JPEG" else "RGB", size, "#0b5f5a").save(file, kind, **more)
    return file.getvalue()


def send(client: Client, content: bytes, name: str = "logo.png") -> str:
    answer = client.post(LOGO, {"logo": SimpleUploadedFile(name, content)}, follow=True)
    return html.unescape(answer.content.decode())


def test_what_is_said_is_shown_in_both_languages(editor) -> None:
    assert editor.post(EDIT, SAID)["Location"] == PAGE
    told = shown(editor)
    for words in (
        "<h1>Organisation d’essai</h1>", "Recherche et enseignement", "Loire-Atlantique",
        "Étudie l’innovation sociale", "Finance des projets", "Partage ses fiches",
        "<p>Nous étudions.</p>", 'href="https://essai.example/"', "Emploi",
    ):  # fmt: skip
        assert words in told
    assert "We study." in shown(editor, "/en/organisations/essai-org/")
    act = Act.objects.get(what="organisation.described")
    assert act.details["changes"]["kind"] == ["", "research"]


def test_it_outlives_a_harvest_that_writes_the_organisation_anew(editor, harvest_rows) -> None:
    editor.post(EDIT, SAID)
    assert not Sheet.objects.filter(needs_indexing=False).exists()
    harvest_rows()
    assert Organisation.objects.get(pk="essai-org").name == "Organisation d’essai"
    assert "Nous étudions." in shown(editor)


def test_a_name_that_nobody_changed_follows_its_source(editor, harvest_rows) -> None:
    from tests.conftest import DEFINITION

    name = Organisation.objects.get(pk="essai-org").name
    editor.post(EDIT, SAID | {"name": name})
    harvest_rows(definition=DEFINITION.replace(name, "Autre nom"))
    assert Organisation.objects.get(pk="essai-org").name == "Autre nom"


def test_what_is_wrong_changes_nothing(editor) -> None:
    answer = editor.post(EDIT, SAID | {"name": "", "url": "javascript:alert(1)"})
    assert answer.status_code == 422
    assert not Profile.objects.exists()


def test_texts_are_never_programs(editor) -> None:
    evil = "<img src=x onerror=alert(1)>"
    editor.post(EDIT, SAID | {"name": evil, "description_fr": evil, "description_en": evil})
    for path in (PAGE, EDIT, "/organisations/", "/", "/projets/", "/en/organisations/"):
        assert evil not in editor.get(path).content.decode(), path


def test_a_logo_is_drawn_anew_and_served_by_us(editor) -> None:
    plain = image("PNG", pnginfo=None)
    assert "Le logo est enregistré" in send(editor, plain)
    address = re.findall(r'src="(/logos/[0-9a-f]{40}\.webp)"', shown(editor))[0]
    answer = editor.get(address)
    assert answer["Content-Type"] == "image/webp"
    assert "immutable" in answer["Cache-Control"]
    with Image.open(io.BytesIO(b"".join(answer.streaming_content))) as drawn:
        assert (drawn.format, drawn.size) == ("WEBP", (300, 120))
    assert address in editor.get("/organisations/").content.decode()


def test_what_a_camera_wrote_is_not_kept(editor) -> None:
    exif = Image.Exif()
    exif[0x010E] = "chez Camille, 5 rue Crébillon"
    send(editor, image("JPEG", (900, 900), exif=exif), "photo.jpg")
    kept = logo_path(Profile.objects.get().logo).read_bytes()
    assert b"Camille" not in kept
    with Image.open(io.BytesIO(kept)) as drawn:
        assert drawn.size == (480, 480)


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<html><script>alert(1)</script>",
        b"",
        image()[:200],
        image("PNG", (10, 10)),
        image("BMP"),
        b"\x89PNG" + b"0" * 3_100_000,
    ],
    ids=["svg", "html", "empty", "cut", "tiny", "bmp", "heavy"],
)
def test_what_is_no_picture_is_refused(editor, content: bytes) -> None:
    assert "Le logo est enregistré" not in send(editor, content)
    assert not Profile.objects.exists()


def test_a_logo_that_is_replaced_or_removed_is_deleted(
    editor, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        send(editor, image())
        first = Profile.objects.get().logo
        send(editor, image(size=(200, 200)))
    second = Profile.objects.get().logo
    assert not logo_path(first).exists()
    assert logo_path(second).exists()
    with django_capture_on_commit_callbacks(execute=True):
        editor.post(LOGO, {"remove": "1"})
    assert not logo_path(second).exists()
    assert editor.get(f"/logos/{second}.webp").status_code == 404


def test_a_source_that_is_registered_again_keeps_the_profile(editor) -> None:
    from carrefour.catalogue.definition_file import parse
    from tests.conftest import DEFINITION

    editor.post(EDIT, SAID)
    register(parse(DEFINITION))
    assert Profile.objects.get().description_en == "We study."


def test_the_log_tells_what_was_said_before_and_who_was_given_what(editor) -> None:
    editor.post(EDIT, SAID)
    editor.post(EDIT, SAID | {"url": "https://autre.example/"})
    olga = someone("Olga", is_operator=True)
    editor.force_login(olga)
    editor.post(f"/pilotage/personnes/{olga.pk}/mandats/", {"territory": "departement:44"})
    told = shown(editor, "/pilotage/journal/")
    assert "a modifié la présentation de" in told
    assert "https://essai.example/" in told
    assert "https://autre.example/" in told
    assert f'href="/pilotage/personnes/{olga.pk}/"' in told
