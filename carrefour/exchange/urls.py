"""Addresses of this room's pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.exchange.views import (
    communities,
    discussion,
    events,
    letters,
    notices,
    reach,
    review,
)

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
    path(
        _("messages/lire/<str:key>/signaler/<int:pk>/"), letters.complaint, name="letter-complaint"
    ),
    path(_("echanges/a-relire/"), review.review, name="review"),
    path(_("echanges/abus/<int:pk>/"), review.decide_complaint, name="decide-complaint"),
    path(_("echanges/messages/<int:pk>/"), review.decide_letter, name="decide-letter"),
    path(_("communautes/"), communities.communities, name="communities"),
    path(_("communautes/demander/"), communities.asking, name="ask-community"),
    path(_("mes-communautes/"), communities.mine, name="my-communities"),
    path(_("communautes/<slug:slug>/"), communities.community, name="community"),
    path(_("communautes/<slug:slug>/changer/"), communities.changing, name="change-community"),
    path(_("communautes/<slug:slug>/rejoindre/"), communities.joining, name="join"),
    path(_("communautes/<slug:slug>/quitter/"), communities.parting, name="leave"),
    path(_("communautes/<slug:slug>/fermer/"), communities.closing, name="close-community"),
    path(_("communautes/<slug:slug>/decider/"), communities.deciding, name="decide-community"),
    path(_("communautes/<slug:slug>/nouvelles/"), communities.publishing, name="write-news"),
    path(
        _("communautes/<slug:slug>/nouvelles/<int:pk>/effacer/"),
        communities.deleting_news,
        name="delete-news",
    ),
    path(_("communautes/<slug:slug>/agenda.ics"), events.calendar_file, name="calendar"),
    path(_("communautes/<slug:slug>/agenda/"), events.announcing, name="announce-event"),
    path(_("communautes/<slug:slug>/agenda/<str:key>.ics"), events.event_file, name="event-file"),
    path(_("communautes/<slug:slug>/agenda/<str:key>/"), events.event, name="event"),
    path(
        _("communautes/<slug:slug>/agenda/<str:key>/changer/"), events.changing, name="change-event"
    ),
    path(
        _("communautes/<slug:slug>/agenda/<str:key>/annuler/"),
        events.cancelling,
        name="cancel-event",
    ),
    path(_("communautes/<slug:slug>/discussion/"), discussion.discussion, name="discussion"),
    path(_("communautes/<slug:slug>/discussion/<str:key>/"), discussion.topic, name="topic"),
    path(
        _("communautes/<slug:slug>/discussion/<str:key>/changer/"),
        discussion.editing,
        name="edit-post",
    ),
    path(
        _("communautes/<slug:slug>/discussion/<str:key>/reprendre/"),
        discussion.withdrawing,
        name="withdraw-post",
    ),
    path(
        _("communautes/<slug:slug>/discussion/<str:key>/retirer/"),
        discussion.removing,
        name="remove-post",
    ),
    path(
        _("communautes/<slug:slug>/discussion/<str:key>/paraitre/"),
        discussion.releasing,
        name="release-post",
    ),
    path(
        _("communautes/<slug:slug>/discussion/<str:key>/fermer/"),
        discussion.locking,
        name="lock-topic",
    ),
    path(
        _("communautes/<slug:slug>/discussion/<str:key>/signaler/"),
        discussion.complaint,
        name="post-complaint",
    ),
    path(_("annonces/"), notices.notices, name="notices"),
    path(_("annonces/flux.atom"), notices.feed, name="notices-feed"),
    path(_("annonces/publier/"), notices.giving, name="give-notice"),
    path(_("mes-annonces/"), notices.mine, name="my-notices"),
    path(_("annonces/<str:key>/"), notices.notice, name="notice"),
    path(_("annonces/<str:key>/changer/"), notices.changing, name="change-notice"),
    path(_("annonces/<str:key>/prolonger/"), notices.renewing, name="renew-notice"),
    path(_("annonces/<str:key>/arreter/"), notices.ending, name="end-notice"),
    path(_("annonces/<str:key>/repondre/"), notices.answering, name="answer-notice"),
    path(_("annonces/<str:key>/retirer/"), notices.removing, name="remove-notice"),
    path(_("annonces/<str:key>/paraitre/"), notices.releasing, name="release-notice"),
    path(_("annonces/<str:key>/signaler/"), notices.complaint, name="notice-complaint"),
]
