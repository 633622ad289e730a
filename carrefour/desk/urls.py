"""Addresses of the operator's desk."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.desk.views import (
    home,
    journal,
    namings,
    runs,
    sheets,
    sources,
    tags,
    texts,
    twins,
    visitors,
)

app_name = "desk"
urlpatterns = [
    path("", home.home, name="home"),
    path("sources/<slug:slug>/", sources.source, name="source"),
    path(_("sources/<slug:slug>/moissonner/"), sources.harvest, name="harvest"),
    path(_("sources/<slug:slug>/veilleurs/"), sources.watch, name="watch"),
    path(_("sources/<slug:slug>/veilleurs/<int:pk>/"), sources.unwatch, name="unwatch"),
    path(_("mots-cles/"), tags.tags, name="tags"),
    path(_("mots-cles/decides/"), tags.decided, name="decided-tags"),
    path(_("mots-cles/decider/"), tags.decide, name="decide-tag"),
    path(_("mots-cles/textes/"), texts.texts, name="texts"),
    path(_("mots-cles/textes/decider/"), texts.decide, name="decide-text"),
    path(_("fiches/<slug:id_>/"), sheets.sheet, name="sheet"),
    path(_("corrections/"), sheets.corrections, name="corrections"),
    path(_("corrections/<int:pk>/"), sheets.decide, name="decide-correction"),
    path(_("doublons/"), twins.twins, name="twins"),
    path(_("doublons/reunies/"), twins.merged_sheets, name="merged"),
    path(_("doublons/decisions/"), twins.decided, name="decided-twins"),
    path(_("doublons/repetitions/"), twins.repeated, name="repeated"),
    path(_("doublons/repetitions/reunir/"), twins.unite, name="unite-twins"),
    path(_("doublons/decider/"), twins.decide, name="decide-twins"),
    path(_("doublons/separer/"), twins.part, name="part-twins"),
    path(_("signalements/"), visitors.reports, name="reports"),
    path(_("signalements/<int:pk>/"), visitors.decide_report, name="decide-report"),
    path("messages/", visitors.letters, name="letters"),
    path("messages/<int:pk>/", visitors.decide_letter, name="decide-letter"),
    path(_("organisations/"), namings.organisations, name="organisations"),
    path(_("organisations/decisions/"), namings.decided, name="decided-namings"),
    path(_("organisations/decider/"), namings.decide, name="decide-naming"),
    path(_("organisations/defaire/<int:pk>/"), namings.undo, name="undo-naming"),
    path(_("moissons/<int:pk>/"), runs.run, name="run"),
    path(_("moissons/<int:pk>/accepter/"), runs.accept, name="accept"),
    path(_("moissons/<int:pk>/refuser/"), runs.refuse, name="refuse"),
    path(_("moissons/<int:pk>/annuler/"), runs.cancel, name="cancel"),
    path("journal/", journal.journal, name="journal"),
    path("journal/journal.csv", journal.export, name="journal-csv"),
]
