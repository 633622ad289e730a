"""Places found in what people write."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrefour.territory.model import Location, NotLocated, PlaceHint, Precision


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        ("8 rue de la Boétie - 33000 Bordeaux", "33063"),
        ("22 Esplanade de La Poste, 01560 St-Trivier-de-Courtes", "01388"),
        ("Nantes (44)", "44109"),
        ("NANTES CEDEX 3", "44109"),
        ("Lyon, Rhône-Alpes", "69123"),
        ("97400 St Denis", "97411"),
        ("Saint-Denis (974)", "97411"),
        ("Grenobl 38000", "38185"),
        ("12 rue des Lilas Nantes", "44109"),
        ("Marseille 11e", "13055"),
        ("75011 PARIS", "75056"),
        ("Châtelaudren", "22206"),
    ],
)
def test_a_text_that_names_a_commune_finds_it(geocoder, text: str, commune: str) -> None:
    place = geocoder.locate(PlaceHint(text=text))
    assert isinstance(place, Location)
    assert place.commune == commune


@pytest.mark.parametrize(
    ("text", "precision", "ref"),
    [
        ("Seine-Saint-Denis", Precision.DEPARTEMENT, "departement:93"),
        ("Gironde", Precision.DEPARTEMENT, "departement:33"),
        ("Région Bretagne", Precision.REGION, "region:53"),
        ("La Réunion", Precision.REGION, "region:04"),
        ("France entière", Precision.COUNTRY, "country:FR"),
    ],
)
def test_a_larger_territory_is_not_shown_as_a_commune(geocoder, text, precision, ref) -> None:
    place = geocoder.locate(PlaceHint(text=text))
    assert isinstance(place, Location)
    assert place.precision == precision
    assert place.refs()[0] == ref


@pytest.mark.parametrize("text", ["Saint-Denis", "Quelque part", "Saint-Martin"])
def test_a_homonym_or_an_unknown_name_is_left_unplaced(geocoder, text: str) -> None:
    assert isinstance(geocoder.locate(PlaceHint(text=text)), NotLocated)


@pytest.mark.parametrize("hint", [PlaceHint(text="Paris 4e"), PlaceHint(text="75004 Paris")])
def test_an_arrondissement_has_a_point_of_its_own(geocoder, hint: PlaceHint) -> None:
    place = geocoder.locate(hint)
    assert (place.label, place.commune) == ("Paris 4e", "75056")
    assert place.lat == pytest.approx(48.860, abs=0.01)
    assert place.lon == pytest.approx(2.351, abs=0.01)


def test_swapped_coordinates_are_put_right(geocoder) -> None:
    place = geocoder.locate(PlaceHint(commune="Nantes", lat=-1.5536, lon=47.2184))
    assert (place.lat, place.lon) == (47.2184, -1.5536)
    assert "swapped" in place.warnings[0]


def test_lambert_93_metres_become_degrees(geocoder) -> None:
    # The point of IGN's note for Paris: 652 469 m east, 6 862 035 m north.
    place = geocoder.locate(PlaceHint(lat=6862035.0, lon=652469.0))
    assert place.lat == pytest.approx(48.8567, abs=0.01)
    assert place.lon == pytest.approx(2.3517, abs=0.01)


@pytest.mark.parametrize(
    ("lat", "lon"), [(0.0, 0.0), (float("nan"), 2.0), (43.3, 5.4), (900.0, 9.0)]
)
def test_coordinates_that_cannot_be_right_give_way_to_the_commune(geocoder, lat, lon) -> None:
    place = geocoder.locate(PlaceHint(commune="Nantes", postcode="44000", lat=lat, lon=lon))
    assert place.commune == "44109"
    assert place.method == "gazetteer"
    assert "refused" in place.warnings[0]


def test_a_point_alone_gets_its_territories(geocoder) -> None:
    place = geocoder.locate(PlaceHint(lat=47.2184, lon=-1.5536))
    assert (place.departement, place.region) == ("44", "52")


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=80), lat=st.none() | st.floats(), lon=st.none() | st.floats())
def test_no_text_and_no_number_breaks_it(geocoder, text, lat, lon) -> None:
    place = geocoder.locate(PlaceHint(text=text, lat=lat, lon=lon))
    assert isinstance(place, Location | NotLocated)
