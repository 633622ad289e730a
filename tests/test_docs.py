"""The documentation says what the code does."""

import json
import re
from pathlib import Path

from carrefour.catalogue import fetching
from carrefour.catalogue.definition import FieldRules, PlaceRules, Rule
from carrefour.catalogue.definition_file import json_schema, parse

ROOT = Path(__file__).resolve().parent.parent
SOURCES = (ROOT / "docs/sources.md").read_text("utf-8")


def test_every_setting_is_documented() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "carrefour").rglob("*.py"))
    operator = (ROOT / "docs/operator.md").read_text("utf-8")
    read = set(re.findall(r'"(CARREFOUR_[A-Z_]+[A-Z])"', code))
    assert read == set(re.findall(r"^\| `(CARREFOUR_[A-Z_]+)`", operator, re.M))


def test_the_example_of_a_source_is_valid() -> None:
    example = SOURCES.split("```yaml\n")[1].split("```")[0]
    assert parse(example).id == "ma-source"


def test_every_key_of_a_source_is_documented() -> None:
    kinds = [kind for kind in vars(fetching).values() if isinstance(kind, type)]
    told = [kind for kind in kinds if issubclass(kind, fetching.Strict)]
    assert len(told) > 20
    for model in (FieldRules, PlaceRules, Rule, *told):
        for key in model.model_fields:
            assert re.search(rf"\b{key}\b", SOURCES), key


def test_the_published_schema_is_current() -> None:
    published = json.loads((ROOT / "docs/source.schema.json").read_text("utf-8"))
    assert published == json_schema()


def test_every_definition_in_sources_is_valid() -> None:
    for path in (ROOT / "sources").glob("*.yml"):
        parse(path.read_text("utf-8"), path.name)
