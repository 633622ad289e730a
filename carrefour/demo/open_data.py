"""What three of the partners give to programs: a JSON API, a CSV table and a GeoJSON map.

Each has habits of its own, and the mistakes that such files have in life.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from carrefour.catalogue.draft import Status
from carrefour.catalogue.taxonomy import taxonomy
from carrefour.demo.partners import NOTE, sheet_path, words_of
from carrefour.demo.pictures import picture_of
from carrefour.demo.projects import Place, Project, of_partner
from carrefour.demo.wording import euros, month

PER_PAGE = 10
_STATES = {Status.PLANNED: "a_venir", Status.RUNNING: "en_cours", Status.ENDED: "termine"}
_COLUMNS = (
    "Réf.;Intitulé;Résumé;Descriptif;Thématiques;Public visé;Démarrage;Achèvement;Coût (€);"
    "Structure;Avec;Adresse;Lat.;Long.;Photo;Crédit photo;Fiche en ligne"
).split(";")


def as_json(value: Any) -> bytes:
    """``value`` as UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False).encode()


def api_page(number: int, base: str) -> dict[str, Any]:
    """A page of the foundation's API, with the address of the next."""
    mine = of_partner("api")
    more = number * PER_PAGE < len(mine)
    return {
        "mention": NOTE,
        "total": len(mine),
        "page": number,
        "suivante": f"{base}/api/projets?page={number + 1}" if more else None,
        "projets": [
            _api_project(project, base)
            for project in mine[(number - 1) * PER_PAGE : number * PER_PAGE]
        ],
    }


def _api_project(project: Project, base: str) -> dict[str, Any]:
    methods = taxonomy().codes_of("methods") - taxonomy().codes_of("domains")
    said = list(zip(project.codes, words_of(project), strict=True))
    picture = picture_of(project)
    # The jury's favourites bear a label that no table of tags knows.
    favourite = ["Coup de cœur du jury"] if project.number % 14 == 0 else []
    return {
        "identifiant": f"p-{project.number:04}",
        "nom": project.title,
        "accroche": project.summary,
        "presentation": {
            "html": "".join(f"<p>{paragraph}</p>" for paragraph in project.paragraphs),
            "langue": "fr",
        },
        "porteur": {"nom": project.holder, "type": "association"},
        "partenaires": [{"nom": name} for name in project.partners],
        "thematiques": [{"libelle": word} for code, word in said if code not in methods],
        "demarches": [word for code, word in said if code in methods] + favourite,
        "publics": list(project.publics),
        "calendrier": {"debut": project.start, "fin": project.end or None},
        "etat": _STATES[project.status],
        "financement": project.budget,
        "lieux": [_api_place(place) for place in project.places],
        "visuel": picture
        and {"url": f"{base}{picture.path}", "alt": picture.alt, "credit": picture.credit},
        "lien": f"{base}{sheet_path(project)}",
    }


def _api_place(place: Place) -> dict[str, Any]:
    match place.kind:
        case "commune":
            return {
                "ville": place.name,
                "cp": place.postcode,
                "position": [place.lon, place.lat],
            }
        case "departement":
            return {"departement": place.name}
        case "region":
            return {"region": place.name}
    return {"pays": place.name}


def csv_table(base: str) -> bytes:
    """The agency's table: Windows-1252, semicolons, decimal commas, a last row without a title."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(_COLUMNS)
    for project in of_partner("csv"):
        table.writerow(_csv_row(project, base))
    table.writerow(["T999", "", "Fiche à compléter", *[""] * (len(_COLUMNS) - 3)])
    # Windows-1252 knows no narrow space.
    return out.getvalue().replace("\u202f", "\u00a0").encode("cp1252")


def _csv_row(project: Project, base: str) -> list[str]:
    first, picture = project.places[0], picture_of(project)
    alone = len(project.places) == 1 and first.kind == "commune"
    cost = euros(project.budget)
    if project.budget and project.number % 29 == 0:
        cost = f"de {euros(project.budget)} à {euros(project.budget * 2)}"
    return [
        f"T{project.number:03}",
        project.title,
        project.summary,
        "\n".join(project.paragraphs),
        " / ".join(word.upper() for word in words_of(project)),
        " et ".join(project.publics),
        month(project.start),
        month(project.end) if project.end else "",
        cost,
        project.holder,
        " ; ".join(project.partners),
        first.line.upper() if alone else _written(project),
        f"{first.lat:.4f}".replace(".", ",") if alone else "",
        f"{first.lon:.4f}".replace(".", ",") if alone else "",
        f"{base}{picture.path}" if picture else "",
        picture.credit if picture else "",
        f"{base}{sheet_path(project)}",
    ]


def _written(project: Project) -> str:
    """Several communes, or a département known alone, in one cell."""
    lines = [
        f"Département : {place.name}" if place.kind == "departement" else place.line
        for place in project.places
    ]
    return " ; ".join(lines)


def geojson_map(base: str) -> dict[str, Any]:
    """The map: points, sets of points, a feature without any; the last lies on Null Island."""
    features = [_feature(project, base) for project in of_partner("geojson")]
    features[-1]["geometry"] = {"type": "Point", "coordinates": [0.0, 0.0]}
    return {"type": "FeatureCollection", "name": NOTE, "features": features}


def _feature(project: Project, base: str) -> dict[str, Any]:
    first, *others = project.places
    points = [[place.lon, place.lat] for place in project.places]
    picture = picture_of(project)
    year, number = project.start.split("-")
    properties: dict[str, Any] = {
        "titre": project.title,
        "en_bref": project.summary,
        "texte": "\n\n".join(project.paragraphs),
        "categories": ", ".join(words_of(project)),
        "publics": ", ".join(project.publics),
        "porte_par": project.holder,
        "avec": list(project.partners),
        "depuis": f"{number}/{year}",
        "page": f"{base}{sheet_path(project)}",
        "commune": first.name,
        "code_insee": first.insee,
    }
    if others:
        properties["aussi_a"] = " ; ".join(place.line for place in others)
    if project.end:
        year, number = project.end.split("-")
        properties["jusqu_a"] = f"{number}/{year}"
    if project.budget and project.budget >= 100_000:
        properties["budget"] = f"{project.budget / 1000:g} k€".replace(".", ",")
    if picture:
        properties |= {"image": f"{base}{picture.path}", "credit": picture.credit}
    return {
        "type": "Feature",
        "id": f"geo{project.number}",
        "geometry": {
            "type": "MultiPoint" if others else "Point",
            "coordinates": points if others else points[0],
        },
        "properties": properties,
    }
