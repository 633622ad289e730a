"""Addresses of this room's pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.exchange.views import letters, reach, review

app_name = "exchange"
urlpatterns = [
    path("messages/", letters.threads, name="threads"),
    path(_("messages/reglages/"), reach.reach, name="reach"),
    path(_("messages/reglages/debloquer/<int:pk>/"), reach.unblocking, name="unblock"),
    path(_("messages/personne/<str:key>/"), letters.to_person, name="to-person"),
    path("messages/organisation/<slug:slug>/", letters.to_organisation, name="to-organisation"),
    path(_("messages/lire/<str:key>/"), letters.thread, name="thread"),
    path(_("messages/lire/<str:key>/adresse/"), letters.showing, name="show-email"),
    path(_("messages/lire/<str:key>/quitter/"), letters.leaving, name="leave-thread"),
    path(_("messages/lire/<str:key>/bloquer/<int:pk>/"), letters.blocking, name="block"),
    path(_("echanges/a-relire/"), review.review, name="review"),
    path(_("echanges/abus/<int:pk>/"), review.decide_complaint, name="decide-complaint"),
    path(_("echanges/messages/<int:pk>/"), review.decide_letter, name="decide-letter"),
    path(
        _("messages/lire/<str:key>/signaler/<int:pk>/"), letters.complaint, name="letter-complaint"
    ),
]
