"""Addresses of the pages about the API, for people."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.api.views import hooks, keys, trying

app_name = "programs"
urlpatterns = [
    path("api/", trying.trying, name="trying"),
    path(_("api/essayer/<slug:name>/"), trying.tried, name="tried"),
    path(_("compte/cles/"), keys.keys, name="keys"),
    path(_("compte/cles/nouvelle/"), keys.new, name="key-new"),
    path(_("compte/cles/<int:pk>/revoquer/"), keys.remove, name="key-remove"),
    path(_("compte/appels/"), hooks.hooks, name="hooks"),
    path(_("compte/appels/nouveau/"), hooks.new, name="hook-new"),
    path(_("compte/appels/<str:id_>/secret/"), hooks.secret, name="hook-secret"),
    path(_("compte/appels/<str:id_>/reprendre/"), hooks.again, name="hook-again"),
    path(_("compte/appels/<str:id_>/arreter/"), hooks.remove, name="hook-remove"),
]
