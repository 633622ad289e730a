"""Communes found in the ways that people write them, and not found where nobody could tell."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.locate import verdict
from benchmarks.locate_queries import Maker
from carrefour.territory.lexicon import regional_names
from carrefour.territory.model import Level, Location, NotLocated, PlaceHint, Precision, Territory
from carrefour.territory.names import fold
from carrefour.territory.reading import read_text
from tests.conftest import DECOUPAGE


@pytest.mark.parametrize(
    ("text", "commune"),
    [
        # Abbreviations, articles, capitals, accents, spaces
        ("ST ETIENNE DU ROUVRAY", "76575"),
        ("Vitry s/Seine", "94081"),
        ("Boulogne/Mer", "62160"),
        ("Aulnay ss Bois", "93005"),
        ("Soisy s/ Montmorency (95)", "95598"),
        ("Ste Foy les Lyon", "69202"),
        ("rochelle (la)", "17300"),
        ("Grand Quevilly", "76322"),
        ("Mt-de-Marsan", "40192"),
        ("Lhay-les-Roses", "94038"),
        ("Vandoeuvre les Nancy", "54547"),
        # Postcodes and post boxes
        ("79000NIORT", "79191"),
        ("F - 33000 Bordeaux", "33063"),
        ("33.000 Bordeaux", "33063"),
        ("CS 84215 - 35042 Rennes Cedex", "35238"),
        ("20619 Ajaccio CEDEX", "2A004"),
        ("6 rue des Carmes 44100 Nates", "44109"),
        # Départements and régions beside
        ("69 Lyon", "69123"),
        ("DESERTINES / MAYENNE", "53091"),
        ("Vienne, Isère", "38544"),
        ("Bavans - Doubs", "25048"),
        ("Saint-Denis, Ile de La Réunion", "97411"),
        ("Dijon, Côte d'Or, Bourgogne-Franche-Comté", "21231"),
        # Arrondissements
        ("PARIS XIV", "75056"),
        ("18e arr. Paris", "75056"),
        ("Lyon IIIe arrondissement", "69123"),
        ("13008", "13055"),
        # Names of before, of elsewhere, and by usage
        ("Cherbourg-Octeville", "50129"),
        ("Annecy-le-Vieux", "74010"),
        ("Evry", "91228"),
        ("Châlons-sur-Marne", "51108"),
        ("Roazhon", "35238"),
        ("Donibane Lohizune", "64483"),
        ("Aiacciu", "2A004"),
        ("Strossburi", "67482"),
        ("Perpinyà", "66136"),
        ("Nantes / Naoned", "44109"),
        ("Levallois", "92044"),
        ("Metz-Borny", "57463"),
        # Letters lost or broken, errors of typing
        ("Besan\ufffdon", "25056"),
        ("Saint-Cl?ment-de-Vers", "69186"),
        ("MerlÃ©ac", "22149"),
        ("Monptellier", "34172"),
        ("Saint-Étienne-de-Tulmonnt", "82161"),
        ("22 rue Pasteur, Grenobl 38000", "38185"),
        # Among other words
        ("12 bis rue Jean Jaurès - 69100 VILLEURBANNE", "69266"),
        ("11 Grande Rue Pesmes (70)", "70408"),
        ("rue de Bretagne à Laval", "53130"),
        ("Bruz, près de Rennes", "35047"),
        ("L'association agit à Vaulx-en-Velin, dans la métropole lyonnaise", "69256"),
        ("quartier Beaulieu à Issanlas", "07105"),
        ("17 place de l'Hôtel de ville, Vienne", "38544"),
    ],
)
def test_a_person_would_know_which_commune_it_is(geocoder, text: str, commune: str) -> None:
    place = geocoder.locate(PlaceHint(text=text))
    assert isinstance(place, Location), place
    assert place.commune == commune


@pytest.mark.parametrize(
    "text",
    [
        "Saint-Denis",
        "SAINTE COLOMBE",
        "Valence",
        "Vienne",
        "Saint-Ouen",
        "121 rue de l'Église, Leval",
    ],
)
def test_namesakes_that_nothing_tells_apart_are_left_unplaced(geocoder, text: str) -> None:
    answer = geocoder.locate(PlaceHint(text=text))
    assert isinstance(answer, NotLocated)
    assert "may be" in answer.reason


@pytest.mark.parametrize(
    ("text", "commune"), [("La Rochelle", "17300"), ("Castres", "81065"), ("Paris", "75056")]
)
def test_a_town_a_hundred_times_its_namesakes_is_meant(geocoder, text: str, commune: str) -> None:
    assert geocoder.locate(PlaceHint(text=text)).commune == commune


@pytest.mark.parametrize(
    "text",
    [
        "12 rue des Lilas",
        "rue de Paris",
        "60 Rue de Strasbourg",
        "8 Rue Antoine Cambon",
        "213 bis cours de la Marne",
        "25 Rue Diane de Poitiers",
        "Rue de la mairie",
        "le quartier",
        "itinérant",
    ],
)
def test_the_name_of_a_street_is_no_commune(geocoder, text: str) -> None:
    assert isinstance(geocoder.locate(PlaceHint(text=text)), NotLocated)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("Rennes Métropole", "epci:243500139"),
        ("CC du Pays de Barr", "epci:200034270"),
        ("Communauté d'agglomération du Sud", "epci:249740085"),
        ("agglomération de Rennes", "epci:243500139"),
        ("Sicoval", "epci:243100633"),
        ("Marne (51)", "departement:51"),
        ("département du Nord", "departement:59"),
        ("Doubs", "departement:25"),
        ("Loire-Inférieure", "departement:44"),
        ("35", "departement:35"),
        ("PACA", "region:93"),
        ("Nord-Pas-de-Calais", "region:32"),
        ("AURA", "region:84"),
        ("région parisienne", "region:11"),
        ("à l'échelle nationale", "country:FR"),
        ("Genève (Suisse)", "country:CH"),
        ("Madagascar", "country:MG"),
    ],
)
def test_a_larger_territory_is_found_as_what_it_is(geocoder, text: str, ref: str) -> None:
    assert geocoder.locate(PlaceHint(text=text)).refs()[0] == ref


def test_a_group_of_communes_is_shown_as_one(geocoder) -> None:
    place = geocoder.locate(PlaceHint(text="Rennes Métropole"))
    assert (place.precision, place.commune) == (Precision.EPCI, "")


@pytest.mark.parametrize("text", ["en ligne", "100 % à distance", "Formation en visioconférence"])
def test_what_is_online_has_no_point(geocoder, text: str) -> None:
    place = geocoder.locate(PlaceHint(text=text))
    assert (place.precision, place.lat, place.refs()) == (Precision.ONLINE, None, [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Rennes, Nantes et Brest", ["commune:35238", "commune:44109", "commune:29019"]),
        ("Lyon/Villeurbanne", ["commune:69123", "commune:69266"]),
        ("35, 22 et 56", ["departement:35", "departement:22", "departement:56"]),
        ("Ille et Vilaine et Morbihan", ["departement:35", "departement:56"]),
        (
            "Saint-Denis, Aubervilliers et Pantin",
            ["commune:93066", "commune:93001", "commune:93055"],
        ),
        ("Rennes (35), Nantes (44)", ["commune:35238", "commune:44109"]),
        ("35000 Rennes ; 44000 Nantes", ["commune:35238", "commune:44109"]),
        ("Rennes et en ligne", ["commune:35238", "online"]),
        ("France et Belgique", ["country:FR", "country:BE"]),
        # No lists
        ("Rennes, Ille-et-Vilaine, Bretagne", ["commune:35238"]),
        ("Malakoff, Nantes", ["commune:44109"]),
        ("12 rue des Lilas, Nantes", ["commune:44109"]),
        ("Saint-Pierre-et-Miquelon", ["departement:975"]),
    ],
)
def test_every_place_of_a_list_is_found(geocoder, text: str, found: list[str]) -> None:
    places = geocoder.locate_all(PlaceHint(text=text))
    assert [(p.refs() or [p.precision.value])[0] for p in places] == found


def test_queries_of_every_kind_are_placed_rightly_and_hardly_ever_wrongly(gazetteer, geocoder):
    queries = Maker(DECOUPAGE, seed=20).make(2500)
    answers = [(q, geocoder.locate(PlaceHint(text=q.text))) for q in queries]
    said = [(q, a, verdict(q, a, gazetteer)) for q, a in answers]
    naming = [verdict for q, _, verdict in said if q.ref.startswith("commune:")]
    assert naming.count("right") / len(naming) >= 0.985
    assert naming.count("wrong") / len(naming) <= 0.005
    other = [verdict for q, _, verdict in said if not q.ref.startswith("commune:")]
    assert other.count("wrong") / len(other) <= 0.02
    sure = [v for _, a, v in said if isinstance(a, Location) and a.score >= 0.95]
    assert sure.count("right") / len(sure) >= 0.99


def _plainly(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("-", " ").upper()


@pytest.fixture(scope="module")
def served(gazetteer) -> list[Territory]:
    """The communes that have a postcode."""
    communes = gazetteer.territories.values()
    return [t for t in communes if t.level is Level.COMMUNE and t.postcodes]


@settings(max_examples=300, deadline=None)
@given(number=st.integers(0, 10**6), bare=st.booleans())
def test_any_commune_is_found_by_name_and_postcode(
    gazetteer, geocoder, served, number: int, bare: bool
) -> None:
    commune = served[number % len(served)]
    postcode = commune.postcodes[number % len(commune.postcodes)]
    same = [t for t in gazetteer.of_postcode(postcode) if fold(t.name) == fold(commune.name)]
    name = _plainly(commune.name) if bare else commune.name
    place = geocoder.locate(PlaceHint(text=f"{postcode} {name}"))
    if len(same) == 1:
        assert isinstance(place, Location)
        assert place.commune == commune.code


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(
        alphabet=st.sampled_from("aàéÉ sS/-'’.,;()[]0123456789\n?\ufffdÃ©œtT"), max_size=60
    )
)
def test_every_word_of_a_reading_stands_in_a_part(text: str) -> None:
    reading = read_text(text)
    lengths = {len(reading.words), len(reading.capitals), len(reading.parts), len(reading.joined)}
    assert len(lengths) == 1
    assert reading.parts == sorted(reading.parts)
    assert all(reading.words)


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=40))
def test_folding_any_text_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("aeRsS,;/|&\n 35é-()'etou"), max_size=60))
def test_no_list_breaks_it(geocoder, text: str) -> None:
    assert geocoder.locate_all(PlaceHint(text=text))


def test_every_regional_name_is_that_of_a_commune(gazetteer, geocoder) -> None:
    rows = list(regional_names(gazetteer))
    assert len(rows) > 300
    assert len({(fold(form), code) for form, code, _ in rows}) == len(rows)
    for form, code, _ in rows:
        departement = gazetteer.get(f"commune:{code}").departement
        assert geocoder.locate(PlaceHint(text=f"{form} ({departement})")).commune == code
