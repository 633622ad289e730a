"""Records that tell the same project are known by what they say, whatever their order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrefour.catalogue.draft import Draft
from carrefour.structure.twins.blocking import candidates
from carrefour.structure.twins.clustering import clusters
from carrefour.structure.twins.keys import keys_of
from carrefour.structure.twins.scoring import score_of, weights
from carrefour.structure.twins.trait import Trait, read, trait_of
from carrefour.structure.twins.words import folded, proper
from carrefour.territory.model import Location, Precision

TEXT = (
    "Une ressourcerie de quartier où les habitants réparent ensemble leurs meubles, leurs vélos "
    "et leurs appareils, chaque samedi matin, avec une équipe de bénévoles passionnés."
)


def place(commune: str = "44109", town: str = "Nantes", **more: object) -> Location:
    fine = {"address": "12 rue des Lilas", "lat": 47.2184, "lon": -1.5536}
    values = {"precision": Precision.ADDRESS, **fine, **more}
    return Location(
        label=town, postcode="44000", score=0.9, method="source", commune=commune,
        departement=commune[:2], region="52", **values,
    )  # fmt: skip


def trait(title: str, source: str = "un", town: str = "Nantes", **more: object) -> Trait:
    given_ = {"summary": TEXT, "places": [place()], **more}
    return trait_of(source, Draft(title=title, **given_), {}, town)


ONE = trait("La Ressourcerie des Lilas")


@pytest.mark.parametrize(
    "title",
    [
        "La Ressourcerie des Lilas",
        "LA RESSOURCERIE DES LILAS",
        "La Resourcerie des Lilsa",
        "Ressourcerie des Lilas – Nantes",
        "Ressourcerie Les Lilas",
    ],
)
def test_the_same_project_is_known_in_another_spelling(title):
    assert score_of(ONE, trait(title, "deux")) >= weights().link_from


def test_a_namesake_in_another_town_is_another_project():
    away = trait(
        "La Ressourcerie des Lilas", "deux", "Lille",
        places=[place("59350", "Lille", lat=50.63, lon=3.06, address="3 rue du Four")],
    )  # fmt: skip
    assert score_of(ONE, away) < weights().link_from


def test_two_things_of_one_house_are_not_linked_by_their_address():
    hall = trait("Mairie de Nantes", summary="")
    library = trait("Bibliothèque de Nantes", "deux", summary="")
    assert score_of(hall, library) < weights().link_from


def test_a_library_and_a_mediatheque_of_one_house_are_the_same():
    one = trait("Bibliothèque Victor Hugo", summary="")
    assert score_of(one, trait("Médiathèque Victor-Hugo", "deux")) >= weights().link_from


def test_a_record_that_says_next_to_nothing_is_linked_to_nothing():
    bare = Trait("un", "projet")
    assert score_of(bare, replace(bare, source="deux")) < weights().link_from


words = st.text("abcdefgé ", min_size=1, max_size=30)
some = st.builds(
    Trait,
    source=st.sampled_from(["un", "deux"]),
    title=words.map(folded),
    town=words.map(folded),
    holder=words.map(folded),
    communes=st.lists(st.sampled_from(["44109", "59350"]), max_size=2).map(tuple),
    lat=st.one_of(st.none(), st.floats(41, 51)),
    lon=st.one_of(st.none(), st.floats(-5, 9)),
    address=words.map(folded),
    url=st.sampled_from(["", "exemple.fr", "exemple.fr/projet"]),
    marks=st.sampled_from([(), ("siren:123456789",), ("tel:123456789", "siren:987654321")]),
    text=st.lists(st.integers(1, 40), max_size=16, unique=True).map(sorted).map(tuple),
)


@given(some, some)
@settings(max_examples=150, deadline=None)
def test_a_pair_scores_the_same_whichever_comes_first(one, other):
    assert score_of(one, other) == pytest.approx(score_of(other, one), abs=1e-5)


@given(some)
@settings(max_examples=60, deadline=None)
def test_a_trait_that_was_kept_is_read_as_it_was(one):
    assert read(one.told()) == one


@given(st.lists(some, min_size=2, max_size=8), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_records_does_not_change_which_are_compared(traits, rng):
    def compared(order):
        each = [keys_of(traits[n]) for n in order]
        owners = np.repeat(np.arange(len(each), dtype=np.int32), [len(one) for one in each])
        found = candidates([(np.concatenate(each), owners)], len(traits))
        return {
            frozenset((order[a], order[b]))
            for first, second in found
            for a, b in zip(first.tolist(), second.tolist(), strict=True)
        }

    order = list(range(len(traits)))
    shuffled = order[:]
    rng.shuffle(shuffled)
    assert compared(order) == compared(shuffled)


def test_a_key_that_too_many_share_compares_nothing():
    keys = np.zeros(50, dtype=np.uint64)
    assert list(candidates([(keys, np.arange(50, dtype=np.int32))], 50, most=30)) == []


def test_only_pairs_with_a_fresh_record_are_compared_when_some_are_fresh():
    keys = np.zeros(4, dtype=np.uint64)
    fresh = np.array([False, False, False, True])
    [(first, second)] = candidates([(keys, np.arange(4, dtype=np.int32))], 4, fresh)
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == [(0, 3), (1, 3), (2, 3)]


def test_what_is_compared_at_once_changes_nothing_of_what_is_compared():
    random = np.random.default_rng(7)
    keys = random.choice(random.integers(0, 2**64, 300, dtype=np.uint64), 900)
    owners = random.integers(0, 400, 900).astype(np.int32)
    rows = sorted({*zip(keys.tolist(), owners.tolist(), strict=True)})
    keys = np.array([key for key, _ in rows], dtype=np.uint64)
    owners = np.array([owner for _, owner in rows], dtype=np.int32)

    def compared(told, at_once):
        batches = list(candidates(told, 400, at_once=at_once))
        assert all(len({*one.tolist()}) <= at_once for pair in batches for one in pair)
        return [
            pair
            for one, other in batches
            for pair in zip(one.tolist(), other.tolist(), strict=True)
        ]

    whole = compared([(keys, owners)], 400)
    in_parts = compared([(keys[n::3], owners[n::3]) for n in range(3)], 30)
    assert len(whole) == len({*whole}) > 100
    assert sorted(in_parts) == sorted(whole)


def test_keys_are_parted_by_their_value_however_many_records_there_are():
    keys = np.array([5, 5, 2**63 + 1, 2**63 + 1, 2**64 - 1, 2**64 - 1], dtype=np.uint64)
    owners = np.array([0, 99_999, 1, 99_998, 2, 99_997], dtype=np.int32)
    found = candidates([(keys, owners)], 100_000)
    assert {pair for a, b in found for pair in zip(a.tolist(), b.tolist(), strict=True)} == {
        (0, 99_999), (1, 99_998), (2, 99_997),
    }  # fmt: skip


SOURCES = {n: f"source-{n}" for n in range(10)}


def test_what_people_say_is_different_stays_apart_whatever_the_scores():
    linked = {(1, 2): 0.99, (2, 3): 0.99, (1, 3): 0.99}
    made = clusters(linked, linked, [], [(1, 3)], SOURCES)
    assert made in ([[1, 2]], [[2, 3]])


def test_what_people_say_is_the_same_joins_without_any_score():
    assert clusters({}, {}, [(4, 2)], [], SOURCES) == [[2, 4]]


def test_a_row_of_links_makes_no_chain():
    linked = {(n, n + 1): 0.9 for n in range(8)}
    assert max(map(len, clusters(linked, linked, [], [], SOURCES))) == 3


def test_two_records_of_one_source_are_never_joined_by_a_score():
    linked = {(1, 2): 0.99, (2, 3): 0.98, (1, 3): 0.97}
    assert clusters(linked, linked, [], [], {1: "a", 2: "b", 3: "a"}) == [[1, 2]]


pairs = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(5, 9)), st.floats(0.8, 1.0), max_size=12
)


@given(pairs, st.lists(st.tuples(st.integers(0, 4), st.integers(5, 9)), max_size=4), st.randoms())
@settings(max_examples=100, deadline=None)
def test_the_order_of_pairs_does_not_change_the_clusters(linked, different, rng):
    shuffled = list(linked.items())
    rng.shuffle(shuffled)
    made = clusters(linked, linked, [], different, SOURCES)
    assert made == clusters(dict(shuffled), dict(shuffled), [], different[::-1], SOURCES)
    assert not any(a in group and b in group for group in made for a, b in different)


@pytest.mark.parametrize(
    ("spelt", "plain"),
    [
        ("Maison des Jeunes et de la Culture", "mjc"),
        ("Ctre com action sociale de Ste-Luce", "ccas de sainte luce"),
        ("MSAP Tignes", "france services tignes"),
        ("Commune de Mauguio", "mairie mauguio"),
    ],
)
def test_abbreviations_are_read_as_what_they_stand_for(spelt, plain):
    assert folded(spelt) == plain


def test_the_name_of_the_town_does_not_name_the_project():
    assert proper("mediatheque de gap", "gap") == ""
