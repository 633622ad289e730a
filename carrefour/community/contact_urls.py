"""Writing to those behind a sheet, and reporting what is wrong on it."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.community.views import contacting, reporting

app_name = "contact"
urlpatterns = [
    path(_("ecrire/<slug:id_>/"), contacting.write, name="write"),
    path(_("ecrire/confirmer/<str:token>/"), contacting.confirmed, name="confirm"),
    path(_("ecrire/abus/<str:token>/"), contacting.abuse, name="abuse"),
    path(_("signaler/<slug:id_>/"), reporting.report, name="report"),
]
