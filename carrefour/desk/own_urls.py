"""What the desk shows to the people of a source, within their account."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.desk.views import own_sources

app_name = "own"
urlpatterns = [
    path("", own_sources.sources, name="sources"),
    path("<slug:slug>/", own_sources.source, name="source"),
    path(_("<slug:slug>/chiffres.csv"), own_sources.export, name="source-csv"),
]
