"""Addresses of the pages of open data."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.opendata.views import files

app_name = "opendata"
urlpatterns = [
    path(_("donnees/telecharger/"), files.files, name="files"),
]
