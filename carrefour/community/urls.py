"""Addresses of accounts."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.community.views import (
    account,
    bounces,
    following,
    provider,
    proving,
    second_step,
    signing,
    way_in,
)

app_name = "community"
urlpatterns = [
    path("", account.home, name="home"),
    path(_("courriels/refuser/<str:token>/"), account.decline, name="decline"),
    path(_("courriels/reprendre/"), account.mail_again, name="mail-again"),
    path(_("courriels/refuses/"), bounces.bounces, name="bounces"),
    path(_("connexion/"), signing.sign_in, name="sign-in"),
    path(_("connexion/lien/"), way_in.sign_in_by_mail, name="sign-in-by-mail"),
    path(_("connexion/lien/<str:token>/"), way_in.way_in, name="way-in"),
    path(_("connexion/code/"), second_step.second_step, name="second-step"),
    path(_("connexion/fournisseur/"), provider.provider_begin, name="provider"),
    path(_("inscription/"), way_in.sign_up, name="sign-up"),
    path(_("inscription/<str:token>/"), way_in.sign_up_confirm, name="sign-up-confirm"),
    path(_("deconnexion/"), signing.sign_out, name="sign-out"),
    path(_("mot-de-passe/"), signing.password, name="password"),
    path(_("mot-de-passe/oublie/"), way_in.password_forgotten, name="password-forgotten"),
    path(_("mot-de-passe/nouveau/<str:token>/"), way_in.password_new, name="password-new"),
    path(_("verification/"), proving.proving, name="prove"),
    path(_("profil/"), account.profile, name="profile"),
    path(_("adresse/"), account.new_address, name="address"),
    path(_("adresse/<str:token>/"), account.address_confirm, name="address-confirm"),
    path(_("securite/"), account.security, name="security"),
    path(_("securite/sessions/"), account.end_session, name="end-session"),
    path(_("securite/code/"), second_step.second_step_add, name="second-step-add"),
    path(_("securite/code/image/"), second_step.second_step_picture, name="second-step-picture"),
    path(_("securite/code/secours/"), second_step.second_step_codes, name="second-step-codes"),
    path(_("securite/code/retirer/"), second_step.second_step_remove, name="second-step-remove"),
    path(_("securite/identite/<int:pk>/"), provider.provider_part, name="provider-part"),
    path(_("donnees/"), account.data, name="data"),
    path(_("donnees/telecharger/"), account.export, name="export"),
    path(_("donnees/effacer/"), account.erase_account, name="erase"),
    path(_("mes-recherches/"), following.mine, name="searches"),
]
