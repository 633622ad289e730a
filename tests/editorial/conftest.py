"""An operator at the desk, and visitors."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from carrefour.community.models import User
from tests.post import post

__all__ = ["post"]


@pytest.fixture
def writer(db) -> User:
    """An operator, who may write."""
    return User.objects.create_user(
        "lea@exemple.fr", "une phrase que je connais", name="Léa", is_operator=True
    )


@pytest.fixture
def desk(site, writer: User) -> Client:
    """The browser of an operator who is signed in."""
    browser = Client()
    browser.force_login(writer)
    return browser


@pytest.fixture
def member(site) -> Client:
    """The browser of someone who has an account and no more."""
    browser = Client()
    browser.force_login(User.objects.create_user("max@exemple.fr", "une phrase que je connais"))
    return browser


def image_file(
    size: tuple[int, int] = (900, 600), kind: str = "JPEG", name: str = "photo.jpg"
) -> SimpleUploadedFile:
    """A photograph, with the place where it was taken written beside it."""
    file, image = io.BytesIO(), Image.new("RGB", size, "#2c6e34")
    exif = Image.Exif()
    exif[0x010E] = "secret-place"
    image.save(file, kind, exif=exif)
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/jpeg")
