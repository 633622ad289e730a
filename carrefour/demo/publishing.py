"""What each partner publishes, in its own words, fields and habits."""

from __future__ import annotations

import csv
import io
import json
from html import escape
from typing import Any

from carrefour.demo.projects import PARTNERS, Project, of_partner

MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
).split()
PER_PAGE = 10
NAMES = {
    "html": "Réseau des Ateliers (exemple)",
    "rss": "La Gazette des initiatives (exemple)",
    "api": "Fondation Exemple Solidaire (exemple)",
    "csv": "Agence des territoires d’exemple (exemple)",
    "geojson": "Carte des transitions (exemple)",
}
NOTE = "Données d’exemple : projets imaginaires"


def api_page(number: int, base: str) -> dict[str, Any]:
    """A page of the JSON API, with the address of the next."""
    mine = of_partner("api")
    pages = -(-len(mine) // PER_PAGE)
    shown = mine[(number - 1) * PER_PAGE : number * PER_PAGE]
    return {
        "mention": NOTE,
        "total": len(mine),
        "page": number,
        "suivante": f"{base}/api/projets?page={number + 1}" if number < pages else None,
        "projets": [
            {
                "identifiant": f"p-{project.number:04}",
                "nom": project.title,
                "accroche": project.summary,
                "presentation": {"html": f"<p>{project.text}</p>", "langue": "fr"},
                "porteur": {"nom": project.holder, "type": "association"},
                "thematiques": [{"libelle": project.theme.capitalize()}],
                "publics": [project.public],
                "calendrier": {"debut": f"{project.year}-{project.month:02}"},
                "etat": "termine" if project.ended else "en_cours",
                "financement": project.budget,
                "lieux": [
                    {
                        "ville": project.town["name"],
                        "cp": project.town["postcode"],
                        "position": [float(project.town["lon"]), float(project.town["lat"])],
                    }
                ],
                "lien": f"{base}/html/projets/{project.number}",
            }
            for project in shown
        ],
    }


def csv_table() -> bytes:
    """A Windows-1252 CSV with semicolons, decimal commas, and a last record without a title."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow(
        "Réf.;Intitulé;Résumé;Descriptif;Thématique;Public visé;Démarrage;Coût (€);Structure;"
        "Adresse;Lat.;Long.".split(";")
    )
    for project in of_partner("csv"):
        town = project.town
        # One project in seven is known by its département alone.
        where = f"{town['postcode']} {town['name'].upper()}"
        known = project.number % 7 != 0
        table.writerow(
            [
                f"T{project.number:03}",
                project.title,
                project.summary,
                project.text,
                project.theme.upper(),
                project.public,
                f"{MONTHS[project.month - 1]} {project.year}",
                f"{project.budget:,} €".replace(",", " "),
                project.holder,
                where if known else town["departement"],
                town["lat"].replace(".", ",") if known else "",
                town["lon"].replace(".", ",") if known else "",
            ]
        )
    table.writerow(["T999", "", "Fiche à compléter", "", "", "", "", "", "", "", "", ""])
    return out.getvalue().encode("cp1252", "replace")


def geojson_map() -> dict[str, Any]:
    """A feature collection; its last feature lies on Null Island."""
    features = [
        {
            "type": "Feature",
            "id": f"geo{project.number}",
            "geometry": {
                "type": "Point",
                "coordinates": [float(project.town["lon"]), float(project.town["lat"])],
            },
            "properties": {
                "titre": project.title,
                "texte": f"{project.summary}\n\n{project.text}",
                "categories": f"{project.theme}, {project.public}",
                "depuis": f"01/{project.month:02}/{project.year}",
                "commune": project.town["name"],
                "code_insee": project.town["insee"],
            },
        }
        for project in of_partner("geojson")
    ]
    features[-1]["geometry"] = {"type": "Point", "coordinates": [0.0, 0.0]}
    return {"type": "FeatureCollection", "name": NOTE, "features": features}


def rss_feed(base: str) -> str:
    """An RSS 2.0 feed with the whole text of each item."""
    items = "".join(
        f"<item><title>{escape(p.title)}</title><link>{base}/rss/{p.number}</link>"
        f"<guid isPermaLink='false'>gazette-{p.number}</guid><category>{escape(p.theme)}</category>"
        f"<pubDate>Mon, 01 Jan {p.year} 08:00:00 +0100</pubDate>"
        f"<description>{escape(p.summary)}</description>"
        f"<content:encoded><![CDATA[<p>{escape(p.text)}</p><p>À {escape(p.town['name'])} "
        f"({p.town['postcode']}).</p>]]></content:encoded></item>"
        for p in of_partner("rss")
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{escape(NAMES['rss'])}</title><link>{base}/rss/</link>"
        f"<description>{NOTE}</description>{items}</channel></rss>"
    )


def html_list(number: int) -> str:
    """A page of the HTML site's list, with a link to the next."""
    mine = of_partner("html")
    shown = mine[(number - 1) * PER_PAGE : number * PER_PAGE]
    rows = "".join(
        f'<li class="fiche"><a href="/html/projets/{p.number}">{escape(p.title)}</a>'
        f"<p>{escape(p.summary)}</p></li>"
        for p in shown
    )
    more = number * PER_PAGE < len(mine)
    link = f'<a rel="next" href="/html/?page={number + 1}">Page suivante</a>' if more else ""
    return page(NAMES["html"], f"<ul>{rows}</ul>{link}")


def html_sheet(project: Project) -> str:
    """The page of one project."""
    return page(
        project.title,
        f'<p class="chapo">{escape(project.summary)}</p><div class="texte"><p>'
        f"{escape(project.text)}</p></div><dl><dt>Porteur</dt><dd>{escape(project.holder)}</dd>"
        f'<dt>Lieu</dt><dd class="lieu">{project.town["postcode"]} {escape(project.town["name"])}'
        f'</dd><dt>Thème</dt><dd class="theme">{escape(project.theme)}</dd>'
        f"<dt>Depuis</dt><dd>{MONTHS[project.month - 1]} {project.year}</dd></dl>",
    )


def index() -> str:
    """The page that names the five partners."""
    paths = ("/html/", "/rss/feed.xml", "/api/projets", "/csv/projets.csv", "/geojson/carte.json")
    links = "".join(
        f'<li><a href="{path}">{escape(NAMES[partner])}</a></li>'
        for partner, path in zip(PARTNERS, paths, strict=True)
    )
    return page("Partenaires d’exemple", f"<ul>{links}</ul>")


def page(title: str, body: str) -> str:
    """A plain page that says that all of it is an example."""
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>{escape(title)}'
        f"</title></head><body><p><strong>{NOTE}.</strong></p><h1>{escape(title)}</h1>{body}"
        "</body></html>"
    )


def as_json(value: Any) -> bytes:
    """``value`` as UTF-8 JSON."""
    return json.dumps(value, ensure_ascii=False).encode()
