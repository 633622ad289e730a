"""Addresses of the workshop."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from carrefour.workshop.views import about, begin, fields, home, page, sources, yaml

app_name = "workshop"
urlpatterns = [
    path("", home.home, name="home"),
    path(_("nouvelle/"), begin.new, name="new"),
    path(_("nouvelle/fichier/"), begin.new_file, name="new-file"),
    path(_("nouvelle/definition/"), begin.new_yaml, name="new-yaml"),
    path(_("brouillon/<int:pk>/trouver/"), begin.proposals, name="proposals"),
    path(_("brouillon/<int:pk>/page/"), page.page, name="page"),
    path(_("brouillon/<int:pk>/page/apercu/"), page.preview, name="page-preview"),
    path(_("brouillon/<int:pk>/page/cadre/<slug:role>/"), page.frame, name="frame"),
    path(_("brouillon/<int:pk>/champs/"), fields.fields, name="fields"),
    path(_("brouillon/<int:pk>/champs/apercu/"), fields.preview, name="fields-preview"),
    path(_("brouillon/<int:pk>/relire/"), fields.sample, name="sample"),
    path(_("brouillon/<int:pk>/presenter/"), about.about, name="about"),
    path(_("brouillon/<int:pk>/definition/"), yaml.yaml, name="yaml"),
    path(_("brouillon/<int:pk>/definition.yml"), yaml.download, name="draft-download"),
    path(_("brouillon/<int:pk>/supprimer/"), yaml.drop, name="drop"),
    path(_("source/<slug:id_>/"), sources.source, name="source"),
    path(_("source/<slug:id_>/modifier/"), sources.edit, name="edit"),
    path(_("source/<slug:id_>/moissonner/"), sources.harvest, name="harvest"),
    path(_("source/<slug:id_>/definition.yml"), sources.download, name="source-download"),
    path(_("source/<slug:id_>/version/<int:number>/"), sources.version, name="version"),
    path(_("source/<slug:id_>/version/<int:number>/revenir/"), sources.back, name="back"),
]
