"""What a text may mean waits for a person below the score that is applied, and is asked once."""

from __future__ import annotations

import html

import pytest

from carrefour.catalogue.models import Correction, Record, Sheet
from carrefour.pipeline.corrections import correct
from carrefour.pipeline.decisions import bring, exported
from carrefour.pipeline.harvesting import rebuild
from carrefour.pipeline.texts import NothingWaits, decide, waiting_texts
from tests.pipeline.subjects import LEARNING, UNTAGGED
from tests.pipeline.test_suggested_sheets import learnt, sheet

__all__ = ["learnt"]
YOUNG = UNTAGGED.replace("en commun.", "en commun, pour les jeunes.")


@pytest.fixture
def waits(learnt, settings):
    """A sheet whose text may mean AGR and more, none of it applied."""
    settings.SUGGESTED_FROM = 1.0
    learnt(YOUNG)
    return lambda: learnt(YOUNG)


def codes() -> set[str]:
    return {one.code for waiting in waiting_texts() for one in waiting.proposals}


def test_the_sheet_waits_with_scores_and_words_and_shows_nothing(waits) -> None:
    [one] = waiting_texts()
    assert one.sheet == sheet("nu").pk
    assert one.proposals[0].code == "AGR"
    assert 0.25 <= one.proposals[0].score < 1
    kept = Record.objects.get(external_id="nu").proposed
    assert [(told["code"], tuple(told["words"])) for told in kept] == [
        (told.code, told.words) for told in one.proposals
    ]
    assert sheet("nu").themes == []
    assert waiting_texts("autre") == []


def test_what_is_accepted_holds_over_harvest_and_rebuild_and_is_not_asked_again(waits) -> None:
    decide(sheet("nu"), ["AGR"], "ana")
    for again in (lambda: None, waits, lambda: rebuild(sheet("nu").source)):
        again()
        assert sheet("nu").themes == ["AGR"]
        assert waiting_texts() == []


def test_what_is_refused_stays_away_for_ever(waits, settings) -> None:
    decide(sheet("nu"), [], "ana")
    settings.SUGGESTED_FROM = 0.3
    for again in (lambda: None, waits, lambda: rebuild(sheet("nu").source)):
        again()
        assert sheet("nu").themes == []
        assert waiting_texts() == []
    with pytest.raises(NothingWaits):
        decide(sheet("nu"), ["AGR"], "ana")


def test_a_facet_that_a_person_spoke_of_is_never_asked_about(waits) -> None:
    correct(sheet("nu"), "themes", "ENE", "ana")
    assert "AGR" not in codes()
    assert sheet("nu").themes == ["ENE"]


def test_what_the_source_says_since_is_not_asked_about(waits, learnt) -> None:
    assert waiting_texts()
    learnt(YOUNG.replace(";;2021", ";énergie;2021"))
    assert waiting_texts() == []
    assert Record.objects.get(external_id="nu").proposed is None


def test_what_was_decided_travels_as_a_correction(waits) -> None:
    decide(sheet("nu"), ["AGR"], "ana")
    lines = list(exported())
    Correction.objects.all().delete()
    rebuild(sheet("nu").source)
    assert waiting_texts()
    bring(lines)
    assert sheet("nu").themes == ["AGR"]
    assert waiting_texts() == []


def test_codes_that_do_not_exist_decide_nothing(waits) -> None:
    with pytest.raises(ValueError, match="XYZ"):
        decide(sheet("nu"), ["XYZ"], "ana")
    assert not Correction.objects.exists()


def test_the_desk_shows_what_waits_and_takes_what_is_ticked(
    waits, client, django_user_model
) -> None:
    path = "/pilotage/mots-cles/textes/"
    posted = {"sheet": sheet("nu").pk, "choice": "ticked"}
    assert client.post(f"{path}decider/", {**posted, "codes": ["AGR"]}).status_code in (302, 403)
    assert not Correction.objects.exists()
    user = django_user_model.objects.create_user("c@exemple.fr", name="Camille", is_operator=True)
    client.force_login(user)
    told = html.unescape(client.get(path).content.decode())
    assert "Le potager des voisins" in told
    assert 'name="codes" value="AGR"' in told
    assert "maraîchage" in told
    empty = client.post(f"{path}decider/", posted, follow=True).content.decode()
    assert "Cochez au moins un thème" in empty
    odd = client.post(f"{path}decider/", {**posted, "codes": ["XYZ"]}, follow=True)
    assert "ne peut être lue" in odd.content.decode()
    done = client.post(f"{path}decider/", {**posted, "codes": ["AGR"]}, follow=True)
    assert "Aucun texte n’attend" in done.content.decode()
    assert sheet("nu").themes == ["AGR"]
    assert Correction.objects.filter(field="themes").get().decided_by == "Camille"
    late = client.post(f"{path}decider/", {**posted, "choice": "none"}, follow=True)
    assert "n’attend plus" in late.content.decode()


def test_a_sheet_that_another_source_tells_with_themes_is_not_asked_about(
    waits, harvest_rows
) -> None:
    from carrefour.pipeline.likenesses import decide as settle

    other = LEARNING.replace("id: essai\n", "id: autre\n")
    harvest_rows(["z;Autre chose;Des panneaux.;énergie;2021;35000 Rennes"], definition=other)
    pair = [Record.objects.get(external_id=key) for key in ("nu", "z")]
    settle(*pair, same=True, by="ana")
    assert Sheet.objects.get(pk=sheet("nu").pk).themes == ["ENE"]
    assert "AGR" not in codes()
