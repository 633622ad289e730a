"""Errors on sheets that visitors report."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Sheet


class Report(models.Model):
    """What a visitor says is wrong on a sheet; operators decide on it.

    ``email`` is kept until the decision, which is told to it; nothing is left of it after that.
    """

    class About(models.TextChoices):
        """What on the sheet is wrong."""

        TITLE = "title", _("le titre")
        TEXT = "text", _("le texte")
        PLACE = "place", _("le lieu")
        DATE = "date", _("les dates ou l’avancement")
        HOLDER = "holder", _("le porteur ou un partenaire")
        LINK = "link", _("un lien")
        THEMES = "themes", _("les thèmes ou les publics")
        IMAGE = "image", _("l’image")
        TWIN = "twin", _("une autre fiche dit le même projet")
        GONE = "gone", _("le projet n’existe plus")
        OTHER = "other", _("autre chose")

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("à lire")
        DONE = "done", _("corrigé")
        REFUSED = "refused", _("écarté")

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="reports")
    about = models.CharField(max_length=8, choices=About.choices)
    text = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="fr")
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN, db_index=True)
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.sheet_id}.{self.about}"
