"""Two installations: one harvests the open data of the other, and nothing is lost on the way."""

from __future__ import annotations

import json
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.installation import Installation, wait_for

PROJECTS = [
    {
        "id": 1, "nom": "Le Jardin partagé", "resume": "On y cultive ensemble.",
        "texte": "<p>On y cultive <strong>ensemble</strong>, chaque mercredi.</p>",
        "themes": ["AGR"], "tags": ["jardin", "compost"], "debut": "2020-05", "fin": "2024",
        "etat": "ended", "budget": 12500, "porteur": "Les Jardiniers", "siren": "443061841",
        "partenaires": ["Ville de Nantes", "Bio 44"], "site": "https://jardin.exemple/",
        "page": "https://partenaire.exemple/1", "image": "https://partenaire.exemple/1.jpg",
        "alt": "Des salades", "nom_contact": "Léa", "courriel": "lea@jardin.exemple",
        "adresse": "12 rue des Lilas", "cp": "44000", "ville": "Nantes", "dep": "",
        "lat": 47.2184, "lon": -1.5536,
    },
    {"id": 2, "nom": "Garage solidaire", "texte": "Réparer pour retrouver un emploi.",
     "themes": ["EMP"], "tags": [], "dep": "Finistère", "etat": "running"},
    {"id": 3, "nom": "Soleil citoyen", "texte": "Une centrale sur les toits de l’école.",
     "themes": ["ENE", "EDU"], "tags": ["énergie"], "cp": "97400", "ville": "Saint-Denis"},
]  # fmt: skip
FIELDS = {
    "title": "nom", "summary": "resume", "description": "texte", "codes": "themes", "tags": "tags",
    "start_date": "debut", "end_date": "fin", "status": "etat", "budget": "budget",
    "holder": "porteur", "holder_id": "siren", "partners": "partenaires", "url": "site",
    "source_url": "page", "images": "image", "image_alt": "alt", "contact_name": "nom_contact",
    "contact_email": "courriel",
}  # fmt: skip
PLACES = [{"address": "adresse", "postcode": "cp", "commune": "ville", "departement": "dep",
           "lat": "lat", "lon": "lon"}]  # fmt: skip
# The address of the origin is what an address of ours stands in for when it has none.
SHEET = (
    "title, summary, description, images, url, holder, holder_number, partners, themes, publics, "
    "methods, tags, start_date, end_date, status, budget, language, licence, contact"
)
PLACE = "label, address, postcode, lat, lon, precision, commune, epci, departement, region, country"


@pytest.fixture
def other(tmp_path: Path, empty_database: Installation) -> Iterator[tuple[Installation, str]]:
    """Another Carrefour, with its address."""
    with served(tmp_path / "other", empty_database) as (one, address):
        publish(one, PROJECTS)
        yield one, address


@contextmanager
def served(folder: Path, empty: Installation) -> Iterator[tuple[Installation, str]]:
    """An installation with nothing in it, which answers at an address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder.mkdir()
    address = f"http://127.0.0.1:{port}"
    one = Installation(folder, like=empty, CARREFOUR_SITE_URL=address)
    with one.running("serve", "--port", str(port), "--workers", "1"):
        wait_for(lambda: answers(f"{address}/robots.txt"))
        yield one, address


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - ours
            return bool(answer.status == 200)
    except OSError:
        return False


def publish(one: Installation, projects: list[dict], source: str = "essai") -> None:
    copy = one.sources.parent / "copy.json"
    copy.write_text(json.dumps(projects), "utf-8")
    one.declare(
        source, {}, fields=FIELDS, places=PLACES, licence="ODbL-1.0", attribution="© Essai",
        contacts_public=True, tags={"jardin": ["AGR"], "compost": [], "énergie": ["ENE"]},
        watch={"gone_after": 1},
    )  # fmt: skip
    one.run("harvest", source, "--from", str(copy), "--accept-loss")
    one.run("dump")


def told(one: Installation) -> dict[str, list[tuple]]:
    """Each sheet that is shown with its places, by its title."""
    found = {}
    query = f"select id, {SHEET} from catalogue_sheet where withdrawn_at is null"  # noqa: S608
    for id_, *values in one.rows(query):
        places = f"select {PLACE} from catalogue_place where sheet_id = ? order by position"  # noqa: S608
        found[values[0]] = [tuple(values), *one.rows(places, id_)]
    return found


def test_nothing_is_lost_and_changes_and_deletions_follow(
    installation: Installation, other: tuple[Installation, str]
) -> None:
    there, address = other
    here = installation
    here.env["CARREFOUR_ALLOW_PRIVATE"] = address.removeprefix("http://")
    assert "127-0-0-1-essai: declared" in here.run("federate", address)
    here.run("harvest", "127-0-0-1-essai")
    assert told(here) == told(there)
    assert len(told(here)) == 3
    credit = "select licence, attribution, organisation_id from catalogue_source"
    assert here.rows(credit) == there.rows(credit) == [("ODbL-1.0", "© Essai", "org")]
    ids = dict(here.rows("select title, id from catalogue_sheet"))

    changed = {**PROJECTS[1], "texte": "Réparer, et apprendre un métier."}
    publish(there, [PROJECTS[0], changed])
    here.run("harvest", "127-0-0-1-essai")
    assert told(here) == told(there)
    assert told(here).keys() == {"Le Jardin partagé", "Garage solidaire"}
    assert dict(here.rows("select title, id from catalogue_sheet")) == ids

    again = here.run("harvest", "127-0-0-1-essai")
    assert "0 new, 0 changed" in again
    assert "declared already" in here.run("federate", address)


def test_what_both_harvest_is_one_sheet(
    installation: Installation, other: tuple[Installation, str]
) -> None:
    _, address = other
    here = installation
    here.env["CARREFOUR_ALLOW_PRIVATE"] = address.removeprefix("http://")
    copy = here.sources.parent / "own.json"
    copy.write_text(json.dumps(PROJECTS[:1]), "utf-8")
    here.declare("la-mienne", {}, fields=FIELDS, places=PLACES)
    here.run("harvest", "la-mienne", "--from", str(copy))
    here.run("federate", address)
    here.run("harvest", "127-0-0-1-essai")
    titles = [title for (title,) in here.rows(
        "select title from catalogue_sheet where withdrawn_at is null order by title"
    )]  # fmt: skip
    assert titles == ["Garage solidaire", "Le Jardin partagé", "Soleil citoyen"]


def titles_of(one: Installation) -> list[str]:
    shown = "select title from catalogue_sheet where withdrawn_at is null order by title"
    return [title for (title,) in one.rows(shown)]


def test_two_that_harvest_each_other_never_echo(
    tmp_path: Path, empty_database: Installation
) -> None:
    """Three rounds in which each reads what the other made of what it read."""
    own = [
        {"id": 8, "nom": "La Recyclerie du port", "texte": "Donner une autre vie aux voiles.",
         "themes": ["ENE"], "cp": "29200", "ville": "Brest"},
        PROJECTS[0],  # which both harvest
    ]  # fmt: skip
    first, second = tmp_path / "first", tmp_path / "second"
    with served(first, empty_database) as (a, at_a), served(second, empty_database) as (b, at_b):
        pairs = ((a, at_b, "127-0-0-1-autre"), (b, at_a, "127-0-0-1-essai"))
        for one, address, _ in pairs:
            one.env["CARREFOUR_ALLOW_PRIVATE"] = address.removeprefix("http://")
        publish(a, PROJECTS)
        publish(b, own, "autre")

        for one, address, _ in pairs:
            one.run("federate", address)

        def exchange(rounds: int) -> None:
            for _ in range(rounds):
                for one, _, source in pairs:
                    one.run("harvest", source)
                for one, _, _ in pairs:
                    one.run("dump")

        every = sorted([*(p["nom"] for p in PROJECTS), "La Recyclerie du port"])
        for _ in range(3):
            exchange(1)
            assert titles_of(a) == titles_of(b) == every
        assert "nearer to us already" in a.run("federate", at_b)
        assert sorted(path.stem for path in a.sources.glob("*.yml")) == [
            "127-0-0-1-autre", "essai",
        ]  # fmt: skip
        before = told(a), told(b)
        exchange(1)
        assert (told(a), told(b)) == before

        # What goes where it comes from goes everywhere; what both tell stays as long as one does.
        publish(a, PROJECTS[1:])
        exchange(2)
        assert titles_of(a) == titles_of(b) == every
        publish(b, own[:1], "autre")
        exchange(1)
        every.remove("Le Jardin partagé")
        assert titles_of(a) == titles_of(b) == every


def test_what_is_no_carrefour_is_refused(installation: Installation, partner_of_nothing) -> None:
    assert "no Carrefour" in installation.run("federate", partner_of_nothing, ends=1)
    assert not list(installation.sources.glob("*.yml"))


@pytest.fixture
def partner_of_nothing(installation: Installation, tmp_path: Path) -> Iterator[str]:
    """A server that answers with a data package of something else."""
    import threading
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    folder = tmp_path / "served/donnees/fichiers"
    folder.mkdir(parents=True)
    (folder / "datapackage.json").write_text('{"name": "autre"}')
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "served"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"127.0.0.1:{server.server_port}"
        installation.env["CARREFOUR_ALLOW_PRIVATE"] = host
        yield f"http://{host}"
        server.shutdown()
