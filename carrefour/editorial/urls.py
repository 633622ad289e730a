"""Addresses of this room's pages: those for visitors, then those of who writes."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from carrefour.editorial.views import (
    illustrating,
    news,
    newsletter,
    pages,
    sending,
    telling,
    writing,
)

app_name = "editorial"
urlpatterns: list[URLPattern] = [
    path(_("a-propos/"), pages.shipped, {"key": "about"}, name="about"),
    path(_("outils/"), pages.shipped, {"key": "tools"}, name="tools"),
    path(_("presse/"), pages.shipped, {"key": "press"}, name="press"),
    path(_("donnees/"), pages.shipped, {"key": "data"}, name="data"),
    path(_("confidentialite/"), pages.shipped, {"key": "privacy"}, name="privacy"),
    path(_("conditions/"), pages.shipped, {"key": "terms"}, name="terms"),
    path(_("mentions-legales/"), pages.shipped, {"key": "legal"}, name="legal"),
    path(_("accessibilite/"), pages.shipped, {"key": "accessibility"}, name="accessibility"),
    path("pages/<slug:slug>/", pages.added, name="page"),
    path(_("actualites/"), news.news, name="news"),
    path(_("actualites/flux.atom"), news.feed, name="news-feed"),
    path(_("actualites/<slug:slug>/"), news.article, name="article"),
    path(_("lettre/"), newsletter.ask, name="newsletter"),
    path(_("lettre/confirmer/<str:token>/"), newsletter.confirmed, name="newsletter-confirm"),
    path(_("lettre/arreter/<str:token>/"), newsletter.leave, name="newsletter-leave"),
    path(_("redaction/"), writing.all_pages, name="desk"),
    path(_("redaction/menus/"), writing.arrange, name="arrange"),
    path(_("redaction/apercu/"), writing.preview, name="preview"),
    path(_("redaction/pages/"), writing.add, name="add"),
    path(_("redaction/pages/<slug:key>/adresse/"), writing.move, name="move"),
    path(_("redaction/pages/<slug:key>/supprimer/"), writing.remove, name="remove"),
    path(_("redaction/pages/<slug:key>/<slug:language>/"), writing.edit, name="edit"),
    path(
        _("redaction/pages/<slug:key>/<slug:language>/retirer/"), writing.withdraw, name="withdraw"
    ),
    path(
        _("redaction/pages/<slug:key>/<slug:language>/versions/"), writing.versions, name="versions"
    ),
    path(
        _("redaction/pages/<slug:key>/<slug:language>/versions/<int:pk>/"),
        writing.version,
        name="version",
    ),
    path(_("redaction/images/"), illustrating.images, name="images"),
    path(_("redaction/images/<int:pk>/supprimer/"), illustrating.remove, name="image-remove"),
    path(_("redaction/actualites/"), telling.all_news, name="desk-news"),
    path(_("redaction/actualites/nouvelle/"), telling.edit, name="news-add"),
    path(_("redaction/actualites/<int:pk>/"), telling.edit, name="news-edit"),
    path(_("redaction/actualites/<int:pk>/supprimer/"), telling.remove, name="news-remove"),
    path(_("redaction/lettres/"), sending.issues, name="issues"),
    path(_("redaction/lettres/nouvelle/"), sending.edit, name="issue-add"),
    path(_("redaction/lettres/<int:pk>/"), sending.edit, name="issue-edit"),
    path(
        _("redaction/lettres/<int:pk>/apercu/<slug:language>/"), sending.shown, name="issue-shown"
    ),
    path(_("redaction/lettres/<int:pk>/essai/"), sending.attempt, name="issue-try"),
    path(_("redaction/lettres/<int:pk>/envoyer/"), sending.send, name="issue-send"),
    path(_("redaction/lettres/<int:pk>/supprimer/"), sending.remove, name="issue-remove"),
]
