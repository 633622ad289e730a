"""A record as a draft."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrefour.catalogue.draft import Contact, Draft, Image, Status
from carrefour.structure import Structurer, Unusable
from tests.structure.conftest import Drafting, ThreePlaces, defined

WHOLE = {
    "title": "nom",
    "summary": "resume",
    "description": {"path": ["texte", "detail"], "all": True},
    "images": "images",
    "url": "site",
    "source_url": "page",
    "holder": "porteur",
    "partners": {"path": "partenaires", "split": ";"},
    "tags": {"path": "tags", "split": ","},
    "start_date": "debut",
    "end_date": "fin",
    "status": {"path": "etat", "map": {"FIN": "ended"}},
    "budget": "budget",
    "language": "langue",
    "licence": "licence",
    "contact_name": "contact",
    "contact_email": "courriel",
    "contact_phone": "tel",
}
PLACE = {
    "text": "lieu", "address": "rue", "postcode": "cp", "commune": "ville", "insee": "insee",
    "departement": "dep", "country": "pays", "lat": "lat", "lon": "lon",
}  # fmt: skip


def test_a_record_is_told_in_our_model(draft: Drafting) -> None:
    made = draft(
        {
            "nom": "Jardin partagé",
            "texte": "Un jardin ouvert à tous.",
            "site": "www.jardin.fr",
            "porteur": "Les Jardiniers",
            "partenaires": "Ville; Ville;Région",
            "tags": "Nature, nature,Jardinage",
            "debut": "mars 2021",
            "etat": "FIN",
            "budget": "12 k€",
            "images": ["https://a.fr/1.jpg", "https://a.fr/1.jpg", "ftp://a.fr/2.jpg"],
        },
        fields=WHOLE,
        tags={"nature": "BIO"},
        codes=["HAN"],
    )
    assert made == Draft(
        title="Jardin partagé",
        summary="Un jardin ouvert à tous.",
        description="<p>Un jardin ouvert à tous.</p>",
        images=[Image("https://a.fr/1.jpg")],
        url="https://www.jardin.fr",
        holder="Les Jardiniers",
        partners=["Ville", "Région"],
        themes=["BIO", "HAN"],
        publics=["HAN"],
        tags=["Nature", "Jardinage"],
        unmapped_tags=["Jardinage"],
        start_date="2021-03",
        status=Status.ENDED,
        budget=12_000,
        licence="ODbL-1.0",
    )


@pytest.mark.parametrize("title", ["", "NON REGISTRÉ", "—", None, "null", "1", "<p> </p>"])
def test_a_record_without_a_title_is_unusable_and_says_so(draft: Drafting, title: Any) -> None:
    with pytest.raises(Unusable, match="has no title"):
        draft({"nom": title})


def test_contacts_are_kept_only_where_the_source_may_publish_them(draft: Drafting) -> None:
    record = {"nom": "Jardin", "texte": "Écrire à a@b.fr", "contact": "Zoé", "courriel": "a@b.fr"}
    private = draft(record, fields=WHOLE)
    assert private.contact is None
    assert "a@b.fr" not in private.description + private.summary
    public = draft(record, fields=WHOLE, contacts_public=True)
    assert public.contact == Contact(name="Zoé", email="a@b.fr")
    assert "a@b.fr" in public.description


def test_contacts_leave_no_trace_in_any_text(draft: Drafting) -> None:
    record = dict.fromkeys(("nom", "resume", "texte"), "Zoé, 06 12 34 56 78, zoe@exemple.fr")
    record |= {"porteur": "Zoé zoe@exemple.fr", "tags": "zoe@exemple.fr", "debut": "0612345678"}
    assert "zoe@" not in str(draft(record, fields=WHOLE))
    assert "12345678" not in str(draft(record, fields=WHOLE)).replace(" ", "")


def test_what_cannot_be_read_is_left_out_and_told(draft: Drafting) -> None:
    record = {"nom": "Jardin", "debut": "bientôt", "budget": "?!x", "etat": "mystère"}
    made = draft({**record, "site": "page facebook"}, fields=WHOLE)
    assert (made.start_date, made.budget, made.status, made.url) == ("", None, None, "")
    assert len(made.warnings) == 4


def test_an_end_before_the_start_is_left_out(draft: Drafting) -> None:
    made = draft({"nom": "Jardin", "debut": "2021-03", "fin": "2020"}, fields=WHOLE)
    assert (made.start_date, made.end_date) == ("2021-03", "")
    assert made.warnings == ["ends before it starts: the end is left out"]


def test_an_end_of_the_same_coarse_year_is_kept(draft: Drafting) -> None:
    made = draft({"nom": "Jardin", "debut": "2021-03", "fin": "2021"}, fields=WHOLE)
    assert made.end_date == "2021"


def test_a_summary_that_repeats_the_title_is_dropped(draft: Drafting) -> None:
    made = draft({"nom": "Jardin", "resume": "JARDIN", "texte": "Ouvert à tous."}, fields=WHOLE)
    assert made.summary == "Ouvert à tous."


def test_several_texts_become_paragraphs_each_once(draft: Drafting) -> None:
    made = draft({"nom": "Jardin", "texte": "Un.", "detail": "Deux."}, fields=WHOLE)
    assert made.description == "<p>Un.</p><p>Deux.</p>"
    same = draft({"nom": "Jardin", "texte": "Un.", "detail": "Un."}, fields=WHOLE)
    assert same.description == "<p>Un.</p>"


def test_a_split_description_is_a_list(draft: Drafting) -> None:
    rule = {"description": {"path": "services", "split": ";"}}
    made = draft({"nom": "Jardin", "services": "semer;planter"}, fields=rule)
    assert made.description == "<ul><li>semer</li><li>planter</li></ul>"


def test_a_record_may_name_its_own_language_and_licence(draft: Drafting) -> None:
    made = draft({"nom": "Garden", "langue": "English", "licence": "CC BY 4.0"}, fields=WHOLE)
    assert (made.language, made.licence) == ("en", "CC-BY-4.0")


def test_a_generic_name_is_told_apart_by_its_commune(draft: Drafting) -> None:
    assert draft({"nom": "MAIRIE", "ville": "REZÉ"}, places=[PLACE]).title == "Mairie – Rezé"


def test_places_are_asked_for_with_mended_codes(draft: Drafting, geocoder: ThreePlaces) -> None:
    record = {"nom": "J", "ville": "Nantes", "cp": 1000, "insee": "1004", "rue": "NR"}
    draft({**record, "nom": "Jardin"}, places=[PLACE])
    assert geocoder.asked[0].postcode == "01000"
    assert geocoder.asked[0].insee == "01004"
    assert geocoder.asked[0].address == ""


def test_one_coordinate_alone_is_none(draft: Drafting, geocoder: ThreePlaces) -> None:
    draft({"nom": "Jardin", "ville": "Nantes", "lat": "47,2", "lon": ""}, places=[PLACE])
    assert (geocoder.asked[0].lat, geocoder.asked[0].lon) == (None, None)


def test_nouvelle_caledonie_is_a_country_and_not_a_filler(
    draft: Drafting, geocoder: ThreePlaces
) -> None:
    draft({"nom": "Jardin", "ville": "Nouméa", "pays": "NC"}, places=[PLACE])
    assert geocoder.asked[0].country == "NC"


def test_each_item_of_a_list_is_a_place(draft: Drafting) -> None:
    rules = [{"each": "lieux", "commune": "ville"}]
    made = draft({"nom": "Jardin", "lieux": [{"ville": "Nantes"}, {"ville": "Rezé"}]}, places=rules)
    assert [place.commune for place in made.places] == ["44109", "44143"]


def test_a_place_that_holds_a_finer_one_is_left_out(draft: Drafting) -> None:
    rules = [{"departement": "dep"}, {"commune": "ville"}]
    made = draft({"nom": "Jardin", "dep": "44", "ville": "Nantes"}, places=rules)
    assert [place.label for place in made.places] == ["Nantes"]


def test_a_place_told_twice_is_one_place(draft: Drafting) -> None:
    rules = [{"commune": "ville"}, {"text": "lieu"}]
    made = draft({"nom": "Jardin", "lieu": "Nantes", "ville": "Nantes"}, places=rules)
    assert len(made.places) == 1


def test_a_place_that_is_not_found_is_told(draft: Drafting) -> None:
    made = draft({"nom": "Jardin", "ville": "Ailleurs"}, places=[PLACE])
    assert made.places == []
    assert made.warnings == ["place: no territory is known as 'Ailleurs'"]


def test_a_record_that_gives_no_place_warns_of_none(draft: Drafting) -> None:
    assert draft({"nom": "Jardin"}, places=[PLACE]).warnings == []


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = sorted(
    {"nom", "resume", "texte", "detail", "images", "site", "page", "porteur", "partenaires"}
    | {"tags", "debut", "fin", "etat", "budget", "langue", "licence", "contact", "courriel"}
    | set(PLACE.values())
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS, ODD)))
def test_odd_records_are_told_or_unusable_and_raise_nothing_else(record: dict[str, Any]) -> None:
    structurer = Structurer(defined(fields=WHOLE, places=[PLACE]), ThreePlaces())
    try:
        made = structurer.draft(record)
    except Unusable:
        return
    assert made.title
    assert "<script" not in made.description
    str(made).encode()
