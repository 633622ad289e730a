"""Zones from the operator's files: which places they hold, and what is wrong with a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.territory.model import Location, Precision
from carrefour.territory.zones import Area, ZoneError, Zones, counted, read_areas, read_classes

SQUARE = [[[-1.60, 47.20], [-1.50, 47.20], [-1.50, 47.30], [-1.60, 47.30], [-1.60, 47.20]]]


def feature(code: object = "QN04401M", ring: Any = SQUARE, **more: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code_qp": code, "lib_qp": "Bellevue", **more},
        "geometry": {"type": "Polygon", "coordinates": ring},
    }


def saved(folder: Path, *features: object) -> Path:
    path = folder / "qpv.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def place(
    lat: float | None, lon: float | None, precision: Precision, commune: str = ""
) -> Location:
    return Location("", "", "", lat, lon, precision, 1.0, "source", commune=commune)


@pytest.fixture
def areas(tmp_path: Path) -> list[Area]:
    return read_areas(saved(tmp_path, feature()))


@pytest.mark.parametrize(
    ("precision", "held"),
    [("address", True), ("street", True), ("commune", False), ("departement", False)],
)
def test_only_an_exact_point_lies_in_a_neighbourhood(
    areas: list[Area], precision: str, held: bool
) -> None:
    zones = Zones(areas).of(place(47.25, -1.55, Precision(precision)))
    assert zones == (("qpv:QN04401M",) if held else ())


def test_a_point_outside_and_a_place_without_a_point_lie_in_none(areas: list[Area]) -> None:
    zones = Zones(areas)
    assert zones.of(place(48.85, 2.35, Precision.ADDRESS)) == ()
    assert zones.of(place(None, None, Precision.ONLINE)) == ()


def test_the_rural_class_follows_the_commune(areas: list[Area]) -> None:
    zones = Zones(areas, {"26113": "Rural à habitat dispersé"})
    found = zones.of(place(44.7, 5.3, Precision.COMMUNE, "26113"))
    assert found == ("rural:26113",)
    assert [zones.name(ref) for ref in (*found, "qpv:QN04401M", "qpv:QN0")] == [
        "Rural à habitat dispersé", "Bellevue", "",
    ]  # fmt: skip


def test_zones_saved_and_loaded_are_the_same(areas: list[Area], tmp_path: Path) -> None:
    path = tmp_path / "zones.json.gz"
    Zones(areas, {"26113": "Rural"}).save(path)
    again = Zones.load(path)
    assert again.rural == {"26113": "Rural"}
    assert again.of(place(47.25, -1.55, Precision.ADDRESS)) == ("qpv:QN04401M",)
    path.write_bytes(b"broken")
    with pytest.raises(ZoneError, match="Give the files again"):
        Zones.load(path)


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (feature(code=""), "zone 2 has no code such as QN04401M"),
        (feature(code="../x"), "zone 2 has no code such as QN04401M"),
        (feature(ring=[[[350000, 6e6], [350010, 6e6], [350010, 6.1e6], [350000, 6e6]]]), "WGS 84"),
        (feature() | {"geometry": {"type": "Point", "coordinates": [1, 2]}}, "not a polygon"),
        (feature() | {"geometry": None}, "zone 2 cannot be read"),
        ({}, "zone 2 cannot be read"),
        (7, "zone 2 cannot be read"),
    ],
)
def test_a_zone_that_cannot_be_used_is_named(tmp_path: Path, bad: object, told: str) -> None:
    with pytest.raises(ZoneError, match=told):
        read_areas(saved(tmp_path, feature(), bad))


def test_a_file_that_is_no_geojson_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.geojson"
    for text in ("", "[]", "{}", "<html>"):
        path.write_text(text)
        with pytest.raises(ZoneError, match="is no GeoJSON"):
            read_areas(path)
    with pytest.raises(ZoneError, match="cannot be read"):
        read_areas(tmp_path / "missing.geojson")


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=3, max_size=8))
def test_odd_outlines_never_break_the_question(ring: list[tuple[float, float]]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        closed = [[list(point) for point in [*ring, ring[0]]]]
        areas = read_areas(saved(Path(folder), feature(ring=closed)))
    assert Zones(areas).of(place(0.1, 0.1, Precision.ADDRESS)) in ((), ("qpv:QN04401M",))


CSV = "\ufeffcodgeo;libgeo;frr\n1001;L’Abergement;FRR\n26113;Die;FRR+\n44109;Nantes;\n"


def test_a_table_of_classes_is_read_by_its_usual_columns(tmp_path: Path) -> None:
    path = tmp_path / "frr.csv"
    path.write_text(CSV)
    found = read_classes(path)
    assert found == {"01001": "FRR", "26113": "FRR+"}
    assert counted(found) == [("FRR", 1), ("FRR+", 1)]


def test_a_table_of_other_columns_says_which_to_name(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("ville,classe\nDie,rural\nGap,rural\n")
    with pytest.raises(ZoneError, match=r"--commune and --class; the columns are: ville, classe"):
        read_classes(path)
    path.write_text("")
    with pytest.raises(ZoneError, match="holds no row"):
        read_classes(path)
