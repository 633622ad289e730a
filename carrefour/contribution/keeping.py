"""What this room keeps of people, in words, for the privacy notice."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carrefour.community.kept import keeps, lasting
from carrefour.contribution import deciding, sending


def say_what_is_kept() -> None:
    """Tell the notice of proposals, from the draft to the decision."""
    keeps(
        _("Projets, sources et corrections que vous proposez, avec votre nom"),
        _("Les relire, vous répondre, et dire d’où vient ce qui est publié"),
        lambda: (
            gettext(
                "un brouillon %(draft)s ; un refus %(refused)s ; ce qui est accepté, avec la fiche"
            )
            % {"draft": lasting(sending.FORGOTTEN), "refused": lasting(deciding.KEPT)}
        ),
        order=40,
    )
