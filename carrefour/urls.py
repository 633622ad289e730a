"""Addresses: pages in French at the root and in English under /en/, the API under /api/v1."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("carrefour.api.urls")),
    *i18n_patterns(path("", include("carrefour.web.urls")), prefix_default_language=False),
]
