"""What the collective shows to everyone, beside its directory: the charter."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.community.views import charter

app_name = "collective"
urlpatterns = [
    path(_("collectif/charte/"), charter.read, name="charter"),
    path(_("collectif/charte/<int:number>/"), charter.read, name="charter-version"),
]
