"""Addresses of the pages about the API, for people."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.api.views import keys, trying

app_name = "programs"
urlpatterns = [
    path("api/", trying.trying, name="trying"),
    path(_("api/essayer/<slug:name>/"), trying.tried, name="tried"),
    path(_("compte/cles/"), keys.keys, name="keys"),
    path(_("compte/cles/nouvelle/"), keys.new, name="key-new"),
    path(_("compte/cles/<int:pk>/revoquer/"), keys.remove, name="key-remove"),
]
