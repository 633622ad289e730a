"""What the people of an organisation say of it themselves."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carrefour.catalogue.models import Organisation


class Profile(models.Model):
    """What an organisation of the collective says of itself.

    Kept beside the organisation, since a harvest writes that anew from the definition of its
    source. Who has one is of the collective, also without a source. An empty field leaves the word
    to the source. ``logo`` is the digest of a file of ours (`carrefour.community.logos`),
    ``territory`` a key such as ``departement:35``, empty where it is all of France, ``themes``
    categories of the taxonomy, ``parts`` values of `Part`.
    """

    class Kind(models.TextChoices):
        """What an organisation is; those that definitions of sources know, and research."""

        ASSOCIATION = "association", _("Association")
        COMPANY = "company", _("Entreprise")
        FOUNDATION = "foundation", _("Fondation")
        LOCAL_AUTHORITY = "local-authority", _("Collectivité")
        NETWORK = "network", _("Réseau")
        PUBLIC_BODY = "public-body", _("Organisme public")
        RESEARCH = "research", _("Recherche et enseignement")
        OTHER = "other", _("Autre")

    class Part(models.TextChoices):
        """What an organisation brings; that it shares a source is known by the source."""

        SUPPORT = "support", _("Accompagne des projets")
        FUND = "fund", _("Finance des projets")
        STUDY = "study", _("Étudie l’innovation sociale")
        SPREAD = "spread", _("Fait connaître le collectif")

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="profile"
    )
    name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True)
    parts = models.JSONField(default=list, blank=True)
    themes = models.JSONField(default=list, blank=True)
    description_fr = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    url = models.URLField(max_length=500, blank=True)
    territory = models.CharField(max_length=40, blank=True)
    logo = models.CharField(max_length=40, blank=True)
    joined_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name or self.organisation_id
