"""The source files that come with Carrefour."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrefour.catalogue.definition_file import load
from carrefour.structure.tagging import folded

FILES = sorted((Path(__file__).parents[2] / "sources").glob("*.yml"))


def test_there_are_sources() -> None:
    assert len(FILES) >= 26


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_source_is_valid_and_named_after_its_file(path: Path) -> None:
    definition = load(path)
    assert definition.id == path.stem
    assert definition.licence
    assert definition.description
    assert definition.places


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_source_publishes_contacts_without_leave(path: Path) -> None:
    definition = load(path)
    fields = definition.fields
    assert not definition.contacts_public
    assert (fields.contact_name, fields.contact_email, fields.contact_phone) == (None, None, None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_tag_is_mapped_twice_in_two_spellings(path: Path) -> None:
    names = [folded(tag) for tag in load(path).tags]
    assert sorted({name for name in names if names.count(name) > 1}) == []
