"""Addresses of accounts."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.community.views import (
    account,
    charter,
    colleagues,
    following,
    invitation,
    organisations,
    profile,
    signing,
)

app_name = "community"
urlpatterns = [
    path("", account.home, name="home"),
    path(_("courriels/refuser/<str:token>/"), account.decline, name="decline"),
    path(_("connexion/"), signing.sign_in, name="sign-in"),
    path(_("deconnexion/"), signing.sign_out, name="sign-out"),
    path(_("mot-de-passe/"), signing.password, name="password"),
    path(_("mes-recherches/"), following.mine, name="searches"),
    path("organisations/", organisations.mine, name="organisations"),
    path(_("adhesion/"), organisations.apply, name="organisation-apply"),
    path(_("adhesion/connues/"), organisations.alike, name="organisations-alike"),
    path("organisations/<slug:slug>/", colleagues.space, name="organisation"),
    path(_("organisations/<slug:slug>/rejoindre/"), organisations.join, name="organisation-join"),
    path(_("organisations/<slug:slug>/presenter/"), profile.edit, name="organisation-edit"),
    path("organisations/<slug:slug>/logo/", profile.logo, name="organisation-logo"),
    path(_("organisations/<slug:slug>/charte/"), charter.sign, name="organisation-sign"),
    path(_("organisations/<slug:slug>/quitter/"), colleagues.leave, name="organisation-leave"),
    path(_("organisations/<slug:slug>/equipe/"), colleagues.show, name="organisation-show"),
    path(_("organisations/<slug:slug>/inviter/"), colleagues.invite, name="invite"),
    path("organisations/<slug:slug>/invitations/<int:pk>/", colleagues.uninvite, name="uninvite"),
    path(_("organisations/<slug:slug>/membres/<int:pk>/"), colleagues.member, name="member"),
    path("invitations/<str:token>/", invitation.invitation, name="invitation"),
]
