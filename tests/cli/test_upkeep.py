"""`carrefour images fetch`, `links check` and `quality`, and the worker that runs the first two."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from tests.harvest.conftest import partner
from tests.installation import Installation

__all__ = ["partner"]


@pytest.fixture
def told(installation: Installation, partner) -> Installation:
    """An installation whose source tells one project with an image, and a page that is gone."""
    file = io.BytesIO()
    Image.new("RGB", (600, 400), "red").save(file, "PNG")
    partner.answers["/a.png"] = file.getvalue()
    row = f'{{"id": 1, "nom": "Jardin", "image": "{partner.url}/a.png", "url": "{partner.url}/x"}}'
    partner.answers["/projets.json"] = f"[{row}]"
    fields = {"title": "nom", "images": "image", "url": "url"}
    installation.declare("essai", {"url": f"{partner.url}/projets.json"}, fields=fields)
    installation.env["CARREFOUR_ALLOW_PRIVATE"] = partner.url.removeprefix("http://")
    return installation


def test_the_commands_tell_what_they_did(told: Installation) -> None:
    told.run("harvest", "essai")
    assert "1 images kept, 0 cannot be shown" in told.run("images", "fetch")
    assert "0 images kept" in told.run("images", "fetch")
    links = told.run("links", "check")
    assert "1 are broken" in links
    assert "the server answered 404" in links
    quality = told.run("quality")
    assert "essai, 1 sheets" in quality
    assert "such as Jardin" in quality


def test_a_worker_fetches_images_after_a_harvest(told: Installation) -> None:
    told.run("harvest", "essai")
    told.run("worker", "--once")
    ((digest,),) = told.rows("select digest from catalogue_picture")
    assert (told.var / "images" / digest[:2] / f"{digest}-480.webp").is_file()
    ((broken,),) = told.rows("select broken from catalogue_link")
    assert broken
