"""What visitors report of collections."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.collection.models.collection import Collection


class Complaint(models.Model):
    """What someone finds wrong in a collection that is open; nothing is kept of who they are."""

    class About(models.TextChoices):
        """What is wrong with it."""

        HURTFUL = "hurtful", _("des propos blessants ou contraires à la loi")
        ADVERT = "advert", _("de la publicité")
        FALSE = "false", _("des informations fausses")
        PERSON = "person", _("des informations sur une personne")
        OTHER = "other", _("autre chose")

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="complaints")
    about = models.CharField(max_length=8, choices=About.choices)
    text = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.collection_id}.{self.about}"
