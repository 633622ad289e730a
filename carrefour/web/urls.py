"""Addresses of the pages, in the language of the visitor."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.web.views import (
    about,
    areas,
    embed,
    exports,
    feed,
    figures,
    home,
    map_answers,
    organisations,
    outlines,
    paper,
    places,
    results,
    selection,
    sheet,
    table,
)

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path(_("projets/"), results.as_list, name="results"),
    path(_("projets/carte/"), results.as_map, name="map"),
    path(_("projets/tableau/"), table.as_table, name="table"),
    path(_("projets/chiffres/"), figures.as_figures, name="figures"),
    path(_("projets/chiffres/<slug:name>.<slug:kind>"), figures.chart_file, name="chart"),
    path(_("projets/export.<slug:kind>"), exports.export, name="export"),
    path(_("selection/"), selection.as_list, name="selection"),
    path(_("selection/tableau/"), selection.as_table, name="selection-table"),
    path(_("selection/selection.pdf"), paper.selected, name="selection-pdf"),
    path(_("selection/export.<slug:kind>"), selection.export, name="selection-export"),
    path(_("projets/carte.json"), map_answers.clusters, name="clusters"),
    path(_("projets/apercu.json"), map_answers.previews, name="previews"),
    path(_("projets/flux.atom"), feed.feed, name="feed"),
    path(_("territoires.json"), places.territories, name="territories"),
    path(_("fiches/<slug:slug>-<str:id_>/"), sheet.sheet, name="sheet"),
    path(_("fiches/<slug:slug>-<str:id_>.pdf"), paper.sheet, name="sheet-pdf"),
    path("organisations/", organisations.directory, name="organisations"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("sources/<slug:slug>/", organisations.source, name="source"),
    path(_("a-propos/"), about.page, {"name": "about"}, name="about"),
    path(_("donnees/"), about.page, {"name": "data"}, name="data"),
    path(_("accessibilite/"), about.page, {"name": "accessibility"}, name="accessibility"),
    path(_("mentions-legales/"), about.page, {"name": "legal"}, name="legal"),
    path(_("projets/carte/territoires/"), areas.by_area, name="areas"),
    path(_("territoires/contour.json"), outlines.outline, name="outline"),
    path(_("territoires/contours.json"), outlines.level, name="outlines"),
    path(_("integrer/"), embed.builder, name="embed-builder"),
    path(_("integrer/projets/"), embed.search, name="embed"),
    path(_("integrer/fiche/<str:id_>/"), embed.sheet, name="embed-sheet"),
]
