"""What a tag or a text is likely to mean, when nobody said."""

from __future__ import annotations

import numpy as np
import pytest

from carrefour.structure.learning.evidence import AT, CODES, Floats, Seen
from carrefour.structure.learning.lexicon import lexicon
from carrefour.structure.learning.recall import Recall
from carrefour.structure.suggesting import Advice, TagAdviser, TextAdviser, likely
from tests.structure.conftest import Drafting


class Sure:
    """Gives the scores it was made with, whatever it sees."""

    def __init__(self, **scores: float) -> None:
        self._scores = scores

    def scores(self, _seen: Seen) -> Floats:
        scores = np.zeros(len(CODES))
        for code, score in self._scores.items():
            scores[AT[code]] = score
        return scores

    def because(self, _seen: Seen, _code: str) -> list[str]:
        return ["jardin", "maraichag"]


def told(tag: str, **of_tables: list[str]) -> list[tuple[str, float]]:
    tables = [{tag: codes} for codes in of_tables.values()]
    found = TagAdviser(lexicon(), None, tables).proposals(tag)
    return [(one.code, one.score) for one in found]


def test_before_any_training_the_lexicon_proposes_and_never_applies() -> None:
    assert told("Agriculture urbaine") == [("AGR", 0.6)]
    advice = Advice(tags=TagAdviser(lexicon()), least=0.8)
    assert advice.of_tag("Agriculture urbaine") == []


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("ENERGIES RENOUVELABLES", "ENE"),
        ("Agrimentation : l’alimantation", "AGR"),
        ("personnes en situation d’handicap", "HAN"),
        ("#Éco-construction", "HAB"),
        ("+ de 65 ans", "SEN"),
    ],
)
def test_tags_are_understood_however_they_are_spelt(tag: str, code: str) -> None:
    assert code in dict(told(tag))


def test_a_tag_that_says_nothing_known_gets_no_proposal() -> None:
    assert told("Xylomancie") == []
    assert told("???") == []


def test_tables_of_other_sources_count_the_more_the_more_agree() -> None:
    one = dict(told("zorglub", a=["ECO"]))["ECO"]
    two = dict(told("zorglub", a=["ECO"], b=["ECO"]))["ECO"]
    apart = dict(told("zorglub", a=["ECO"], b=["SAN"]))["ECO"]
    assert apart < one < two < 0.8


def test_other_is_proposed_but_never_applied() -> None:
    adviser = TagAdviser(lexicon(), Sure(AUT=0.99, ECO=0.9))
    assert [one.code for one in adviser.proposals("divers")] == ["AUT", "ECO"]
    assert [one.code for one in Advice(tags=adviser, least=0.8).of_tag("divers")] == ["ECO"]
    assert TextAdviser(lexicon(), Sure(AUT=0.99)).proposals("Un jardin", "", 0.5) == []


def test_the_words_that_decided_are_told_as_they_are_spelt() -> None:
    one = TextAdviser(lexicon(), Sure(AGR=0.9)).proposals("Les Jardins", "Le maraîchage", 0.8)
    assert [(s.code, s.score, s.words) for s in one] == [("AGR", 0.9, ("jardins", "maraîchage"))]


TEXT = "Nous allons chercher les légumes que les marchés jettent, et les cuisinons entre voisins."


@pytest.mark.parametrize(
    "again",
    [TEXT, f"  {TEXT.upper()} ", TEXT.replace("é", "e"), TEXT.replace(" ", "\n")],
)
def test_a_text_that_people_coded_elsewhere_has_the_codes_that_they_gave_it(again: str) -> None:
    recall = Recall.of([(TEXT, ["COH", "CIT"])])
    adviser = TextAdviser(lexicon(), Sure(AGR=0.9, CIT=0.3), recall)
    found = adviser.proposals("Un autre titre", again, 0.2)
    assert [(one.code, one.words) for one in found] == [("CIT", ()), ("COH", ())]
    assert all(one.score >= 0.8 for one in found)


def test_a_text_that_people_coded_unlike_is_less_sure() -> None:
    recall = Recall.of([(TEXT, ["CIT"]), (TEXT, ["CIT"]), (TEXT, ["EDU"])])
    found = TextAdviser(lexicon(), Sure(), recall).proposals("Un titre", TEXT, 0.01)
    assert [(one.code, one.score) for one in found] == [("CIT", 0.62), ("EDU", 0.31)]


@pytest.mark.parametrize("other", ["Un jardin partagé.", f"{TEXT[:-1]} et leurs enfants.", ""])
def test_another_text_and_one_that_anybody_could_have_written_are_not_taken_for_it(
    other: str,
) -> None:
    recall = Recall.of([(TEXT, ["CIT"]), ("Un jardin partagé.", ["CIT"]), ("", ["CIT"])])
    found = TextAdviser(lexicon(), Sure(AGR=0.9), recall).proposals("Un titre", other, 0.2)
    assert [one.code for one in found] == ["AGR"]


ADVICE = Advice(
    tags=TagAdviser(lexicon(), Sure(ENE=0.95)),
    texts=TextAdviser(lexicon(), Sure(AGR=0.9, JEU=0.9)),
    least=0.8,
)


def test_a_tag_that_nobody_decided_on_is_taken_for_what_it_likely_means(draft: Drafting) -> None:
    made = draft({"nom": "Essai", "t": ["Watt"]}, fields={"tags": "t"}, advice=ADVICE)
    assert made.unmapped_tags == ["Watt"]
    first = made.suggested[0]
    assert (first.code, first.score, first.tag) == ("ENE", 0.95, "Watt")
    assert made.warnings == ["tags: 'Watt' is taken for ENE until decided"]
    assert made.themes == []


def test_what_the_source_says_is_not_suggested_again(draft: Drafting) -> None:
    record = {"nom": "Essai", "t": ["Watt", "Soleil"]}
    made = draft(record, fields={"tags": "t"}, tags={"Soleil": ["ENE"]}, advice=ADVICE)
    assert made.themes == ["ENE"]
    assert "ENE" not in [s.code for s in made.suggested]


def test_what_people_decided_leads(draft: Drafting) -> None:
    advice = Advice(here={"watt": ["CLI"]}, anywhere={"watt": ["EAU"], "volt": ["EAU"]})
    record = {"nom": "Essai", "t": ["Watt", "Volt"]}
    made = draft(record, fields={"tags": "t"}, tags={"Watt": ["ENE"]}, advice=advice)
    assert made.themes == ["CLI", "EAU"]
    assert made.unmapped_tags == []


def test_the_source_s_own_table_leads_over_what_was_decided_for_every_source(
    draft: Drafting,
) -> None:
    advice = Advice(anywhere={"watt": ["EAU"]})
    made = draft(
        {"nom": "E1", "t": "Watt"}, fields={"tags": "t"}, tags={"Watt": "ENE"}, advice=advice
    )
    assert made.themes == ["ENE"]


def test_a_text_in_another_language_is_left_alone(draft: Drafting) -> None:
    assert draft({"nom": "A garden"}, language="en", advice=ADVICE).suggested == []
    assert draft({"nom": "Un jardin"}, advice=ADVICE).suggested != []


def test_without_advice_nothing_is_suggested(draft: Drafting) -> None:
    made = draft({"nom": "Jardin", "t": "Watt"}, fields={"tags": "t"})
    assert (made.suggested, made.unmapped_tags) == ([], ["Watt"])


@pytest.mark.parametrize(
    ("scores", "codes"),
    [
        ({"AGR": 0.9, "BIO": 0.4, "EAU": 0.2}, ["AGR", "BIO"]),
        ({"AGR": 0.3, "BIO": 0.2}, ["AGR"]),
        ({"AGR": 0.08, "BIO": 0.06}, ["AGR"]),
        ({"AGR": 0.01}, []),
    ],
)
def test_the_codes_that_go_together_are_told_apart(
    scores: dict[str, float], codes: list[str]
) -> None:
    assert likely(TagAdviser(lexicon(), Sure(**scores)).proposals("Essai")) == codes


def test_nothing_that_is_guessed_is_certain() -> None:
    assert TagAdviser(lexicon(), Sure(AGR=0.999)).proposals("Essai")[0].score == 0.99


def test_the_text_is_asked_only_when_the_tags_tell_nothing(draft: Drafting) -> None:
    texts = Advice(texts=TextAdviser(lexicon(), Sure(AGR=0.9)), least=0.8)
    known = draft(
        {"nom": "Un jardin", "t": ["Soleil"]},
        fields={"tags": "t"}, tags={"Soleil": ["ENE"]}, advice=texts,
    )  # fmt: skip
    assert known.suggested == []
    unknown = draft({"nom": "Un jardin", "t": ["Soleil"]}, fields={"tags": "t"}, advice=texts)
    assert [one.code for one in unknown.suggested] == ["AGR"]
    nothing = draft(
        {"nom": "Un jardin", "t": ["Soleil"]},
        fields={"tags": "t"}, tags={"Soleil": []}, advice=texts,
    )  # fmt: skip
    assert [one.code for one in nothing.suggested] == ["AGR"]
