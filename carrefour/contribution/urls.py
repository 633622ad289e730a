"""Addresses of this room's pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.contribution.views import claiming, editing, mine, moderation, project, source

app_name = "contribution"
urlpatterns = [
    path(_("proposer/"), project.begin, name="begin"),
    path(_("proposer/projet/"), project.start, name="start"),
    path(_("proposer/projet/<uuid:pk>/<slug:key>/"), project.step, name="step"),
    path(_("proposer/projet/<uuid:pk>/<slug:key>/garder/"), project.keep, name="keep"),
    path(_("proposer/deja-la/"), project.alike, name="alike"),
    path(_("proposer/lieu.json"), project.place, name="place"),
    path(_("proposer/source/"), source.propose, name="source"),
    path(_("fiches/<slug:id_>/modifier/"), editing.edit, name="edit"),
    path(_("fiches/<slug:id_>/modifier/<int:pk>/"), editing.settle, name="settle"),
    path(_("fiches/<slug:id_>/revendiquer/"), claiming.claim, name="claim"),
    path(_("fiches/<slug:id_>/revendiquer/<str:token>/"), claiming.proof, name="proof"),
    path(_("fiches/<slug:id_>/laisser/"), mine.release, name="release"),
    path(_("compte/propositions/"), mine.mine, name="mine"),
    path(_("compte/propositions/<uuid:pk>/retirer/"), mine.leave, name="leave"),
    path(_("compte/propositions/<uuid:pk>/reprendre/"), mine.again, name="again"),
    path(_("moderation/"), moderation.queue, name="queue"),
    path(_("moderation/<uuid:pk>/"), moderation.decide, name="decide"),
]
