"""Addresses: pages in French at the root and in English under /en/, the API under /api/v1."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

urlpatterns = [
    path("api/v1/", include("carrefour.api.urls")),
    path("", include("carrefour.desk.machine_urls")),
    *i18n_patterns(
        path("", include("carrefour.web.urls")),
        path(_("compte/"), include("carrefour.community.urls")),
        path(_("pilotage/"), include("carrefour.desk.urls")),
        path("", include("carrefour.desk.public_urls")),
        path(_("atelier/"), include("carrefour.workshop.urls")),
        prefix_default_language=False,
    ),
]
