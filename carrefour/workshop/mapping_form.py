"""The form of step 3: which key of the source is which of our fields."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from carrefour.harvest.recognition import Column, columns_of
from carrefour.pipeline.trying import Trial
from carrefour.structure.tagging import clean_tag, folded
from carrefour.workshop.rules import Choice, Row, row, rule_from
from carrefour.workshop.words import FIELDS, PLACES, USUAL_FIELDS, USUAL_PLACES

MOST_TAGS = 80
MOST_PLACES = 6
NO_THEME = "-"


@dataclass(slots=True)
class PlaceForm:
    """One place of a project: its rows, and where its list stands when there are several."""

    number: int
    each: str
    lonlat: bool
    seat: bool
    rows: list[Row]

    @property
    def shown(self) -> list[Row]:
        """The rows that are filled, or that most places have."""
        return [one for one in self.rows if one.filled or one.key in USUAL_PLACES]

    @property
    def folded(self) -> list[Row]:
        """The others."""
        return [one for one in self.rows if not (one.filled or one.key in USUAL_PLACES)]


@dataclass(slots=True)
class TagRow:
    """A tag of the sample: in how many records it is, and the codes that it stands for.

    ``first`` is `NO_THEME` for one that stands for none, and empty while nobody has said.
    """

    tag: str
    count: int
    first: str = ""
    second: str = ""
    rest: str = ""


@dataclass(slots=True)
class MappingForm:
    """All that step 3 shows."""

    fields: list[Row]
    places: list[PlaceForm]
    record_id: str
    gather: bool
    unique: list[str]
    keys: list[tuple[str, bool]]
    codes: list[str]
    tags: list[TagRow] = field(default_factory=list)
    other_tags: int = 0

    @property
    def shown(self) -> list[Row]:
        """The fields that are filled, or that most sources have."""
        return [one for one in self.fields if one.filled or one.key in USUAL_FIELDS]

    @property
    def folded(self) -> list[Row]:
        """The others."""
        return [one for one in self.fields if not (one.filled or one.key in USUAL_FIELDS)]


def form_of(
    data: dict[str, Any], records: list[dict[str, Any]], trial: Trial | None
) -> MappingForm:
    """The form of what ``data`` says, over the keys that ``records`` have."""
    columns = columns_of(records)
    choices = [Choice.of(column) for column in columns if column.values]
    rules = _dict(data.get("fields"))
    places = _list(data.get("places")) or [{}]
    fetch = _dict(data.get("fetch"))
    dropped = {str(key) for key in _list(data.get("drop"))}
    tops = dict.fromkeys([*dropped, *(key for record in records for key in record)])
    form = MappingForm(
        fields=[row(f"fields.{k}", k, label, rules.get(k), choices) for k, label in FIELDS.items()],
        places=[_place(n, _dict(p), columns, choices) for n, p in enumerate(places[:MOST_PLACES])],
        record_id=str(data.get("record_id") or ""),
        gather=fetch.get("gather") is True,
        unique=[c.path for c in columns if c.unique and not c.many][:8],
        keys=[(str(key), key in dropped) for key in list(tops)[:200]],
        codes=[str(code) for code in _list(data.get("codes"))],
    )
    if trial:
        _tell_tags(form, _dict(data.get("tags")), trial)
    return form


def data_from(post: QueryDict, data: dict[str, Any]) -> dict[str, Any]:
    """``data`` with what the form says; what the form does not show stays as it was."""
    told, said = dict(data), {key: str(post[key]) for key in post}
    fields = {key: rule for key in FIELDS if (rule := rule_from(said, f"fields.{key}"))}
    told["fields"] = fields
    told["places"] = [place for n in range(MOST_PLACES) if (place := _place_from(said, n))]
    told["record_id"] = post.get("record_id", "").strip()
    told["drop"] = post.getlist("drop")
    told["codes"] = post.getlist("codes")
    fetch = dict(_dict(told.get("fetch")))
    fetch.pop("gather", None)
    told["fetch"] = {**fetch, **({"gather": True} if post.get("gather") else {})}
    told["tags"] = _tags_from(said, _dict(data.get("tags")))
    return {
        key: value for key, value in told.items() if value not in ([], {}, "") or key == "fields"
    }


def _place(
    number: int, place: dict[str, Any], columns: list[Column], choices: list[Choice]
) -> PlaceForm:
    each = str(place.get("each") or "")
    inner = [
        Choice(choice.path.removeprefix(f"{each}."), choice.example, choice.fill)
        for choice in choices
        if choice.path.startswith(f"{each}.")
    ]
    within = inner if each else choices
    rows = [row(f"places.{number}.{k}", k, t, place.get(k), within) for k, t in PLACES.items()]
    turned, seat = place.get("point_order") == "lonlat", bool(place.get("seat"))
    return PlaceForm(number, each, turned, seat, rows)


def _place_from(post: dict[str, str], number: int) -> dict[str, Any]:
    name = f"places.{number}"
    rules = {key: rule for key in PLACES if (rule := rule_from(post, f"{name}.{key}"))}
    each = post.get(f"{name}.each", "").strip()
    turned = {"point_order": "lonlat"} if post.get(f"{name}.lonlat") and "point" in rules else {}
    seat = {"seat": True} if post.get(f"{name}.seat") else {}
    return {**({"each": each} if each else {}), **seat, **rules, **turned} if rules else {}


def _tell_tags(form: MappingForm, table: dict[str, Any], trial: Trial) -> None:
    """The tags of the sample, the most frequent first, with what the table says of each."""
    counts = Counter(tag for draft in trial.drafts for tag in draft.tags)
    known = {folded(clean_tag(tag)): codes for tag, codes in table.items()}
    for tag, count in counts.most_common(MOST_TAGS):
        codes = known.get(folded(tag))
        if codes is None:
            form.tags.append(TagRow(tag, count))
            continue
        told = [str(code) for code in (codes if isinstance(codes, list) else [codes])]
        first, second, *rest = [*told, "", ""]
        form.tags.append(TagRow(tag, count, first or NO_THEME, second, " ".join(rest).strip()))
    shown = {folded(one.tag) for one in form.tags}
    form.other_tags = sum(1 for tag in known if tag not in shown)


def _tags_from(post: dict[str, str], table: dict[str, Any]) -> dict[str, Any]:
    """The table, with what the form says of the tags that it showed."""
    rows: dict[str, tuple[str, list[str] | None]] = {}
    for number in range(MOST_TAGS):
        tag = post.get(f"tags.{number}.tag", "")
        if not tag:
            break
        parts = ("first", "second", "rest")
        said = " ".join(post.get(f"tags.{number}.{part}", "") for part in parts).split()
        codes = [code for code in dict.fromkeys(said) if code != NO_THEME]
        rows[folded(tag)] = (tag, codes if said else None)
    told: dict[str, Any] = {}
    for tag, codes in table.items():
        if folded(clean_tag(tag)) in rows:
            _, said_codes = rows.pop(folded(clean_tag(tag)))
            if said_codes is not None:
                told[tag] = _short(said_codes)
        else:
            told[tag] = codes
    told |= {tag: _short(codes) for tag, codes in rows.values() if codes is not None}
    return told


def _short(codes: list[str]) -> Any:
    return codes[0] if len(codes) == 1 else codes


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
