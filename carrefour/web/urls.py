"""Addresses of the pages, in the language of the visitor."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.web.views import about, home, organisations, results, sheet, suggestions

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path(_("projets/"), results.as_list, name="results"),
    path(_("projets/carte/"), results.as_map, name="map"),
    path(_("projets/carte.json"), results.clusters, name="clusters"),
    path(_("projets/apercu.json"), results.previews, name="previews"),
    path(_("projets/voisins/"), results.alike, name="alike"),
    path("suggestions.json", suggestions.suggestions, name="suggestions"),
    path(_("territoires.json"), results.territories, name="territories"),
    path(_("fiches/<slug:slug>-<str:id_>/"), sheet.sheet, name="sheet"),
    path(_("partager/<str:id_>/mastodon/"), sheet.mastodon, name="mastodon"),
    path("organisations/", organisations.directory, name="organisations"),
    path("organisations/<slug:slug>/", organisations.organisation, name="organisation"),
    path("sources/<slug:slug>/", organisations.source, name="source"),
    path(_("a-propos/"), about.page, {"name": "about"}, name="about"),
    path(_("donnees/"), about.page, {"name": "data"}, name="data"),
    path(_("accessibilite/"), about.page, {"name": "accessibility"}, name="accessibility"),
    path(_("mentions-legales/"), about.page, {"name": "legal"}, name="legal"),
]
