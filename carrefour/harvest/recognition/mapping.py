"""Which key of a sample is which of our fields: a proposal, for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from carrefour.catalogue.expression import read, render, texts
from carrefour.harvest.recognition.columns import Column, columns_of
from carrefour.harvest.recognition.names import (
    FIELDS,
    IDS,
    PERSONAL,
    PLACES,
    Words,
    folded,
    likeness,
)

_SEPARATORS = (r" *; *", r" *\| *", r" *, *", r" */ *")
_IN_TEXT = re.compile(r"(?<!\d)\d{5}(?!\d)")
_NUMBERED = re.compile(r" \d+$")
_STATUSES = {
    "planned": "prévu, à venir, en projet, non démarré, planifié, planned, projet, futur",
    "running": "en cours, actif, active, ouvert, en service, running, ongoing, lancé, livraison, "
    "études, procédures, travaux, en activité",
    "ended": "terminé, fini, achevé, clos, fermé, fin, ended, done, réalisé, abandonné, finished",
}
_STATUS_OF = {folded(n): status for status, names in _STATUSES.items() for n in names.split(",")}


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a definition would say of a sample: the same keys, as plain data."""

    record_id: str
    fields: dict[str, Any] = field(default_factory=dict)
    places: list[dict[str, Any]] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)
    gather: bool = False


def propose_mapping(records: Iterable[dict[str, Any]], site: str = "") -> Mapping:
    """The mapping that the names and the values of ``records`` speak for.

    ``site`` is the address that the records come from: what leads there is the sheet's page,
    what leads elsewhere is the project's own site.
    """
    told = list(records)
    columns = columns_of(told)
    drop = _personal(columns)
    left = [c for c in columns if c.values and not _under(c.path, drop)]
    place = _place(left)
    taken = {path for rule in place.values() for path in _paths(rule)}
    fields = _fields([c for c in left if c.path not in taken], site)
    if "title" not in fields and (name := _any_title(left, taken)):
        fields = {"title": name.path, **fields}
    gather = _gathered(left, fields, told)
    record_id = f"{{{gather}}}" if gather else _record_id(left, fields, place, told)
    return Mapping(record_id, fields, [place] if place else [], drop, bool(gather))


def _best(
    columns: list[Column], words: Words, fits: Callable[[Column], float], least: float = 0.3
) -> Column | None:
    """The column that is most surely what ``words`` are about, if one surely is."""
    scored = [
        (likeness(c.path, words) * fits(c) * (0.5 + 0.5 * c.fill), -c.path.count("."), -i, c)
        for i, c in enumerate(columns)
    ]
    best = max(scored, default=None, key=lambda one: one[:3])
    return best[3] if best and best[0] >= least else None


def _fields(columns: list[Column], site: str) -> dict[str, Any]:
    host = urlsplit(site).hostname or ""
    fits: dict[str, Callable[[Column], float]] = {
        "title": _as_title,
        "description": _as_text,
        "summary": _as_text,
        "source_url": lambda c: _as_link(c) * (1.0 if not host or _leads_to(c, host) else 0.6),
        "url": lambda c: c.share("url") * (0.6 if _leads_to(c, host) else 1.0),
        "images": lambda c: 1.0 if c.pictures > 0.5 else 0.9 * c.share("url"),
        "image_credit": _as_label,
        "holder": _as_label,
        "partners": _as_label,
        "tags": _as_tags,
        "start_date": lambda c: max(c.share("date"), 0.9 * _years(c)),
        "end_date": lambda c: max(c.share("date"), 0.9 * _years(c)),
        "status": _as_status,
        "budget": lambda c: c.share("number") if _mean(c.numbers) >= 100 else 0.0,
        "licence": lambda c: 1.0 if 2 < c.length < 60 else 0.0,
    }
    left, found = list(columns), dict[str, Any]()
    for name, fit in fits.items():
        column = _best(left, FIELDS[name], fit)
        if column is not None:
            series = _series(column, left) if name == "tags" else [column]
            left = [other for other in left if other not in series]
            found[name] = _rule(name, series)
    return {name: found[name] for name in FIELDS if name in found}


def _rule(name: str, series: list[Column]) -> Any:
    """The rule that reads the columns: a path alone, unless more must be said."""
    column, paths = series[0], [one.path for one in series]
    separator = _separator(column) if name == "tags" and not column.many else ""
    split = {"split": separator} if separator else {}
    if len(paths) > 1:
        return {"path": paths, "all": True, **split}
    if name == "status":
        texts_ = dict.fromkeys(column.flat)
        known = {text: _STATUS_OF[folded(text)] for text in texts_ if folded(text) in _STATUS_OF}
        return {"path": column.path, "map": known}
    return {"path": column.path, **split} if split else column.path


def _series(column: Column, columns: list[Column]) -> list[Column]:
    """``column`` with those that are called like it but for a number: Tag 1, Tag 2, Tag 3."""

    def stem(path: str) -> str:
        name = folded(path)
        return _NUMBERED.sub("", name) if _NUMBERED.search(name) else ""

    return [c for c in columns if c is column or stem(c.path) == stem(column.path) != ""]


def _as_title(column: Column) -> float:
    wordy = 1.0 - max(column.share(s) for s in ("url", "date", "number", "email"))
    short = 1.0 if column.length <= 120 else 0.3
    varied = 1.0 if column.variety >= 0.5 or column.of < 5 else 0.6
    return 0.0 if column.many or column.fill < 0.5 else wordy * short * varied


def _as_text(column: Column) -> float:
    wordy = 1.0 - max(column.share(s) for s in ("url", "date", "number", "email"))
    long = 1.0 if column.length >= 60 else 0.8 if column.length >= 20 else 0.55
    return wordy * long


def _as_link(column: Column) -> float:
    return column.share("url") * (1.0 if column.variety > 0.5 or column.of < 5 else 0.2)


def _as_label(column: Column) -> float:
    wordy = 1.0 - max(column.share(s) for s in ("url", "date", "number", "email", "phone"))
    return wordy if column.length <= 150 else 0.2


def _as_tags(column: Column) -> float:
    wordy = 1.0 - max(column.share(s) for s in ("date", "number", "email", "phone"))
    parts = _parts(column)
    mean = sum(map(len, parts)) / len(parts) if parts else 0.0
    varied = len({folded(part) for part in parts}) / len(parts) if parts else 1.0
    return wordy * (1.0 if mean <= 60 else 0.3) * (0.6 if varied > 0.8 and column.of > 20 else 1.0)


def _as_status(column: Column) -> float:
    flat = column.flat
    known = sum(1 for text in flat if folded(text) in _STATUS_OF) / len(flat) if flat else 0.0
    return known if known >= 0.6 else 0.0


def _separator(column: Column) -> str:
    """The mark that parts several tags in one text, as a regular expression; often none."""
    flat = column.flat
    for separator in _SEPARATORS:
        parted = [text for text in flat if re.search(separator, text)]
        if len(parted) >= 0.1 * len(flat):
            pieces = [part for text in flat for part in re.split(separator, text)]
            varied = len({folded(p) for p in pieces}) <= len({folded(t) for t in flat})
            if separator != _SEPARATORS[-1] or varied:
                return separator
    return ""


def _parts(column: Column) -> list[str]:
    separator = "" if column.many else _separator(column)
    flat = column.flat
    return [p for text in flat for p in re.split(separator, text)] if separator else flat


def _years(column: Column) -> float:
    numbers = column.numbers
    years = sum(1 for n in numbers if n.is_integer() and 1900 <= n <= 2100)
    return years / len(column.flat) if column.flat else 0.0


def _mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


def _leads_to(column: Column, host: str) -> bool:
    """Whether its addresses are mostly pages of ``host``, each another."""
    hosts = [(urlsplit(text).hostname or "") for text in column.flat]
    own = sum(1 for one in hosts if host and one.removeprefix("www.") == host.removeprefix("www."))
    return bool(hosts) and own > 0.5 * len(hosts) and column.variety > 0.5


# Places.


def _place(columns: list[Column]) -> dict[str, Any]:
    fits: dict[str, Callable[[Column], float]] = {
        "lat": lambda c: _within(c, 90),
        "lon": lambda c: _within(c, 180),
        "insee": lambda c: _codes(c, (4, 5)),
        "postcode": lambda c: c.share("postcode") if not c.many else 0.0,
        "commune": _as_label,
        "departement": lambda c: 1.0 if c.length <= 40 and not c.share("url") else 0.0,
        "region": lambda c: 1.0 if c.length <= 60 and not c.share("url") else 0.0,
        "country": lambda c: 1.0 if c.length <= 40 and not c.share("number") else 0.0,
        "address": lambda c: (1.0 - max(c.share("url"), c.share("number"), c.share("email"))) * (
            1.0 if 4 <= c.length <= 150 else 0.3
        ),
    }  # fmt: skip
    left, found = list(columns), dict[str, Any]()
    for name, fit in fits.items():
        column = _best(left, PLACES[name], fit)
        if column is not None:
            left.remove(column)
            found[name] = column.path
    if not {"lat", "lon"} <= found.keys():
        found.pop("lat", None)
        found.pop("lon", None)
        found |= _point(left) or _axes(left)
    if found.keys() <= {"address", "country"} and "address" in found:
        whole = next(c for c in columns if c.path == found["address"])
        if _names_towns(whole):
            found["text"] = found.pop("address")
    if not found.keys() - {"country", "region"}:
        text = _best(left, PLACES["text"], _as_label)
        if text is not None:
            found["text"] = text.path
    return {name: found[name] for name in (*PLACES, "point_order") if name in found}


def _point(columns: list[Column]) -> dict[str, Any]:
    """A column that holds both coordinates, and their order."""
    column = _best(columns, PLACES["point"], _as_point)
    if column is None:
        return {}
    pairs = [_pair(told) for told in column.values]
    firsts = [pair[0] for pair in pairs if pair]
    # Longitudes of France stand below 11, latitudes of its mainland above 40.
    turned = bool(firsts) and sum(1 for n in firsts if abs(n) < 12) > 0.5 * len(firsts)
    swapped = turned and sum(1 for pair in pairs if pair and 40 < pair[1] < 52) > 0.5 * len(pairs)
    return {"point": column.path, **({"point_order": "lonlat"} if swapped else {})}


def _as_point(column: Column) -> float:
    pairs = [_pair(told) for told in column.values]
    return sum(1 for pair in pairs if pair) / len(pairs) if pairs else 0.0


def _pair(told: list[str]) -> tuple[float, float] | None:
    text = " ".join(told)
    numbers = [float(n) for n in re.findall(r"-?\d{1,3}\.\d+", text)]
    return (numbers[0], numbers[1]) if len(numbers) == 2 and len(text) < 60 else None


def _axes(columns: list[Column]) -> dict[str, Any]:
    """Coordinates called X and Y: the values tell which is which."""
    named = {axis: next((c for c in columns if folded(c.path).split()[-1:] == [axis]), None)
             for axis in ("x", "y")}  # fmt: skip
    x, y = named["x"], named["y"]
    if x is None or y is None or min(_within(x, 180), _within(y, 180)) < 0.5:
        return {}
    latitudes = [sum(1 for n in c.numbers if 40 < n < 52) for c in (x, y)]
    lat, lon = (x, y) if latitudes[0] > latitudes[1] else (y, x)
    return {"lat": lat.path, "lon": lon.path}


def _within(column: Column, most: float) -> float:
    numbers = column.numbers
    return sum(1 for n in numbers if abs(n) <= most) / len(column.flat) if column.flat else 0.0


def _names_towns(column: Column) -> bool:
    """Whether most of its texts hold a postcode: a whole address, with its town."""
    flat = column.flat
    return bool(flat) and sum(1 for t in flat if _IN_TEXT.search(t)) > 0.5 * len(flat)


def _codes(column: Column, lengths: tuple[int, ...]) -> float:
    flat = column.flat
    good = sum(1 for t in flat if len(t) in lengths and (t[:2] in ("2A", "2B") or t.isdigit()))
    return good / len(flat) if flat else 0.0


# What is personal, and what tells records apart.


def _personal(columns: list[Column]) -> list[str]:
    """Top-level keys that hold what is about persons, and nothing else that we read."""
    tops: dict[str, list[Column]] = {}
    for column in columns:
        top = column.path.split(".", 1)[0] if "." in column.path else column.path
        tops.setdefault(top, []).append(column)
    return [
        top
        for top, under in tops.items()
        if (likeness(top, PERSONAL) > 0.35 and any(c.share("url") <= 0.5 for c in under))
        or all(max(c.share("email"), c.share("phone")) > 0.5 for c in under)
    ]


def _under(path: str, tops: list[str]) -> bool:
    return any(path == top or path.startswith(f"{top}.") for top in tops)


def _any_title(columns: list[Column], taken: set[str]) -> Column | None:
    """Without a name that tells it: the first column of short texts that differ."""
    for column in columns:
        if column.path not in taken and _as_title(column) > 0.8 and column.length > 5:
            return column
    return None


def _paths(rule: Any) -> list[str]:
    return [rule] if isinstance(rule, str) else []


def _gathered(columns: list[Column], fields: dict[str, Any], told: list[dict[str, Any]]) -> str:
    """The column of an id that several rows share, with the title, or nothing.

    A table that tells a project of several places writes a row for each place.
    """
    title = fields.get("title")
    if not isinstance(title, str):
        return ""
    for column in columns:
        if likeness(column.path, IDS) < 0.4 or column.many or column.fill < 1 or column.unique:
            continue
        rows: dict[str, set[str]] = {}
        for record in told:
            id_ = (texts(read(record, column.path)) or [""])[0]
            rows.setdefault(id_, set()).add((texts(read(record, title)) or [""])[0])
        several = len(rows) < 0.95 * len(told) and len(rows) > 0.1 * len(told)
        if several and all(len(titles) == 1 for titles in rows.values()):
            return column.path
    return ""


def _record_id(
    columns: list[Column],
    fields: dict[str, Any],
    place: dict[str, Any],
    told: list[dict[str, Any]],
) -> str:
    """A template that tells every record from the others: an id, or the fewest fields that do."""
    ids = [
        c for c in columns if c.unique and not c.many and c.share("date") < 0.5 and c.length < 200
    ]
    named = [(likeness(c.path, IDS) * (0.8 if "." in c.path else 1.0), c) for c in ids]
    named = [one for one in named if one[0] > 0.3]
    if named:
        return f"{{{max(named, key=lambda one: one[0])[1].path}}}"
    title, link = fields.get("title"), fields.get("source_url")
    if isinstance(link, str) and _distinct([link], told) == len(told):
        return f"{{{link}}}"
    parts = [title] if isinstance(title, str) else []
    # A title alone that differs in a sample seldom does in the whole: one place goes with it.
    for name in ("commune", "address", "postcode", "insee", "text", "lat", "lon", "point"):
        path = place.get(name)
        further = path is not None and _distinct([*parts, path], told) > _distinct(parts, told)
        if path is not None and (len(parts) == 1 or further):
            parts.append(path)
    return "|".join(f"{{{path}}}" for path in parts)


def _distinct(paths: list[str], told: list[dict[str, Any]]) -> int:
    """How many records the template of ``paths`` tells from the others."""
    template = "|".join(f"{{{path}}}" for path in paths)
    return len({id_ for record in told if (id_ := render(template, record)).strip("| ")})
