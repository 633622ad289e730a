"""Images of pages and news are checked, made anew, and described."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from carrefour.editorial.models import Illustration
from carrefour.pipeline.pictures import picture_path
from tests.editorial.conftest import image_file

IMAGES = "/redaction/images/"


def send(desk, file, **changes: str):
    return desk.post(IMAGES, {"file": file, "alt": "Un pommier", **changes})


def test_an_image_is_kept_without_what_a_camera_wrote_and_served_by_us(desk, client) -> None:
    assert send(desk, image_file()).status_code == 302
    image = Illustration.objects.get()
    assert (image.width, image.height) == (900, 600)
    answer = client.get(f"/images/{image.digest}-480.webp")
    content = b"".join(answer.streaming_content)
    assert b"secret-place" not in content
    assert Image.open(io.BytesIO(content)).size == (480, 320)
    assert f"![Un pommier](/images/{image.digest}-1200.webp)" in desk.get(IMAGES).content.decode()


def test_the_same_image_twice_is_kept_once(desk) -> None:
    send(desk, image_file())
    send(desk, image_file())
    assert Illustration.objects.count() == 1


def test_what_is_no_image_or_is_not_described_is_refused(desk) -> None:
    svg = SimpleUploadedFile("x.png", b"<svg onload='alert(1)'/>", content_type="image/png")
    assert send(desk, svg).status_code == 422
    assert send(desk, image_file(), alt=" ").status_code == 422
    assert send(desk, image_file(size=(10, 10))).status_code == 422
    big = SimpleUploadedFile("x.jpg", b"\xff" * 10_000_001, content_type="image/jpeg")
    assert send(desk, big).status_code == 422
    assert not Illustration.objects.exists()


def test_an_image_goes_only_when_no_text_shows_it(desk) -> None:
    send(desk, image_file())
    image = Illustration.objects.get()
    body = f"![Un pommier](/images/{image.digest}-1200.webp)"
    page = {"title": "T", "summary": "", "body": body, "base": "", "publish": "1"}
    assert desk.post("/redaction/pages/press/fr/", page).status_code == 302
    shown = desk.get("/presse/").content.decode()
    assert 'width="900" height="600"' in shown
    desk.post(f"{IMAGES}{image.pk}/supprimer/")
    assert Illustration.objects.exists()
    send(desk, image_file(size=(640, 640)))
    other = Illustration.objects.exclude(pk=image.pk).get()
    assert picture_path(other.digest, 480).exists()
    desk.post(f"{IMAGES}{other.pk}/supprimer/")
    assert not Illustration.objects.filter(pk=other.pk).exists()
    assert not picture_path(other.digest, 480).exists()
