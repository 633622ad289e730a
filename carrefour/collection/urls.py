"""Addresses of collections: those that anyone reads, and those where they are made."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.collection.views import (
    choosing,
    editing,
    featuring,
    files,
    hands,
    mine,
    moderation,
    public,
)

app_name = "collection"
urlpatterns = [
    path("collections/", public.directory, name="directory"),
    path(_("collections/choisir/<str:sheet>/"), choosing.choose, name="choose"),
    path(_("collections/rejoindre/<str:token>/"), hands.join, name="join"),
    path(_("collections/signaler/<str:id_>/"), moderation.report, name="report"),
    path("collections/<slug:slug>-<str:id_>/", public.collection, name="collection"),
    path("collections/<slug:slug>-<str:id_>.pdf", files.pdf, name="pdf"),
    path("collections/<slug:slug>-<str:id_>/export.<slug:kind>", files.export, name="export"),
    path(_("integrer/collection/<str:id_>/"), public.embedded, name="embed"),
    path(_("compte/collections/"), mine.mine, name="mine"),
    path(_("compte/collections/nouvelle/"), mine.new, name="new"),
    path(_("compte/collections/relecture/"), moderation.waiting, name="waiting"),
    path(_("compte/collections/relecture/<str:id_>/"), moderation.decide, name="decide"),
    path(_("compte/collections/invitations/<int:pk>/"), hands.answer, name="answer"),
    path(_("compte/collections/<str:id_>/"), editing.edit, name="edit"),
    path(_("compte/collections/<str:id_>/texte/"), editing.write, name="write"),
    path(_("compte/collections/<str:id_>/ajouter/"), editing.add, name="add"),
    path(_("compte/collections/<str:id_>/fiches/<int:pk>/"), editing.item, name="item"),
    path(_("compte/collections/<str:id_>/partage/"), editing.share, name="share"),
    path(_("compte/collections/<str:id_>/effacer/"), editing.delete, name="delete"),
    path(_("compte/collections/<str:id_>/mains/"), hands.invite, name="invite"),
    path(_("compte/collections/<str:id_>/mains/<int:pk>/"), hands.take_out, name="take-out"),
    path(_("compte/collections/<str:id_>/invitations/<int:pk>/"), hands.withdraw, name="withdraw"),
    path(_("pilotage/collections/"), featuring.featured, name="featured"),
    path(_("pilotage/collections/<str:id_>/"), featuring.feature, name="feature"),
]
