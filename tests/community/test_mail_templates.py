"""Every letter of every room: as text and as HTML, in both languages, whatever is told in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import get_language, override

from carrefour.web.parts import PARTS

PACKAGE = Path(__file__).resolve().parents[2] / "carrefour"
EVIL = '<script>alert("&")</script>'
COUNTS = {"n", "days", "count", "most", "more", "hours", "waiting", "number"}


class Anything:
    """What a template asks of its context: any thing, told by someone who means ill."""

    def __str__(self) -> str:
        return EVIL

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        return thing(name)

    def __iter__(self) -> Iterator[Anything]:
        return iter([Anything(), Anything()])

    def __len__(self) -> int:
        return 2


def thing(name: str) -> object:
    plain = {
        "slug": "un-projet",
        "pk": "AB12CD34",
        "id": "AB12CD34",
        "language": get_language(),
        "country": "FR",
        "part": next(iter(PARTS)),
        "html": "<p>",  # the newsletter's own, made clean by its room
    }
    return 2 if name in COUNTS else plain.get(name, Anything())


class Everything(dict[str, Any]):
    """A context that lacks nothing."""

    def __contains__(self, _name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> object:
        known = {"True": True, "False": False, "None": None, "request": None, "csrf_token": ""}
        if name in self.keys():
            return super().__getitem__(name)
        return known[name] if name in known else thing(name)


def letters() -> list[str]:
    """The names of the letters: each has a page of HTML, beside the base that they extend."""
    pages = PACKAGE.rglob("templates/*/mail/*.html")
    found = [path.relative_to(path.parents[2]).with_suffix("") for path in pages]
    return sorted(str(path) for path in found if path.name != "base")


def test_each_letter_is_told_as_text_too() -> None:
    assert len(letters()) > 8
    for name in letters():
        get_template(f"{name}.txt")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", letters())
def test_a_letter_can_be_written_whatever_it_tells(site: Path, name: str, language: str) -> None:
    with override(language):
        context = Context(Everything())
        page = get_template(f"{name}.html").template.render(context)
        text = get_template(f"{name}.txt").template.render(Context(Everything()))
    assert "<script" not in page.lower()
    assert f'<html lang="{language}">' in page
    assert "</html>" in page
    assert "&lt;" not in text
    assert "http" not in page.replace("https://carrefour", "")  # nothing is fetched from elsewhere
