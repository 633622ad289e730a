"""Addresses of the pages, in the language of the visitor."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.web.views import (
    alike,
    areas,
    comparing,
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
    suggestions,
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
    path(_("projets/comparer/"), comparing.comparison, name="comparison"),
    path(_("projets/export.<slug:kind>"), exports.export, name="export"),
    path(_("selection/"), selection.as_list, name="selection"),
    path(_("selection/tableau/"), selection.as_table, name="selection-table"),
    path(_("selection/selection.pdf"), paper.selected, name="selection-pdf"),
    path(_("selection/export.<slug:kind>"), selection.export, name="selection-export"),
    path(_("projets/carte.json"), map_answers.clusters, name="clusters"),
    path(_("projets/apercu.json"), map_answers.previews, name="previews"),
    path(_("projets/flux.atom"), feed.feed, name="feed"),
    path(_("projets/voisins/"), alike.alike, name="alike"),
    path("suggestions.json", suggestions.suggestions, name="suggestions"),
    path(_("territoires.json"), places.territories, name="territories"),
    path(_("fiches/<slug:slug>-<str:id_>/"), sheet.sheet, name="sheet"),
    path(_("fiches/<slug:slug>-<str:id_>.pdf"), paper.sheet, name="sheet-pdf"),
    path(_("partager/<str:id_>/mastodon/"), sheet.mastodon, name="mastodon"),
    path("organisations/", organisations.directory, name="organisations"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("sources/<slug:slug>/", organisations.source, name="source"),
    path(_("projets/carte/territoires/"), areas.by_area, name="areas"),
    path(_("territoires/contour.json"), outlines.outline, name="outline"),
    path(_("territoires/contours.json"), outlines.level, name="outlines"),
    path(_("integrer/"), embed.builder, name="embed-builder"),
    path(_("integrer/projets/"), embed.search, name="embed"),
    path(_("integrer/fiche/<str:id_>/"), embed.sheet, name="embed-sheet"),
]
