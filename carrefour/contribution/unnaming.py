"""What people changed stays when they go; their name does not."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import pre_delete
from django.dispatch import receiver

from carrefour.catalogue.models import Correction
from carrefour.community.models import Act, User
from carrefour.contribution.models import Proposal


@receiver(pre_delete, sender=User)
def unname(instance: User, **_more: Any) -> None:
    """Take the name of an account that is deleted out of the corrections that it made here.

    They are found by the log of acts, and by what was accepted: a name alone may be another's.
    """
    told = Act.objects.filter(by=instance, details__has_key="corrections")
    made = {
        pk for details in told.values_list("details", flat=True) for pk in details["corrections"]
    }
    for proposal in Proposal.objects.filter(by=instance, kind=Proposal.Kind.CORRECTION):
        made.update(mine for mine, _before in proposal.applied.get("corrections", {}).values())
    Correction.objects.filter(pk__in=made).update(decided_by="")
