"""Addresses of accounts."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.community.views import account, following, signing

app_name = "community"
urlpatterns = [
    path("", account.home, name="home"),
    path(_("courriels/refuser/<str:token>/"), account.decline, name="decline"),
    path(_("connexion/"), signing.sign_in, name="sign-in"),
    path(_("deconnexion/"), signing.sign_out, name="sign-out"),
    path(_("mot-de-passe/"), signing.password, name="password"),
    path(_("mes-recherches/"), following.mine, name="searches"),
]
