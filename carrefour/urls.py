"""Addresses: pages in French at the root and in English under /en/, the API under /api/v1."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.utils.translation import gettext_lazy as _

from carrefour.community.views.provider import provider_return
from carrefour.web.views.disclosure import security_txt
from carrefour.web.views.pictures import logo, picture

urlpatterns = [
    path("api/v1/", include("carrefour.api.urls")),
    re_path(r"^images/([0-9a-f]{40})-(480|1200)\.webp$", picture, name="picture"),
    re_path(r"^logos/([0-9a-f]{40})\.webp$", logo, name="logo"),
    path("", include("carrefour.desk.machine_urls")),
    path("", include("carrefour.opendata.machine_urls")),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("oidc/retour/", provider_return, name="provider-return"),
    *i18n_patterns(
        path("", include("carrefour.web.urls")),
        path(_("compte/"), include("carrefour.community.urls")),
        path("", include("carrefour.community.public_urls")),
        path("", include("carrefour.community.contact_urls")),
        path("", include("carrefour.community.collective_urls")),
        path("", include("carrefour.contribution.urls")),
        path("", include("carrefour.exchange.urls")),
        path("", include("carrefour.collection.urls")),
        path("", include("carrefour.editorial.urls")),
        path("", include("carrefour.api.people_urls")),
        path("", include("carrefour.opendata.urls")),
        path(_("pilotage/"), include("carrefour.desk.urls")),
        path("", include("carrefour.desk.public_urls")),
        path(_("compte/sources/"), include("carrefour.desk.own_urls")),
        path(_("atelier/"), include("carrefour.workshop.urls")),
        prefix_default_language=False,
    ),
]

handler500 = "carrefour.web.faults.failed"
