"""The place named in a search: what is read, and what is left to be a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrefour.territory.in_query import misspelt_place, read_place

SURE = [
    # announced by a preposition
    ("mobilité dans le 35", "mobilité", "departement:35"),
    ("emploi en Bretagne", "emploi", "region:53"),
    ("atelier vélo à Nantes", "atelier vélo", "commune:44109"),
    ("agriculture à Limoges", "agriculture", "commune:87085"),
    ("agriculture a limoges", "agriculture", "commune:87085"),
    ("vélo au Havre", "vélo", "commune:76351"),
    ("vélo à La Rochelle", "vélo", "commune:17300"),
    ("ressourcerie à Ussel", "ressourcerie", "commune:19275"),
    ("jardins partagés de Nantes", "jardins partagés", "commune:44109"),
    ("centre social de Belfort", "centre social", "commune:90010"),
    ("community garden in Paris", "community garden", "commune:75056"),
    ("tiers-lieux dans la Creuse", "tiers-lieux", "departement:23"),
    ("tiers-lieux en Creuse", "tiers-lieux", "departement:23"),
    ("insertion dans le Nord", "insertion", "departement:59"),
    ("aide alimentaire à la Réunion", "aide alimentaire", "region:04"),
    ("handicap dans le Var", "handicap", "departement:83"),
    ("seniors dans l'Ain", "seniors", "departement:01"),
    ("jeunes du 93", "jeunes", "departement:93"),
    ("logement département 44", "logement", "departement:44"),
    ("à nice", "", "commune:06088"),
    ("atelier à Tours", "atelier", "commune:37261"),
    ("zéro déchet en France", "zéro déchet", "country:FR"),
    # told by itself
    ("jardin partagé Nantes", "jardin partagé", "commune:44109"),
    ("jardin partagé nantes", "jardin partagé", "commune:44109"),
    ("Nantes jardin partagé", "jardin partagé", "commune:44109"),
    ("Paris", "", "commune:75056"),
    ("nantes", "", "commune:44109"),
    ("emploi Marseille jeunes", "emploi jeunes", "commune:13055"),
    ("st etienne vélo", "vélo", "commune:42218"),
    ("le havre numérique", "numérique", "commune:76351"),
    ("Mouans-Sartoux", "", "commune:06084"),
    ("repair café Bourg-lès-Valence", "repair café", "commune:26058"),
    ("wifi ile-de-france", "wifi", "region:11"),
    ("médiation numérique martinique", "médiation numérique", "region:02"),
    ("AMAP paca", "AMAP", "region:93"),
    ("seniors var", "seniors", "departement:83"),
    ("la réunion", "", "region:04"),
    ("Nantes Métropole compost", "compost", "epci:244400404"),
    ("compost grand lyon", "compost", "epci:200046977"),
    ("atelier vélo Tours", "atelier vélo", "commune:37261"),
    # told by a code or a wider territory
    ("habitat participatif 44000", "habitat participatif", "commune:44109"),
    ("médiathèque Grenoble 38000", "médiathèque", "commune:38185"),
    ("associations Saint-Denis (974)", "associations", "commune:97411"),
    ("associations Saint-Denis 93", "associations", "commune:93066"),
    ("saint denis la réunion", "", "commune:97411"),
    ("jardin 75020", "jardin", "commune:75056"),
]
WORDS = [
    "Bains",
    "Le Pin",
    "Jardin",
    "Solidarité",
    "l'hôpital",
    "aide à l'hôpital",
    "jardin à l'école",
    "jardin à la campagne",
    "mobilité en montagne",
    "aide à domicile",
    "accès à Internet",
    "emmaüs",
    "vivre ensemble",
    "maison du nord",
    "rue de Paris",
    "gare de Lyon",
    "les 20 ans",
    "dans le 20e",
    "15 jours pour agir",
    "plan de 35 places",
    '"jardin Nantes"',
    "jardin -Nantes",
    "",
    "   ",
    "’",
]
UNSURE = ["Tours", "tours", "sens", "Orange", "recyclage orange", "pas cher", "agenda 21",
          "réunion publique", "tiers lieux creuse", "atelier vélo tours", "Ussel",
          "nettoyage de la Loire", "fablab 38"]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "ref"), SURE)
def test_a_place_is_read_and_the_words_are_left(gazetteer, text: str, words: str, ref: str) -> None:
    read = read_place(text, gazetteer)
    assert read is not None
    assert (read.words, read.territories[0].ref, read.sure) == (words, ref, True)


@pytest.mark.parametrize("text", WORDS)
def test_words_are_not_taken_for_a_place(gazetteer, text: str) -> None:
    assert read_place(text, gazetteer) is None


@pytest.mark.parametrize("text", UNSURE)
def test_words_of_the_language_that_may_be_a_place_are_told_as_such(gazetteer, text: str) -> None:
    read = read_place(text, gazetteer)
    assert read is not None
    assert not read.sure


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("garage solidaire près de moi", "garage solidaire"),
        ("pres de chez moi", ""),
        ("bike near me", "bike"),
        ("cinéma autour de moi", "cinéma"),
    ],
)
def test_near_me_asks_for_the_visitor_s_position(gazetteer, text: str, words: str) -> None:
    read = read_place(text, gazetteer)
    assert read is not None
    assert (read.here, read.words, read.territories) == (True, words, ())


@pytest.mark.parametrize("text", ["jardin près de Lyon", "jardin autour de Lyon"])
def test_near_a_town_asks_for_what_is_around_it(gazetteer, text: str) -> None:
    read = read_place(text, gazetteer)
    assert read is not None
    assert (read.near, read.words, read.territories[0].name) == (True, "jardin", "Lyon")


@pytest.mark.parametrize(
    ("text", "number"),
    [("potager Paris 20e", 20), ("potager à Lyon 3ème", 3), ("75011 Paris potager", 11)],
)
def test_an_arrondissement_is_read(gazetteer, text: str, number: int) -> None:
    read = read_place(text, gazetteer)
    assert read is not None
    assert (read.words, read.arrondissement) == ("potager", number)


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("Nantes et Rennes", ["commune:44109", "commune:35238"]),
        ("épicerie à Nantes ou Rennes", ["commune:44109", "commune:35238"]),
        ("amap limousin", ["departement:19", "departement:23", "departement:87"]),
    ],
)
def test_several_territories_are_read(gazetteer, text: str, refs: list[str]) -> None:
    read = read_place(text, gazetteer)
    assert read is not None
    assert [territory.ref for territory in read.territories] == refs


def test_namesakes_are_told(gazetteer) -> None:
    read = read_place("vélo à Saint-Denis", gazetteer)
    assert read is not None
    names = {(t.name, t.departement) for t in (*read.territories, *read.others)}
    assert {("Saint-Denis", "974"), ("Saint-Denis", "93")} <= names


@pytest.mark.parametrize(
    ("text", "words", "ref"),
    [
        ("jardin nante", "jardin", "commune:44109"),
        ("compost à grenobel", "compost", "commune:38185"),
        ("bretange emploi", "emploi", "region:53"),
    ],
)
def test_a_well_known_place_may_miss_a_letter(gazetteer, text: str, words: str, ref: str) -> None:
    read = misspelt_place(text, gazetteer)
    assert read is not None
    assert (read.words, read.territories[0].ref, read.sure) == (words, ref, False)


def test_one_word_alone_is_no_misspelt_place(gazetteer) -> None:
    assert misspelt_place("nante", gazetteer) is None
    assert misspelt_place("jardin partagé", gazetteer) is None


TYPED = st.lists(
    st.sampled_from(
        "à de le la dans près moi Nantes Paris 20e 35 44000 jardin vélo et ou , - ( ) \" ' Tours "
        "Le Havre en Bretagne Saint Denis 974 région".split()
    ),
    max_size=8,
).map(" ".join)


@given(st.one_of(TYPED, st.text(max_size=60)))
def test_reading_only_takes_away_what_it_names(gazetteer, text: str) -> None:
    for read in (read_place(text, gazetteer), misspelt_place(text, gazetteer)):
        if read is not None:
            assert read.here or read.territories
            assert read.named in text
            # What is left stands in the text, in order.
            rest = iter("".join(text.split()))
            assert all(letter in rest for letter in "".join(read.words.split()))
