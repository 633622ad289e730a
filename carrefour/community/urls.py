"""Addresses of accounts."""

from django.contrib.auth import views as auth
from django.urls import path
from django.utils.translation import gettext_lazy as _

app_name = "community"
urlpatterns = [
    path(
        _("connexion/"),
        auth.LoginView.as_view(template_name="community/sign_in.html"),
        name="sign-in",
    ),
    path(_("deconnexion/"), auth.LogoutView.as_view(), name="sign-out"),
]
