"""The sources that answer over the network, tried on answers of the shape that they document.

The answers are made up; their shape, keys and values are those that each definition in `sources/`
says where it knows from.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from carrefour.catalogue.definition import SourceDefinition
from carrefour.catalogue.definition_file import load
from carrefour.catalogue.draft import Draft, Status
from carrefour.catalogue.fetching import Pace
from carrefour.harvest.connectors import RawRecord, TheRestStands, read_records
from carrefour.structure import Structurer
from carrefour.territory.geocoder import GazetteerGeocoder
from carrefour.territory.model import Precision
from tests.harvest.conftest import partner as partner  # noqa: PLC0414 - a fixture

SOURCES = Path(__file__).parents[2] / "sources"


@dataclass
class Tried:
    """What the answers of a source gave."""

    definition: SourceDefinition
    raw: list[RawRecord]
    drafts: list[Draft]


@pytest.fixture
def tried(partner, gazetteer):
    """Harvest a source of that name from the partner, and structure what it gives."""

    def run(name: str) -> Tried:
        definition = load(SOURCES / f"{name}.yml")
        address = urlsplit(definition.fetch.url)
        here = f"{partner.url}{address.path}" + (f"?{address.query}" if address.query else "")
        fetch = definition.fetch.model_copy(update={"url": here, "pace": Pace(delay=0)})
        definition = definition.model_copy(update={"fetch": fetch})
        given = list(read_records(definition, partner.origin()))
        raw = [one for one in given if isinstance(one, RawRecord)]
        assert [one for one in given if not isinstance(one, RawRecord | TheRestStands)] == []
        structurer = Structurer(definition, GazetteerGeocoder(gazetteer))
        return Tried(definition, raw, [structurer.draft(one.data) for one in raw])

    return run


def insee(draft: Draft) -> list[str]:
    """The communes of the draft's places."""
    refs = [ref for place in draft.places for ref in place.refs()]
    return [ref.removeprefix("commune:") for ref in refs if ref.startswith("commune:")]


ELEMENT = {
    "id": "CqS",
    "name": "L’épicerie de Sauzé",
    "geo": {"latitude": 46.13373, "longitude": 0.10912},
    "sourceKey": "Près De Chez Nous",
    "address": {
        "streetNumber": "6",
        "streetAddress": "rue de la Chevalonnerie",
        "addressLocality": "Sauzé-Vaussais",
        "postalCode": "79190",
        "addressCountry": "FR",
    },
    "createdAt": "2019-03-01T00:00:00+01:00",
    "updatedAt": "2023-05-02T10:00:00+02:00",
    "status": 7,
    "categories": ["Agriculture et alimentation", "Economie Sociale et Solidaire", "CC-By-SA"],
    "abstract": "Un magasin libre-service de produits bio.",
    "description": "Fruits et légumes, rayon frais et pain, tenus par ses clients.",
    "description_courte": "Un atelier ouvert.",
    "website": "https://exemple.org/",
    "site_web": "https://exemple.org/",
    "showUrl": "https://presdecheznous.fr/annuaire#/fiche/-/CqS",
    "images": ["https://exemple.org/a.jpg"],
    "email": "private",
    "telephone": "0102030405",
}
MAP = {"licence": "https://opendatacommons.org/licenses/odbl/summary/", "ontology": "gogofull"}


@pytest.mark.parametrize(
    ("name", "path", "themes"),
    [
        ("transiscope", "/api/elements.json", ["AGR", "COH", "ECO"]),
        ("pres-de-chez-nous", "/api/elements.json", ["AGR", "COH", "ECO"]),
        ("makery-labs", "/api/elements.json?bounds=-5.2%2C41.3%2C9.6%2C51.2", ["COO", "NUM"]),
    ],
)
def test_maps_of_alternatives(partner, tried, name, path, themes) -> None:
    partner.answers[path] = json.dumps({**MAP, "data": [ELEMENT]})
    given = tried(name)
    (draft,) = given.drafts
    assert draft.title == "L’épicerie de Sauzé"
    assert draft.summary
    assert "tenus par ses clients" in draft.description
    assert draft.url == "https://exemple.org/"
    assert draft.source_url.endswith("#/fiche/-/CqS")
    assert [image.url for image in draft.images] == ["https://exemple.org/a.jpg"]
    assert sorted({*draft.themes, *draft.methods}) == themes
    assert (insee(draft), draft.places[0].precision) == (["79307"], Precision.ADDRESS)
    assert not {"email", "telephone"} & set(given.raw[0].data)


def dataset(partner, path: str, id_: str, title: str, file: str) -> None:
    """Answer as data.gouv.fr for a dataset with that file among others."""
    other = {"id": "x", "title": "Notice", "format": "pdf", "url": f"{partner.url}/notice.pdf"}
    ours = {"id": id_, "title": title, "format": "csv", "url": f"{partner.url}{file}"}
    partner.answers[path] = json.dumps({"title": "x", "resources": [other, ours]})


def test_third_places(partner, tried) -> None:
    name = "bdftl-2026-01-fiche-identite.csv"
    path = "/api/1/datasets/recensement-des-tiers-lieux-en-france-2026/"
    dataset(partner, path, "f1", "Fiche identité", f"/resources/20260902-111854/{name}")
    columns = (
        "ID_UNIQUE;NOM;ADRESSE;CODPOST;VILLE;DEPARTEMENT_TL;REGION_TL;LATITUDE;LONGITUDE;INTERNET;"
        "EMAIL;TELEPHONE;DESCRI_COU;DATE_OUV;NOM_STRC_GEST;TYPE_STRUCTURE_GEST;familles_tiers_lieux"
    )
    row = (
        "TL1;Au café couture;7 Rue Alsace Lorraine 76000 Rouen;76000;Rouen;Seine-Maritime;"
        "Normandie;49,438538;1,099506;cafecouture.example;a@b.example;+33900000000;"
        "Un café où l’on coud.;2019;Les Fils;Association;"
        "Ateliers artisanaux partagés, Tiers-lieu nourricier"
    )
    partner.answers[f"/resources/20260902-111854/{name}"] = f"\ufeff{columns}\n{row}\n"
    given = tried("tiers-lieux")
    (draft,) = given.drafts
    assert (draft.title, draft.holder, draft.start_date) == ("Au café couture", "Les Fils", "2019")
    assert draft.tags == ["Ateliers artisanaux partagés", "Tiers-lieu nourricier"]
    assert {"AGR", "ECO"} <= set(draft.themes)
    assert insee(draft) == ["76540"]
    assert draft.places[0].lat == pytest.approx(49.438538)
    assert not {"EMAIL", "TELEPHONE"} & set(given.raw[0].data)


def test_structures_of_insertion(partner, tried) -> None:
    path = "/api/1/datasets/6233723c2c1e4a54af2f6b2d/"
    id_ = "4fc64287-e869-4550-8fb9-b1e0b7809ffa"
    dataset(partner, path, id_, "structures-inclusion-2026-07-06.json", "/structures.json")
    structure = {
        "id": "dora--1",
        "source": "dora",
        "nom": "Mission locale de Rezé",
        "description": "Elle accompagne les jeunes de 16 à 25 ans vers l’emploi et l’autonomie.",
        "date_maj": "2025-02-14",
        "siret": "13003013300016",
        "commune": "Rezé",
        "code_postal": "44400",
        "code_insee": "44143",
        "adresse": "10 rue Victor Hugo",
        "longitude": -1.56,
        "latitude": 47.18,
        "telephone": "+33123456789",
        "courriel": "exemple@inclusion.example",
        "site_web": "https://exemple.org/",
        "horaires_accueil": "Mo-Fr 08:30-12:30; PH off",
        "reseaux_porteurs": ["mission-locale"],
    }
    partner.answers["/structures.json"] = json.dumps([structure])
    given = tried("data-inclusion")
    (draft,) = given.drafts
    assert draft.title == "Mission locale de Rezé"
    assert "du lundi au vendredi" in draft.description
    assert {"EMP", "INS"} <= set(draft.themes)
    assert draft.publics == ["JEU"]
    assert insee(draft) == ["44143"]
    assert given.raw[0].external_id == "dora|dora--1"
    assert not {"telephone", "courriel"} & set(given.raw[0].data)


def test_participatory_budget_of_rennes(partner, tried) -> None:
    name = "localisation-et-etat-des-projets-du-budget-participatif"
    row = {
        "numero": 12,
        "libelle": "Un verger à Saint-Martin",
        "description": "Planter des arbres fruitiers que les voisins soignent.",
        "realise": "En travaux",
        "lien_page_projet": "https://fabriquecitoyenne.example/projets/12",
        "photo": {"url": "https://data.example/photo.jpg", "filename": "photo.jpg"},
        "annee_budget": "Budget participatif 4 - 2019",
        "quartier": "4 - Saint-Martin",
        "longitude": -1.68,
        "latitude": 48.127,
    }
    path = f"/api/explore/v2.1/catalog/datasets/{name}/exports/jsonl"
    partner.answers[path] = json.dumps(row) + "\n"
    (draft,) = tried("budget-participatif-rennes").drafts
    assert (draft.title, draft.start_date) == ("Un verger à Saint-Martin", "2019")
    assert draft.status is Status.RUNNING
    assert draft.source_url == "https://fabriquecitoyenne.example/projets/12"
    assert [image.url for image in draft.images] == ["https://data.example/photo.jpg"]
    assert {"PAR"} <= {*draft.themes, *draft.methods}
    assert insee(draft) == ["35238"]
    assert draft.places[0].lat == pytest.approx(48.127)


def test_shared_composters_of_nantes(partner, tried) -> None:
    name = "512042839_composteurs-quartier-nantes-metropole"
    row = {
        "id": "C12",
        "nom": "Square des Maraîchers",
        "categorie": "Quartier",
        "lieu": "Nantes",
        "adresse": "3 rue des Maraîchers",
        "annee": "2017",
        "lien": "https://compost.example/c12",
    }
    path = f"/api/explore/v2.1/catalog/datasets/{name}/exports/jsonl"
    partner.answers[path] = json.dumps(row) + "\n"
    (draft,) = tried("composteurs-nantes").drafts
    assert draft.title == "Composteur partagé Square des Maraîchers"
    assert (draft.start_date, draft.url) == ("2017", "https://compost.example/c12")
    assert insee(draft) == ["44109"]


def test_the_market_of_inclusion_and_its_key(partner, tried, monkeypatch) -> None:
    monkeypatch.setenv("CARREFOUR_KEY_MARCHE_INCLUSION", "un-jeton-secret")
    siae = {
        "id": 123,
        "name": "IDDEE 13",
        "brand": "Élise Méditerranée",
        "slug": "iddee-13-13",
        "siret": "53374499100035",
        "kind": "EI",
        "presta_type": ["PREST"],
        "contact_website": "https://exemple.org",
        "contact_email": "a@b.example",
        "contact_phone": "0400000000",
        "logo_url": "https://exemple.org/logo.png",
        "address": "1 Avenue de la Bauxite",
        "city": "Marseille",
        "post_code": "13015",
        "department": "13",
        "region": "Provence-Alpes-Côte d'Azur",
        "is_active": True,
        "created_at": "2019-12-05T15:37:56.609000+01:00",
    }
    following = f"{partner.url}/api/siae/?limit=100&offset=100&token=un-jeton-secret"
    first = {"count": 2, "next": following, "previous": None, "results": [siae]}
    last = {
        "count": 2,
        "next": None,
        "previous": "x",
        "results": [{**siae, "id": 124, "brand": ""}],
    }
    partner.answers["/api/siae/?token=un-jeton-secret"] = json.dumps(first)
    partner.answers["/api/siae/?limit=100&offset=100&token=un-jeton-secret"] = json.dumps(last)
    given = tried("marche-inclusion")
    first_draft, second_draft = given.drafts
    assert (first_draft.title, second_draft.title) == ("Élise Méditerranée", "IDDEE 13")
    assert first_draft.source_url.endswith("/prestataires/iddee-13-13/")
    assert {"EMP", "INS", "ECO"} <= set(first_draft.themes)
    assert insee(first_draft)[0].startswith("13")
    assert not {"contact_email", "contact_phone"} & set(given.raw[0].data)


def test_shared_housing(partner, tried) -> None:
    entry = {
        "id_fiche": "LeVillage",
        "id_typeannonce": "1",
        "bf_titre": "Le Village vertical de Villeurbanne",
        "bf_descriptif_court": "Quatorze logements coopératifs.",
        "bf_descriptif_long": "<p>Une coopérative d’habitants.</p>",
        "bf_intentions": "Sortir de la spéculation.",
        "bf_ville": "Villeurbanne",
        "listeListeDepartement": "69",
        "listeListeAvancementProjet": "abouti",
        "bf_site_internet": "https://exemple.org",
        "bf_mail": "a@b.example",
        "bf_nom": "Dupont",
        "url": "https://www.basededonnees-habitatparticipatif-oasis.fr/?LeVillage",
    }
    partner.answers["/?api/entries/1"] = json.dumps({"LeVillage": entry})
    given = tried("habitat-participatif")
    (draft,) = given.drafts
    assert draft.title == "Le Village vertical de Villeurbanne"
    assert "coopérative d’habitants" in draft.description
    assert "spéculation" in draft.description
    assert draft.status is Status.RUNNING
    assert draft.source_url.endswith("/?LeVillage")
    assert insee(draft) == ["69266"]
    assert not {"bf_mail", "bf_nom"} & set(given.raw[0].data)


def test_repair_and_reuse(partner, tried) -> None:
    actor = {
        "identifiant": "TYpHaCJKjb",
        "nom": "REPAIR CAFE ELBEUF",
        "nom_commercial": "Repair Café d’Elbeuf",
        "description": "On y répare ensemble.",
        "type_dacteur": "ess",
        "site_web": "https://exemple.org/",
        "telephone": "0200000000",
        "adresse": "14 rue de la République",
        "code_postal": "76500",
        "ville": "Elbeuf",
        "code_commune": "76231",
        "latitude": 49.290368,
        "longitude": 1.001683,
        "horaires_description": "chaque samedi de 9h à 12h",
        "type_de_services": "Atelier d'auto-réparation|Service de réparation",
        "paternite": "Que faire de mes objets et déchets | ADEME | CRAR Normandie",
    }
    path = "/data-fair/api/v1/datasets/wvw1zecq4f4gyvonve5j0hr7/lines"
    following = f"{partner.url}{path}?size=1000&after=1"
    partner.answers[f"{path}?size=1000&qs=type_dacteur%3A%22ess%22"] = json.dumps(
        {"total": 1, "next": following, "results": [actor]}
    )
    partner.answers[f"{path}?size=1000&after=1"] = json.dumps({"total": 1, "results": []})
    given = tried("reemploi-solidaire")
    (draft,) = given.drafts
    assert draft.title == "Repair Café d’Elbeuf"
    assert "chaque samedi" in draft.description
    assert draft.partners[-1] == "CRAR Normandie"
    assert draft.tags == ["Atelier d'auto-réparation", "Service de réparation"]
    assert {"DEC", "ECO"} <= set(draft.themes)
    assert insee(draft) == ["76231"]
    assert "telephone" not in given.raw[0].data


def test_a_magazine_of_social_innovations(partner, tried) -> None:
    partner.answers["/spip.php?page=backend"] = """<?xml version="1.0" encoding="utf-8"?>
    <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>B</title>
    <item xml:lang="fr"><title>Un repas partagé à Brest</title>
      <link>https://www.bretagne-creative.net/article1.html</link>
      <guid isPermaLink="true">https://www.bretagne-creative.net/article1.html</guid>
      <dc:date>2024-05-01T10:00:00Z</dc:date><dc:format>text/html</dc:format>
      <dc:creator>Jeanne</dc:creator><dc:subject>Solidarité</dc:subject>
      <description>Des voisins cuisinent ensemble.</description></item></channel></rss>"""
    given = tried("bretagne-creative")
    (draft,) = given.drafts
    assert draft.title == "Un repas partagé à Brest"
    assert draft.source_url == "https://www.bretagne-creative.net/article1.html"
    assert draft.themes == ["COH"]
    assert draft.places[0].precision is Precision.REGION
    assert "Jeanne" not in repr(given.raw)


def test_announcements_of_ecovillages(partner, tried) -> None:
    post = {
        "id": 77,
        "link": "https://cooperative-oasis.org/annonces/chantier/",
        "title": {"rendered": "Chantier participatif &#8211; terre-paille"},
        "content": {"rendered": ""},
        "annonce-categorie": [3],
        "acf": {
            "contenu": "Une semaine pour bâtir un four à pain.",
            "nom_du_lieu": "Oasis des Possibles",
            "adresse": "Le Bourg",
            "code_postal": "26400",
            "ville": "Crest",
            "departement": "Drôme",
            "latitude": 44.73,
            "longitude": 5.02,
            "propose_par": "Les Amis du four",
            "lien": "https://exemple.org/four",
            "mail": "a@b.example",
            "telephone": "0600000000",
            "date_debut": "2024/07/23",
            "date_fin": "2024/07/30",
        },
        "_embedded": {"wp:term": [[{"name": "Chantier", "taxonomy": "annonce-categorie"}]]},
    }
    path = (
        "/wp-json/wp/v2/annonces?per_page=100&page=1&orderby=id&order=asc"
        "&_embed=wp%3Aterm%2Cwp%3Afeaturedmedia"
    )
    partner.answers[path] = (200, {"X-WP-TotalPages": "1"}, json.dumps([post]))
    given = tried("cooperative-oasis")
    (draft,) = given.drafts
    assert draft.title == "Chantier participatif – terre-paille"
    assert "four à pain" in draft.description
    assert (draft.start_date, draft.end_date) == ("2024-07-23", "2024-07-30")
    assert (draft.holder, draft.tags) == ("Les Amis du four", ["Chantier"])
    assert insee(draft) == ["26108"]
    assert not {"mail", "telephone"} & set(given.raw[0].data["acf"])


def test_participatory_budget_of_paris(partner, tried) -> None:
    row = {
        "identifiant_projet_gagnant": "BP123",
        "edition": "2019",
        "titre_projet_gagnant": "Des vélos pour tous",
        "thematique": "Mobilités",
        "direction_pilote_projet": "DVD",
        "budget_global_projet_gagnant": 150000,
        "echelle_bp": "Arrondissement",
        "adresse_projet_gagnant": "12 rue de Rivoli",
        "arrondissement_projet_gagnant": 4,
        "avancement_projet": "TRAVAUX",
        "ouverture_projet": "2023-06-01",
    }
    path = "/api/explore/v2.1/catalog/datasets/bp_projets_gagnants/exports/jsonl"
    partner.answers[path] = json.dumps(row)
    (draft,) = tried("budget-participatif-paris").drafts
    assert (draft.title, draft.budget) == ("Des vélos pour tous", 150_000)
    assert (draft.start_date, draft.status) == ("2019", Status.RUNNING)
    assert "MOB" in draft.themes
    assert draft.places
