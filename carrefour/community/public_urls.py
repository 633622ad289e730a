"""What those without an account may do: follow a search."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.community.views import following

app_name = "follow"
urlpatterns = [
    path(_("suivre/"), following.follow, name="follow"),
    path(_("suivre/confirmer/<str:token>/"), following.confirmed, name="confirm"),
    path(_("suivre/mes-recherches/"), following.ask_for_link, name="link"),
    path(_("suivre/mes-recherches/<str:token>/"), following.manage, name="manage"),
    path(_("suivre/mes-recherches/<str:token>/export.json"), following.export, name="export"),
    path(_("suivre/arreter/<str:token>/"), following.leaving, name="leave"),
]
