"""What this room keeps of people, in words, for the privacy notice."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carrefour.community.kept import keeps


def say_what_is_kept() -> None:
    """Tell the notice of keys, and of the addresses that people have called."""
    keeps(
        _("Clés d’API et adresses à appeler, avec le dernier jour où une clé a servi"),
        _("Vous laisser demander davantage, et vous dire ce qui change"),
        lambda: gettext("jusqu’à ce que vous les supprimiez, ou votre compte"),
        order=75,
    )
