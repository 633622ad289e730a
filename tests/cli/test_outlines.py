"""`carrefour territories outlines`: an operator gives outlines, and the site draws them."""

import json
from pathlib import Path

from tests.installation import Installation


def test_outlines_are_taken_from_a_file_and_counted(
    installation: Installation, tmp_path: Path
) -> None:
    ring = [[-1.75, 48.07], [-1.62, 48.07], [-1.62, 48.15], [-1.75, 48.07]]
    feature = {
        "type": "Feature",
        "properties": {"code": "35238"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = tmp_path / "rennes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    assert "1  commune" in installation.run("territories", "outlines", str(path))
    assert (installation.var / "outlines.sqlite3").exists()


def test_a_file_that_is_no_outlines_ends_with_a_cure(
    installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "x.geojson"
    path.write_text("{}", "utf-8")
    told = installation.run("territories", "outlines", str(path), ends=1)
    assert "neither a GeoJSON" in told
