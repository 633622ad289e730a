"""Open data for programs: the same addresses in every language."""

from django.urls import path

from carrefour.opendata.views import activities, files, harvesting, linked, sitemaps

app_name = "open"
urlpatterns = [
    path("donnees/fichiers/<path:name>", files.file, name="file"),
    path("donnees/catalogue.<slug:kind>", files.catalogue_file, name="catalogue"),
    path("donnees/fiches/<str:id_>.<slug:kind>", linked.sheet, name="sheet"),
    path("donnees/activites", activities.activities, name="activities"),
    path("oai", harvesting.provider, name="oai"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemaps.part, name="sitemap-part"),
    path("robots.txt", sitemaps.robots, name="robots"),
]
