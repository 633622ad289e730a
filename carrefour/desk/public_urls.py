"""What the desk shows to those who have no account."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.desk.views import leaving

app_name = "watch"
urlpatterns = [path(_("alertes/<str:token>/"), leaving.leave, name="leave")]
