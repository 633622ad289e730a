"""Images are fetched once, made small, and served by us."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from carrefour.catalogue.models import Picture, Sheet
from carrefour.pipeline import pictures
from carrefour.pipeline.pictures import fetch_pictures, picture_path, pictures_due

DEFINITION = """
id: essai
title: Source d'essai
organisation: {id: essai-org, name: Organisation d'essai}
licence: CC0-1.0
fetch: {kind: csv, separator: ";"}
watch: {gone_after: 1}
record_id: "{id}"
fields:
  title: nom
  images: {path: texte, split: "[ ]"}
  image_alt: tags
  image_credit: {constant: Photo Une telle}
"""


def photo(width: int = 1600, height: int = 900, **more: object) -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(file, "JPEG", **more)
    return file.getvalue()


@pytest.fixture
def illustrated(harvest_rows, partner, settings, monkeypatch):
    """Harvest sheets whose images are at these paths of the partner."""
    settings.ALLOWED_PRIVATE = frozenset({partner.url.removeprefix("http://")})
    monkeypatch.setattr(pictures, "DELAY", 0.0)

    def harvest(*paths: str) -> None:
        rows = [
            f"{n};Projet {n};{' '.join(partner.url + p for p in path.split())};Un jardin;2020;"
            for n, path in enumerate(paths)
        ]
        assert not harvest_rows(rows, definition=DEFINITION).error

    return harvest


def test_an_image_is_fetched_once_and_shown_with_its_size_text_and_credit(
    illustrated, partner, client
) -> None:
    partner.answers["/a.jpg"] = photo()
    illustrated("/a.jpg", "/a.jpg")
    done = fetch_pictures(10)
    assert (done.kept, done.broken) == (1, [])
    assert fetch_pictures(10).kept == 0
    assert partner.paths() == ["/a.jpg"]

    sheet = Sheet.objects.first()
    page = client.get(f"/fiches/{sheet.slug}-{sheet.pk}/").content.decode()
    assert 'width="1600" height="900"' in page
    assert 'alt="Un jardin"' in page
    assert "Photo Une telle" in page
    assert "CC0-1.0" in page
    assert f'src="{partner.url}' not in page

    picture = Picture.objects.get()
    answer = client.get(f"/images/{picture.digest}-480.webp")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "image/webp"
    small = Image.open(io.BytesIO(b"".join(answer.streaming_content)))
    assert (small.format, small.size) == ("WEBP", (480, 270))
    with Image.open(picture_path(picture.digest, 1200)) as large:
        assert large.size == (1200, 675)


def test_cards_show_the_small_file(illustrated, partner, client) -> None:
    partner.answers["/a.jpg"] = photo()
    illustrated("/a.jpg")
    fetch_pictures(10)
    assert f"/images/{Picture.objects.get().digest}-480.webp" in client.get("/").content.decode()


def test_what_a_camera_wrote_is_dropped_and_its_orientation_kept(illustrated, partner) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # held on its side
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 30.0)  # where it was taken
    partner.answers["/a.jpg"] = photo(800, 400, exif=exif)
    illustrated("/a.jpg")
    fetch_pictures(10)
    picture = Picture.objects.get()
    assert (picture.width, picture.height) == (400, 800)
    with Image.open(picture_path(picture.digest, 1200)) as kept:
        assert kept.size == (400, 800)
        assert not dict(kept.getexif())
        assert set(kept.info) <= {"loop", "background", "timestamp", "duration"}


def bomb() -> bytes:
    """A PNG that says it is 60,000 pixels wide and high."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        sum_ = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + sum_

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def large() -> bytes:
    """A whole image with more pixels than we take, though Pillow would."""
    file = io.BytesIO()
    Image.new("1", (9_000, 6_000)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "it is no JPEG"),
        (b"<html>404</html>", "it is no JPEG"),
        (b"", "it is no JPEG"),
        (photo()[:4_000], "the image is broken"),
        (photo(16, 16), "it is a mere 16 by 16 pixels"),
        (bomb(), "far too many pixels"),
        (large(), "it has more than 50,000,000 pixels"),
    ],
)
def test_what_is_no_image_is_told_and_shown_by_nothing(
    illustrated, partner, client, body: bytes, reason: str
) -> None:
    partner.answers["/a"] = body
    illustrated("/a")
    ((address, told),) = fetch_pictures(10).broken
    assert address == f"{partner.url}/a"
    assert reason in told
    sheet = Sheet.objects.get()
    page = client.get(f"/fiches/{sheet.slug}-{sheet.pk}/").content.decode()
    assert "<figure>" not in page
    assert fetch_pictures(10).broken == []  # it is not asked for again


def test_when_the_first_image_is_broken_the_next_is_shown(illustrated, partner) -> None:
    partner.answers["/b.jpg"] = photo()
    illustrated("/a.jpg /b.jpg")
    assert len(fetch_pictures(10).broken) == 1
    assert fetch_pictures(10).kept == 1


def test_further_images_come_at_later_runs_and_stand_on_the_page(
    illustrated, partner, client
) -> None:
    for name in "abcd":
        partner.answers[f"/{name}.jpg"] = photo(600 + ord(name), 400)
    illustrated("/a.jpg /b.jpg /c.jpg /d.jpg")
    assert [fetch_pictures(10).kept for _ in range(5)] == [1, 1, 1, 0, 0]
    sheet = Sheet.objects.get()
    page = client.get(f"/fiches/{sheet.slug}-{sheet.pk}/").content.decode()
    shown = [page.index(digest) for digest in digests("abc")]
    assert page.count("<figure>") == 3
    assert page.count("Photo Une telle") == 3
    assert shown == sorted(shown)


def digests(names: str) -> list[str]:
    """The digests of the pictures that lie at these names, in that order."""
    kept = {picture.address[-5]: picture.digest for picture in Picture.objects.all()}
    return [kept[name] for name in names]


def test_a_server_that_fails_is_asked_again_later(illustrated, partner) -> None:
    partner.answers["/a.jpg"] = (503, {}, "")
    illustrated("/a.jpg")
    assert len(fetch_pictures(10).broken) == 1
    partner.answers["/a.jpg"] = photo()
    assert fetch_pictures(10).kept == 0
    Picture.objects.update(tried_at=timezone.now() - timedelta(days=2))
    assert fetch_pictures(10).kept == 1


def test_robots_are_obeyed_and_private_addresses_never_asked(
    illustrated, partner, settings
) -> None:
    partner.answers["/robots.txt"] = "User-agent: *\nDisallow: /"
    partner.answers["/a.jpg"] = photo()
    illustrated("/a.jpg")
    ((_, told),) = fetch_pictures(10).broken
    assert "robots.txt refuses" in told
    Picture.objects.all().delete()
    settings.ALLOWED_PRIVATE = frozenset()
    ((_, told),) = fetch_pictures(10).broken
    assert "private or reserved" in told
    assert partner.paths() == []


def test_a_run_does_no_more_than_it_is_asked_and_the_next_goes_on(illustrated, partner) -> None:
    for name in "abc":
        partner.answers[f"/{name}.jpg"] = photo(100 + ord(name), 100)
    illustrated("/a.jpg", "/b.jpg", "/c.jpg")
    assert (first := fetch_pictures(2)).kept == 2
    assert first.waiting == 1
    assert fetch_pictures(2).kept == 1


def test_a_picture_that_no_sheet_names_any_more_is_forgotten(illustrated, partner) -> None:
    partner.answers["/a.jpg"] = photo()
    illustrated("/a.jpg")
    fetch_pictures(10)
    path = picture_path(Picture.objects.get().digest, 480)
    assert path.exists()
    Sheet.objects.update(images=[])
    Picture.objects.update(tried_at=timezone.now() - timedelta(days=30))
    assert fetch_pictures(10).forgotten == 1
    assert not path.exists()


@pytest.mark.parametrize(
    "path",
    ["/images/../secret-key", "/images/..%2f..%2fsecret-key-480.webp",
     f"/images/{'a' * 40}-480.webp", f"/images/{'a' * 40}-481.webp",
     f"/images/{'A' * 40}-480.webp"],
)  # fmt: skip
def test_no_path_leads_out_of_the_pictures(site, client, path: str) -> None:
    (site / "secret-key-480.webp").write_text("secret")
    assert client.get(path).status_code == 404


def test_pages_may_show_our_own_images_alone(site, client) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    (images,) = (part for part in policy.split("; ") if part.startswith("img-src"))
    assert images == "img-src 'self' data: blob:"


def test_a_worker_fetches_when_sheets_with_images_are_new(illustrated, partner) -> None:
    assert not pictures_due(None)
    illustrated("/a.jpg")
    assert pictures_due(None)
    assert not pictures_due(timezone.now())
    assert pictures_due(timezone.now() - timedelta(minutes=11))
